extension MeasurementReport {
  /// The SOP Class UID of Enhanced SR Storage.
  static let sopClassUID = "1.2.840.10008.5.1.4.1.1.88.22"

  /// The report as a structured report: Enhanced SR after TID 1500, in English.
  ///
  /// Measurements whose value isn't finite are left out. The standard has a form for "not a number",
  /// but other readers refuse the whole report for it.
  ///
  /// - Parameters:
  ///   - source: the images that were measured: listed in the image library, with the tracer.
  ///   - authorship: what makes the report, when, and where its identifiers come from.
  /// - Returns: the data set, to be written by ``DICOMFile``.
  /// - Throws: ``DICOMError`` when the source lacks an identifier or its tracer can't be read.
  public func dataSet(
    source: SourceSeries,
    authorship: Authorship
  ) throws(DICOMError) -> DataSet {
    var dataSet = try DataSet(
      sopClassUID: Self.sopClassUID,
      name: "report",
      modality: "SR",
      source: source.header,
      authorship: authorship
    )
    dataSet.set(.referencedPerformedProcedureStepSequence, items: [])
    dataSet.set(.performedProcedureCodeSequence, items: [])
    dataSet.set(.completionFlag, .CS, "COMPLETE")
    dataSet.set(.verificationFlag, .CS, "UNVERIFIED")
    dataSet.set(
      .currentRequestedProcedureEvidenceSequence,
      items: [try evidence(source)]
    )
    dataSet.setCodingSchemes(usesPrivateCodes: codes.contains { $0.scheme == "99HER2" })

    let root = ContentItem(
      nil,
      title,
      .container(template: "1500"),
      try content(source, authorship)
    )
    let tree = root.dataSet
    for tag in tree.sortedTags { dataSet[tag] = tree[tag] }
    return dataSet
  }

  /// What the report's root holds.
  private func content(
    _ source: SourceSeries,
    _ authorship: Authorship
  ) throws(DICOMError) -> [ContentItem] {
    var content = [
      ContentItem(.hasConceptMod, .Concept.language, .code(.Concept.englishUS))
    ]
    content += observers(authorship)
    content.append(ContentItem(.hasConceptMod, .Concept.procedureReported, .code(procedure)))
    content.append(
      ContentItem(
        .contains,
        .Concept.imageLibrary,
        .container(template: "1600"),
        [try source.libraryGroup()]
      )
    )
    content.append(
      ContentItem(
        .contains,
        .Concept.imagingMeasurements,
        .container(template: nil),
        groups.map(\.contentItem)
      )
    )
    return content
  }

  /// Who measured: the program, and the person who checked.
  private func observers(_ authorship: Authorship) -> [ContentItem] {
    let equipment = authorship.equipment
    var items = [
      ContentItem(.hasObsContext, .Concept.observerType, .code(.Concept.device)),
      ContentItem(
        .hasObsContext,
        .Concept.deviceObserverUID,
        .uid(authorship.uids.uid("device"))
      ),
      ContentItem(.hasObsContext, .Concept.deviceObserverName, .text(equipment.modelName)),
      ContentItem(
        .hasObsContext,
        .Concept.deviceObserverManufacturer,
        .text(equipment.manufacturer)
      ),
      ContentItem(.hasObsContext, .Concept.deviceObserverModelName, .text(equipment.modelName)),
      ContentItem(
        .hasObsContext,
        .Concept.deviceObserverSerialNumber,
        .text(equipment.serialNumber)
      ),
    ]
    if !authorship.contentCreatorName.isEmpty {
      items.append(ContentItem(.hasObsContext, .Concept.observerType, .code(.Concept.person)))
      items.append(
        ContentItem(
          .hasObsContext,
          .Concept.personObserverName,
          .person(authorship.contentCreatorName)
        )
      )
    }
    return items
  }

