import DICOM
import Lesions
import Uptake
import Voxels

/// What an analysis gives back to the archive: segmentation, report and real world value map.
struct DerivedObjects {
  /// The lesions' voxels; nil where there is no lesion to write.
  let segmentation: DataSet?
  /// The voxels of what stood out and is no lesion; nil where there is nothing of that kind.
  let setAside: DataSet?
  /// The numbers, after TID 1500.
  let report: DataSet
  /// The map from stored values to SUV.
  let realWorldValueMap: DataSet

  init(_ analysis: Analysis, at moment: Moment) throws {
    let source = try analysis.pet.source()
    let uids = UIDSource(
      inputs: [
        analysis.inputSHA256, Program.version, moment.date, moment.time,
        analysis.pet.seriesInstanceUID,
      ] + analysis.lesions.map { "\($0.label) \($0.method) \($0.region.voxelCount)" }
        + analysis.edits.suffix(1).map(\.leadsTo)
    )
    func authorship(_ number: Int, _ description: String) -> Authorship {
      Authorship(
        equipment: Authorship.Equipment(
          manufacturer: "Herald (research software)",
          modelName: "herald",
          serialNumber: "none",
          softwareVersion: Program.version
        ),
        date: moment.date,
        time: moment.time,
        seriesNumber: number,
        seriesDescription: description,
        uids: uids
      )
    }
    let map = try RealWorldValueMap(
      source: source,
      scalings: try analysis.scales.map { normalization, factor in
        (
          normalization.coding,
          try analysis.pet.frameOrder(of: analysis.certificate.scaling).map {
            LinearScaling(slope: $0.slope * factor, intercept: $0.intercept * factor)
          }
        )
      }
    )
    let realWorldValueMap = try map.dataSet(
      source: source,
      authorship: authorship(9001, "SUV real world value map")
    )
    self.realWorldValueMap = realWorldValueMap

    let written = analysis.lesions.indices.filter { !analysis.lesions[$0].region.isEmpty }
    let segments = written.enumerated().map { position, index in
      analysis.segment(index, number: position + 1)
    }
    let segmentation =
      segments.isEmpty
      ? nil
      : try SegmentationWriter.dataSet(
        of: segments,
        source: source,
        authorship: authorship(9002, "Lesions by Herald"),
        contentLabel: "LESIONS"
      )
    self.segmentation = segmentation
    let setAside = analysis.findings.filter { $0.verdict != .lesion && !$0.region.isEmpty }
    self.setAside =
      setAside.isEmpty
      ? nil
      : try SegmentationWriter.dataSet(
        of: setAside.enumerated().map { analysis.segment($1, number: $0 + 1, uids) },
        source: source,
        authorship: authorship(9004, "Set aside by Herald"),
        contentLabel: "SET_ASIDE"
      )
    let numbers = Dictionary(uniqueKeysWithValues: zip(written, 1...))
    let groups = try analysis.lesions.indices.map { index in
      try analysis.group(
        index,
        segment: segmentation.flatMap { segmentation in
          try numbers[index].map {
            MeasurementGroup.SegmentReference(
              segmentation: try InstanceReference(segmentation),
              number: $0
            )
          }
        },
        realWorldValueMap: try InstanceReference(realWorldValueMap)
      )
    }
    report = try MeasurementReport(
      groups: [analysis.patientGroup(uids)] + groups
    ).dataSet(source: source, authorship: authorship(9003, "PET measurements by Herald"))
  }
}

extension Normalization {
  /// The normalisation as DICOM codes it.
  var coding: SUVCoding {
    switch self {
    case .bodyWeight: .bodyWeight
    case .leanBodyMassJanmahasatian: .leanBodyMassJanmahasatian
    case .leanBodyMassJames128: .leanBodyMassJames128
    case .bodySurfaceArea: .bodySurfaceArea
    case .idealBodyWeight: .idealBodyWeight
    }
  }
}

extension Analysis {
  /// A lesion as a segment.
  fileprivate func segment(_ index: Int, number: Int) -> Segment {
    let lesion = lesions[index]
    let isLesion = lesion.category == .lesion
    return Segment(
      number: number,
      label: lesion.label,
      category: isLesion
        ? .PropertyCategory.morphologicallyAbnormalStructure
        : .PropertyCategory.spatialAndRelationalConcept,
      type: finding(of: lesion),
      algorithm: request.regions == nil && request.seeds.isEmpty && edits.isEmpty
        ? .automatic(name: lesion.method) : .semiautomatic(name: lesion.method),
      tracking: Segment.Tracking(identifier: lesion.label, uid: trackingUIDs[index]),
      site: lesion.site.flatMap { site in
        site.code.map { Segment.Site(region: Code($0, "SCT", site.meaning)) }
      },
      color: CIELabColor.palette[index % CIELabColor.palette.count],
      region: lesion.region
    )
  }

  /// A finding that is no lesion as a segment.
  fileprivate func segment(_ finding: Finding, number: Int, _ uids: UIDSource) -> Segment {
    let label = "\(finding.verdict.rawValue) \(number): \(finding.site)"
    return Segment(
      number: number,
      label: String(label.prefix(64)),
      category: .PropertyCategory.spatialAndRelationalConcept,
      type: self.finding(of: finding.lesion(named: label)),
      algorithm: .automatic(name: finding.method),
      tracking: Segment.Tracking(
        identifier: String(label.prefix(64)),
        uid: uids.uid("tracking/set-aside/\(number)")
      ),
      site: nil,
      color: CIELabColor.palette[number % CIELabColor.palette.count],
      region: finding.region
    )
  }

