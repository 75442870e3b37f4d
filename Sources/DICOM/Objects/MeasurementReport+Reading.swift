extension MeasurementReport {
  /// The report in a structured report that follows TID 1500.
  ///
  /// Numbers that the report holds without a value are left out. Codes of the older SNOMED style
  /// are kept as they are and equal today's.
  ///
  /// - Parameter dataSet: the object.
  /// - Throws: ``DICOMError/wrongObject(found:expected:)`` when it is no structured report, or has no
  ///   imaging measurements.
  public init(_ dataSet: DataSet) throws(DICOMError) {
    guard dataSet.string(.modality) == "SR", dataSet.string(.valueType) == "CONTAINER" else {
      throw .wrongObject(
        found: "an object of modality \(dataSet.string(.modality) ?? "none")",
        expected: "a structured report"
      )
    }
    let root = try ContentItem(dataSet)
    guard let measurements = root.children(named: .Concept.imagingMeasurements).first else {
      throw .wrongObject(
        found: "a report '\(root.concept?.meaning ?? "")' without imaging measurements",
        expected: "a measurement report (TID 1500)"
      )
    }
    self.init(
      title: root.concept ?? Code.Report.petMeasurementReport,
      procedure: root.code(named: .Concept.procedureReported) ?? Code("", "", ""),
      groups: measurements.children(named: .Concept.measurementGroup).map(MeasurementGroup.init)
    )
  }
}

extension MeasurementGroup {
  /// The group that a container holds.
  fileprivate init(_ container: ContentItem) {
    var segment: SegmentReference?
    for child in container.children(named: .Concept.referencedSegment) {
      if case .image(let instance, let number?) = child.value {
        segment = SegmentReference(segmentation: instance, number: number)
      }
    }
    var map: InstanceReference?
    for child in container.children(named: .Concept.realWorldValueMap) {
      if case .composite(let instance) = child.value { map = instance }
    }
    var site: Segment.Site?
    if let place = container.children(named: .Concept.findingSite).first,
      case .code(let region) = place.value
    {
      site = Segment.Site(region: region, laterality: place.code(named: .Concept.laterality))
    }
    let known: [Code] = [
      .Concept.finding, .Concept.findingSite, .Concept.trackingIdentifier,
      .Concept.measurementMethod, .Concept.activitySession, .Concept.timePoint,
    ]
    var measurements: [ReportedMeasurement] = []
    var evaluations: [Evaluation] = []
    for child in container.children {
      guard let concept = child.concept else { continue }
      switch child.value {
      case .number(let value?, let unit?):
        measurements.append(
          ReportedMeasurement(
            concept,
            derivation: child.code(named: .Concept.derivation),
            value: value,
            unit: unit,
            method: child.code(named: .Concept.measurementMethod)
          )
        )
      case .code(let code) where !known.contains(concept):
        evaluations.append(Evaluation(concept: concept, value: .code(code)))
      case .text(let text) where !known.contains(concept):
        evaluations.append(Evaluation(concept: concept, value: .text(text)))
      default: break
      }
    }
    self.init(
      tracking: Segment.Tracking(
        identifier: container.text(named: .Concept.trackingIdentifier) ?? "",
        uid: container.uid(named: .Concept.trackingUniqueIdentifier) ?? ""
      ),
      finding: container.code(named: .Concept.finding),
      site: site,
      segment: segment,
      sourceSeriesInstanceUID: container.uid(named: .Concept.sourceSeries),
      realWorldValueMap: map,
      method: container.code(named: .Concept.measurementMethod),
      activitySession: container.text(named: .Concept.activitySession),
      timePoint: container.text(named: .Concept.timePoint),
      measurements: measurements,
      evaluations: evaluations
    )
  }
}