  /// All instances that the report refers to, by series.
  private func evidence(_ source: SourceSeries) throws(DICOMError) -> DataSet {
    var series: [(uid: String, instances: [DataSet])] = [
      (
        try source.seriesInstanceUID(),
        source.instances.map { .reference($0.sopClassUID, $0.sopInstanceUID) }
      )
    ]
    var seen: Set<String> = []
    for group in groups {
      for instance in [group.segment?.segmentation, group.realWorldValueMap].compactMap({ $0 })
      where seen.insert(instance.sopInstanceUID).inserted {
        if let index = series.firstIndex(where: { $0.uid == instance.seriesInstanceUID }) {
          series[index].instances.append(instance.item)
        } else {
          series.append((instance.seriesInstanceUID, [instance.item]))
        }
      }
    }
    var study = DataSet()
    study.set(
      .studyInstanceUID,
      .UI,
      try source.header.required(.studyInstanceUID, "StudyInstanceUID")
    )
    study.set(
      .referencedSeriesSequence,
      items: series.map { uid, instances in
        var item = DataSet()
        item.set(.seriesInstanceUID, .UI, uid)
        item.set(.referencedSOPSequence, items: instances)
        return item
      }
    )
    return study
  }

  /// The codes of the report's measurements.
  private var codes: [Code] {
    groups.flatMap { group in
      [group.finding, group.method, group.site?.region].compactMap { $0 }
        + group.measurements.flatMap { [$0.concept, $0.derivation, $0.method].compactMap { $0 } }
        + group.evaluations.map(\.concept)
    }
  }
}

extension MeasurementGroup {
  /// The group as a content item: TID 1411 where a segment was measured, else TID 1501.
  fileprivate var contentItem: ContentItem {
    var items: [ContentItem] = []
    if let activitySession {
      items.append(ContentItem(.hasObsContext, .Concept.activitySession, .text(activitySession)))
    }
    items.append(
      ContentItem(.hasObsContext, .Concept.trackingIdentifier, .text(tracking.identifier))
    )
    items.append(
      ContentItem(.hasObsContext, .Concept.trackingUniqueIdentifier, .uid(tracking.uid))
    )
    if let finding { items.append(ContentItem(.contains, .Concept.finding, .code(finding))) }
    if let timePoint {
      items.append(ContentItem(.hasObsContext, .Concept.timePoint, .text(timePoint)))
    }
    if let segment {
      items.append(
        ContentItem(
          .contains,
          .Concept.referencedSegment,
          .image(segment.segmentation, segment: segment.number)
        )
      )
    }
    if let uid = sourceSeriesInstanceUID {
      items.append(ContentItem(.contains, .Concept.sourceSeries, .uid(uid)))
    }
    if let map = realWorldValueMap {
      items.append(ContentItem(.contains, .Concept.realWorldValueMap, .composite(map)))
    }
    if let method {
      items.append(ContentItem(.hasConceptMod, .Concept.measurementMethod, .code(method)))
    }
    if let site {
      let side = site.laterality.map {
        [ContentItem(.hasConceptMod, .Concept.laterality, .code($0))]
      }
      items.append(
        ContentItem(.hasConceptMod, .Concept.findingSite, .code(site.region), side ?? [])
      )
    }
    items += measurements.filter(\.value.isFinite).map(\.contentItem)
    items += evaluations.map { evaluation in
      switch evaluation.value {
      case .code(let code): ContentItem(.contains, evaluation.concept, .code(code))
      case .text(let text): ContentItem(.contains, evaluation.concept, .text(text))
      }
    }
    return ContentItem(
      .contains,
      .Concept.measurementGroup,
      .container(template: segment == nil ? "1501" : "1411"),
      items
    )
  }
}

extension ReportedMeasurement {
  /// The number as a content item.
  fileprivate var contentItem: ContentItem {
    var modifiers: [ContentItem] = []
    if let method {
      modifiers.append(ContentItem(.hasConceptMod, .Concept.measurementMethod, .code(method)))
    }
    if let derivation {
      modifiers.append(ContentItem(.hasConceptMod, .Concept.derivation, .code(derivation)))
    }
    return ContentItem(.contains, concept, .number(value, unit), modifiers)
  }
}