  /// What a region is, as a code: nothing is called a lesion that nobody has judged.
  private func finding(of lesion: Lesion) -> Code {
    switch lesion.category {
    case .lesion: .PropertyType.lesion
    case .unclassified: Code("UPTAKE", "99HER2", "Region of uptake, not judged")
    case .physiological: Code("PHYSIOLOGICAL", "99HER2", "Physiological uptake")
    case .other: Code("OTHER", "99HER2", "Uptake of another cause")
    }
  }

  /// A lesion's numbers as a group of the report.
  fileprivate func group(
    _ index: Int,
    segment: MeasurementGroup.SegmentReference?,
    realWorldValueMap: InstanceReference
  ) throws -> MeasurementGroup {
    let lesion = lesions[index]
    let measured = measurements[index]
    var numbers: [ReportedMeasurement] = []
    func add(
      _ concept: Code,
      _ value: Double?,
      _ unit: Code,
      derivation: Code? = nil,
      method: Code? = nil
    ) {
      guard let value, value.isFinite else { return }
      numbers.append(
        ReportedMeasurement(
          concept,
          derivation: derivation,
          value: value,
          unit: unit,
          method: method
        )
      )
    }
    for (normalization, factor) in scales {
      let uptake = measured.suvbw.scaled(by: factor)
      let coding = normalization.coding
      func suv(_ derivation: Code, _ number: Measured, method: Code? = nil) {
        guard let value = number.value else { return }
        numbers.append(.suv(coding, derivation, value, method: method))
      }
      suv(.Derivation.maximum, uptake.maximum)
      suv(.Derivation.mean, uptake.mean)
      suv(.Derivation.median, uptake.median)
      suv(.Derivation.standardDeviation, uptake.standardDeviation)
      suv(.Derivation.minimum, uptake.minimum)
      suv(.Derivation.peak, uptake.peakOneMilliliter, method: .Method.peakExact1mL)
      suv(.Derivation.peak, uptake.peakIBSILocal, method: .Method.peakLocal)
      suv(.Derivation.peak, uptake.peakIBSIGlobal, method: .Method.peakGlobal)
      suv(.Derivation.peak, uptake.peakPERCIST, method: .Method.peakPERCIST)
    }
    add(.Quantity.metabolicVolume, measured.volumeMilliliters, .Unit.milliliter)
    add(totalUptakeConcept, measured.suvbw.totalUptake.value, .Unit.gram)
    add(.Quantity.longAxis, measured.shape?.longAxisMillimeters, .Unit.millimeter)
    add(.Quantity.shortAxis, measured.shape?.shortAxisMillimeters, .Unit.millimeter)
    for ratio in measured.ratios {
      add(
        .Quantity.lesionToBackgroundRatio,
        ratio.maximum.value,
        .Unit.ratio,
        derivation: .Derivation.maximum
      )
    }
    return MeasurementGroup(
      tracking: Segment.Tracking(identifier: lesion.label, uid: trackingUIDs[index]),
      finding: finding(of: lesion),
      site: lesion.site.flatMap { site in
        site.code.map { Segment.Site(region: Code($0, "SCT", site.meaning)) }
      },
      segment: segment,
      sourceSeriesInstanceUID: pet.seriesInstanceUID,
      realWorldValueMap: realWorldValueMap,
      measurements: numbers,
      evaluations: [
        MeasurementGroup.Evaluation(
          concept: Code("METHOD", "99HER2", "How the region was drawn"),
          value: .text(lesion.method)
        )
      ]
    )
  }

  /// FDG has a code of its own for uptake times volume; other tracers have none.
  private var totalUptakeConcept: Code {
    profile?.id == "18F-FDG" ? .Quantity.totalLesionGlycolysis : .Quantity.totalLesionUptake
  }

  /// The numbers of all lesions together.
  fileprivate func patientGroup(_ uids: UIDSource) -> MeasurementGroup {
    var numbers = [
      ReportedMeasurement(
        .Quantity.lesionCount,
        value: Double(patient.lesionCount),
        unit: .Unit.one
      ),
      ReportedMeasurement(
        .Quantity.metabolicVolume,
        derivation: .Derivation.total,
        value: patient.totalVolumeMilliliters,
        unit: .Unit.milliliter
      ),
    ]
    if let total = patient.totalUptake.value {
      numbers.append(
        ReportedMeasurement(
          totalUptakeConcept,
          derivation: .Derivation.total,
          value: total,
          unit: .Unit.gram
        )
      )
    }
    if let distance = patient.maximumCentroidDistanceMillimeters.value {
      numbers.append(
        ReportedMeasurement(
          .Quantity.largestLesionDistance,
          value: distance,
          unit: .Unit.millimeter
        )
      )
    }
    return MeasurementGroup(
      tracking: Segment.Tracking(identifier: "all lesions", uid: uids.uid("tracking/patient")),
      sourceSeriesInstanceUID: nil,
      measurements: numbers,
      evaluations: [
        MeasurementGroup.Evaluation(
          concept: Code("NOTICE", "99HER2", "Notice"),
          value: .text(Program.researchUse)
        )
      ]
    )
  }
}
