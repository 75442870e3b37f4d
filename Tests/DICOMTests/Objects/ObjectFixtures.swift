import DICOM
import Voxels

/// A small made-up PET series, oblique, and what is derived from it.
enum ObjectFixtures {
  static let size = SIMD3(13, 11, 9)

  static func grid() throws -> Grid {
    // Turned by the angle of the 3-4-5 triangle about the patient's long axis.
    let row = SIMD3(0.8, 0.6, 0.0)
    let column = SIMD3(-0.6, 0.8, 0.0)
    return try Grid(
      size: size,
      affine: Affine(
        columnStep: row * 4,
        rowStep: column * 4.5,
        sliceStep: SIMD3(0, 0, 3.27),
        origin: SIMD3(-101.5, 37.25, -743.96)
      )
    )
  }

  static func source() throws -> SourceSeries {
    let grid = try grid()
    var header = DataSet()
    header.set(.sopClassUID, .UI, "1.2.840.10008.5.1.4.1.1.128")
    header.set(.patientName, .PN, "Müller^Ute")
    header.set(.patientID, .LO, "HER2-0007")
    header.set(.patientBirthDate, .DA, "")
    header.set(.patientSex, .CS, "F")
    header.set(.patientWeight, .DS, "62.5")
    header.set(.studyInstanceUID, .UI, "1.2.826.0.1.3680043.8.498.1")
    header.set(.seriesInstanceUID, .UI, "1.2.826.0.1.3680043.8.498.2")
    header.set(.frameOfReferenceUID, .UI, "1.2.826.0.1.3680043.8.498.3")
    header.set(.studyDate, .DA, "20240229")
    header.set(.studyTime, .TM, "101500")
    header.set(.modality, .CS, "PT")
    header.set(.bitsStored, .US, 16)
    header.set(.pixelRepresentation, .US, 1)
    header.set(.clinicalTrialSponsorName, .LO, "Sponsor")
    header.set(.clinicalTrialProtocolID, .LO, "NCT00000000")
    header.set(.clinicalTrialProtocolName, .LO, "")
    header.set(.clinicalTrialSiteID, .LO, "")
    header.set(.clinicalTrialSiteName, .LO, "")
    header.set(.clinicalTrialSubjectID, .LO, "0007")
    var tracer = DataSet()
    tracer.set(.radionuclideCodeSequence, Code("63360001", "SCT", "^89^Zirconium"))
    tracer.set(.radiopharmaceuticalCodeSequence, Code("126512", "DCM", "Trastuzumab ^89^Zr"))
    tracer.set(.radionuclideHalfLife, .DS, "282276")
    tracer.set(.radionuclideTotalDose, .DS, "37000000")
    tracer.set(.radiopharmaceuticalStartDateTime, .DT, "20240225093000")
    header.set(.radiopharmaceuticalInformationSequence, items: [tracer])
    let images = (0..<size.z).map { slice in
      SourceSeries.Image(
        sopClassUID: "1.2.840.10008.5.1.4.1.1.128",
        sopInstanceUID: "1.2.826.0.1.3680043.8.498.4.\(slice + 1)",
        position: grid.position(of: SIMD3(0, 0, slice))
      )
    }
    return try SourceSeries(header: header, grid: grid, images: images)
  }

  static func authorship(trial: ClinicalTrial? = nil) -> Authorship {
    Authorship(
      equipment: Authorship.Equipment(
        manufacturer: "Herald",
        modelName: "herald",
        serialNumber: "none",
        softwareVersion: "0.1.0"
      ),
      date: "20240301",
      time: "120000",
      seriesNumber: 9001,
      seriesDescription: "Lesions",
      clinicalTrial: trial,
      uids: UIDSource(inputs: ["test", "1.2.826.0.1.3680043.8.498.2"])
    )
  }

