extension FHIRBundle {
  private static let dicom = "http://dicom.nema.org/resources/ontology/DCM"
  private static let loinc = "http://loinc.org"

  func imagingStudy(_ scan: ReceivedScan) -> Resource {
    let modalities = scan.modalities.split(separator: ",").map {
      Self.coding(Self.dicom, String($0))
    }
    return [
      ("resourceType", .string("ImagingStudy")), ("id", .string(Self.id("scan", scan.id))),
      (
        "identifier",
        .array([Self.identifier("urn:dicom:uid", "urn:oid:\(scan.studyInstanceUID)")])
      ),
      ("status", .string("available")), ("modality", .array(modalities)),
      ("subject", patientReference(scan.participant)),
      ("started", .string(scan.studyDate.description)),
      ("numberOfInstances", .number(String(scan.fileCount))),
      ("description", .string("\(SDTMWriter.procedure(scan.modalities)), visit \(scan.visit)")),
    ]
  }

  func administration(_ given: Administration) -> Resource {
    let tracer = contents.plan?.tracers.first { $0.id == given.tracer }?.name ?? given.tracer
    let resource: Resource = [
      ("resourceType", .string("MedicationAdministration")),
      ("id", .string(Self.id("dose", given.id))), ("status", .string("completed")),
      ("medicationCodeableConcept", Self.words(tracer)),
      ("subject", patientReference(given.participant)),
      ("effectiveDateTime", .string(given.injectedAt.description)),
    ]
    // A dosage without a dose is none (invariant mad-1).
    guard let activity = contents.netActivityMegabecquerels(of: given) else { return resource }
    let dosage = RecordValue.members([
      ("text", .string("Injection, visit \(given.visit)")),
      ("dose", Self.quantity(activity, "MBq")),
    ])
    return resource + [("dosage", dosage)]
  }

  /// An observation's members; the value comes last.
  private func observation(
    _ id: String,
    _ category: String,
    _ code: RecordValue,
    of participant: String,
    on date: String,
    _ value: (String, RecordValue)
  ) -> Resource {
    let system = "http://terminology.hl7.org/CodeSystem/observation-category"
    return [
      ("resourceType", .string("Observation")), ("id", .string(id)), ("status", .string("final")),
      ("category", .array([Self.concept(system, category)])), ("code", code),
      ("subject", patientReference(participant)), ("effectiveDateTime", .string(date)), value,
    ]
  }

  func bodySizes(_ visit: Visit) -> [Resource] {
    guard let date = visit.date?.description else { return [] }
    let tests: [(String, String, String, Double?, String)] = [
      ("weight", "29463-7", "Body weight", visit.weightKilograms, "kg"),
      ("height", "8302-2", "Body height", visit.heightCentimeters, "cm"),
      ("ecog", "89247-1", "ECOG Performance Status score", visit.ecog.map(Double.init), "{score}"),
    ]
    return tests.compactMap { name, code, display, value, unit in
      value.map { value in
        observation(
          Self.id(name, visit.id),
          name == "ecog" ? "survey" : "vital-signs",
          Self.concept(Self.loinc, code, display),
          of: visit.participant,
          on: date,
          ("valueQuantity", Self.quantity(value, unit))
        )
      }
    }
  }

  func laboratory(_ result: LabResult) -> Resource {
    var value = ("valueString", RecordValue.string(result.text ?? ""))
    if let number = result.value {
      let unit = result.unit ?? "1"
      guard case .object(var members) = Self.quantity(number, unit) else { return [] }
      if let comparator = result.comparator, comparator != .equal {
        members.insert(.init(name: "comparator", value: .string(comparator.rawValue)), at: 1)
      }
      value = ("valueQuantity", .object(members))
    }
    var resource = observation(
      Self.id("lab", result.id),
      "laboratory",
      Self.words(result.test),
      of: result.participant,
      on: result.date.description,
      value
    )
    let limits = [("low", result.referenceLow), ("high", result.referenceHigh)].compactMap {
      name,
      limit in
      limit.map { (name, Self.quantity($0, result.unit ?? "1")) }
    }
    if !limits.isEmpty { resource.append(("referenceRange", .array([.members(limits)]))) }
    return resource
  }

  func pathology(_ biopsy: Biopsy) -> [Resource] {
    let tests: [(String, String, (String, RecordValue)?)] = [
      (
        "ihc", "Receptor, immunohistochemistry",
        biopsy.ihc.map { ("valueString", .string($0.rawValue)) }
      ),
      (
        "ratio", "Receptor to chromosome 17 ratio, in situ hybridization",
        biopsy.ishRatio.map { ("valueQuantity", Self.quantity($0, "{ratio}")) }
      ),
      (
        "copies", "Receptor copies in a cell, in situ hybridization",
        biopsy.ishCopyNumber.map { ("valueQuantity", Self.quantity($0, "{copies}")) }
      ),
    ]
    return tests.compactMap { name, words, value in
      value.map { value in
        observation(
          Self.id("biopsy", biopsy.id, name),
          "laboratory",
          Self.words(words),
          of: biopsy.participant,
          on: biopsy.takenOn.description,
          value
        ) + [("bodySite", Self.words(biopsy.site))]
      }
    }
  }

  func adverseEvent(_ event: AdverseEvent) -> Resource {
    let seriousness = "http://terminology.hl7.org/CodeSystem/adverse-event-seriousness"
    return [
      ("resourceType", .string("AdverseEvent")), ("id", .string(Self.id("event", event.id))),
      ("actuality", .string("actual")), ("event", Self.words(event.term)),
      ("subject", patientReference(event.participant)),
      ("date", .string(event.onset.description)),
      (
        "seriousness",
        event.seriousness == .no
          ? Self.concept(seriousness, "non-serious", "Non-serious")
          : Self.concept(seriousness, "serious", "Serious")
      ),
      ("severity", Self.words("CTCAE grade \(event.grade)")),
      ("study", .array([Self.reference("ResearchStudy", studyID)])),
    ]
  }
}
