import DICOM
import Voxels

/// The objects of 30 lesions that go back to the archive: read, made and written, as the peers do.
struct DerivedWork {
  private let input: Input
  private let series: Series
  private let source: SourceSeries

  init(_ input: Input) throws {
    self.input = input
    series = try input.series("PT400")
    source = try series.source()
  }

  private var uids: UIDSource { UIDSource(inputs: [input.study]) }

  private func authorship(_ number: Int, _ description: String) -> Authorship {
    Authorship(
      equipment: Authorship.Equipment(
        manufacturer: "Herald",
        modelName: "herald-bench",
        serialNumber: "none",
        softwareVersion: "benchmark"
      ),
      date: "20260105",
      time: "120000",
      seriesNumber: number,
      seriesDescription: description,
      uids: uids
    )
  }

  private func tracking(_ number: Int) -> Segment.Tracking {
    Segment.Tracking(identifier: "Lesion \(number)", uid: uids.uid("tracking/\(number)"))
  }

  /// Label map to segmentation; the number of its frames.
  func segmentation() throws -> Double {
    let segments = try input.lesions().enumerated().map { index, region in
      Segment(
        number: index + 1,
        label: "Lesion \(index + 1)",
        category: .PropertyCategory.morphologicallyAbnormalStructure,
        type: .PropertyType.lesion,
        algorithm: .semiautomatic(name: "benchmark"),
        tracking: tracking(index + 1),
        region: region.mapped(onto: source.grid).region
      )
    }
    let made = try SegmentationWriter.dataSet(
      of: segments,
      source: source,
      authorship: authorship(101, "Lesions")
    )
    try DICOMFile.write(made, to: "\(input.study)/herald-segmentation.dcm")
    return Double(try made.integer(Tag(0x0028, 0x0008)) ?? 0)
  }

  /// Ten numbers of each of 30 lesions as a structured report; how many there are.
  func report() throws -> Double {
    let segmentation = InstanceReference(
      sopClassUID: "1.2.840.10008.5.1.4.1.1.66.4",
      sopInstanceUID: uids.uid("segmentation"),
      seriesInstanceUID: uids.uid("segmentation series")
    )
    let groups = (1...30).map { number in
      MeasurementGroup(
        tracking: tracking(number),
        finding: .PropertyType.lesion,
        segment: MeasurementGroup.SegmentReference(segmentation: segmentation, number: number),
        sourceSeriesInstanceUID: series.seriesInstanceUID,
        measurements: numbers(of: number)
      )
    }
    let made = try MeasurementReport(groups: groups)
      .dataSet(source: source, authorship: authorship(102, "Measurements"))
    try DICOMFile.write(made, to: "\(input.study)/herald-report.dcm")
    return Double(groups.reduce(0) { $0 + $1.measurements.count })
  }

  private func numbers(of lesion: Int) -> [ReportedMeasurement] {
    let derivations: [Code] = [
      .Derivation.maximum, .Derivation.mean, .Derivation.minimum,
      .Derivation.standardDeviation, .Derivation.median, .Derivation.peak,
    ]
    return derivations.enumerated().map { place, derivation in
      .suv(.bodyWeight, derivation, Double(lesion) + Double(place) / 8)
    } + [
      ReportedMeasurement(
        .Quantity.metabolicVolume,
        value: Double(lesion) / 4,
        unit: .Unit.milliliter
      ),
      ReportedMeasurement(
        .Quantity.totalLesionUptake,
        value: Double(lesion) * 2,
        unit: .Unit.gram
      ),
      ReportedMeasurement(.Quantity.longAxis, value: Double(lesion), unit: .Unit.millimeter),
      ReportedMeasurement(.Quantity.shortAxis, value: Double(lesion) / 2, unit: .Unit.millimeter),
    ]
  }
}