  /// A ball, a bar that cuts through it, and a single voxel in the last corner.
  static func segments() throws -> [Segment] {
    let grid = try grid()
    func segment(_ number: Int, _ label: String, _ region: Region) -> Segment {
      Segment(
        number: number,
        label: label,
        category: Code.PropertyCategory.morphologicallyAbnormalStructure,
        type: Code.PropertyType.secondaryNeoplasm,
        algorithm: .semiautomatic(name: "herald 0.1.0 fixed SUV 4"),
        tracking: Segment.Tracking(
          identifier: "lesion \(number)",
          uid: authorship().uids.uid("tracking/\(number)")
        ),
        site: Segment.Site(
          region: Code.Anatomy.axillaryLymphNode,
          laterality: Code.Laterality.left
        ),
        color: CIELabColor.palette[number - 1],
        region: region
      )
    }
    return [
      segment(
        1,
        "L1",
        Region(grid: grid) { index in
          let p = grid.position(of: index) - grid.position(of: SIMD3(5, 5, 4))
          return p.x * p.x + p.y * p.y + p.z * p.z <= 81
        }
      ),
      segment(2, "L2", Region(grid: grid) { $0.y == 5 && $0.z >= 3 && $0.z <= 4 }),
      segment(3, "L3", Region(grid: grid) { $0 == SIMD3(12, 10, 8) }),
    ]
  }

  static func report(segmentation: DataSet, map: DataSet) throws -> MeasurementReport {
    let instance = try InstanceReference(segmentation)
    let rwvm = try InstanceReference(map)
    var groups: [MeasurementGroup] = []
    for segment in try segments() {
      guard let tracking = segment.tracking else { continue }
      let base = Double(segment.number)
      var measurements: [ReportedMeasurement] = []
      for coding in SUVCoding.allCases {
        measurements += [
          .suv(coding, Code.Derivation.maximum, base + 7.910675),
          .suv(coding, Code.Derivation.mean, base + 0.1 + 0.2),
          .suv(coding, Code.Derivation.minimum, base * 0.168788),
          .suv(coding, Code.Derivation.standardDeviation, .nan),
          .suv(coding, Code.Derivation.median, 1e-7 / 3),
          .suv(coding, Code.Derivation.peak, 5, method: Code.Method.peakLocal),
          .suv(coding, Code.Derivation.peak, 6, method: Code.Method.peakExact1mL),
        ]
      }
      measurements += [
        ReportedMeasurement(
          Code.Quantity.volume,
          value: 33.5824,
          unit: Code.Unit.milliliter,
          method: Code.Method.sumOfVoxelVolumes
        ),
        ReportedMeasurement(Code.Quantity.totalLesionUptake, value: 202, unit: Code.Unit.gram),
        ReportedMeasurement(Code.Quantity.longAxis, value: 31.4, unit: Code.Unit.millimeter),
        ReportedMeasurement(Code.Quantity.shortAxis, value: 20, unit: Code.Unit.millimeter),
        ReportedMeasurement(
          Code.Quantity.lesionToBackgroundRatio,
          value: 3.5,
          unit: Code.Unit.ratio
        ),
      ]
      groups.append(
        MeasurementGroup(
          tracking: tracking,
          finding: segment.type,
          site: segment.site,
          segment: MeasurementGroup.SegmentReference(
            segmentation: instance,
            number: segment.number
          ),
          sourceSeriesInstanceUID: "1.2.826.0.1.3680043.8.498.2",
          realWorldValueMap: rwvm,
          activitySession: "1",
          timePoint: "baseline",
          measurements: measurements
        )
      )
    }
    groups.append(
      MeasurementGroup(
        tracking: Segment.Tracking(
          identifier: "patient",
          uid: authorship().uids.uid("tracking/patient")
        ),
        finding: Code.PropertyType.neoplasm,
        measurements: [
          ReportedMeasurement(Code.Quantity.lesionCount, value: 3, unit: Code.Unit.one),
          ReportedMeasurement(
            Code.Quantity.largestLesionDistance,
            value: 88,
            unit: Code.Unit.millimeter
          ),
        ]
      )
    )
    return MeasurementReport(groups: groups)
  }

  /// A line of its own for each slice and normalisation.
  static func map() throws -> RealWorldValueMap {
    try RealWorldValueMap(
      source: source(),
      scalings: SUVCoding.allCases.enumerated().map { index, coding in
        (
          coding,
          (0..<size.z).map {
            LinearScaling(slope: 1e-4 * Double($0 + 1) / Double(index + 3), intercept: 0)
          }
        )
      }
    )
  }
}
