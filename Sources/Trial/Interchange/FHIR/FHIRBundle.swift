/// Writes a trial's records as a FHIR R4 bundle of type collection; what was entered in error is left
/// out, and patients are pseudonyms.
///
/// - Source: HL7 FHIR 4.0.1.
struct FHIRBundle {
  /// A resource's members in order.
  typealias Resource = [(String, RecordValue)]

  let contents: TrialContents

  /// The bundle as JSON.
  func document() throws(TrialContentsError) -> String {
    let people = contents.participants.filter { !$0.isVoid }
    let known = Set(people.map(\.id))
    var resources: [Resource] = [study(try contents.registryRecord)]
    for person in people { resources += [patient(person), subject(person)] }
    resources += contents.scans.filter { !$0.isVoid && known.contains($0.participant) }
      .map(imagingStudy)
    resources += contents.administrations.filter { !$0.isVoid && known.contains($0.participant) }
      .map(administration)
    resources += contents.visits.filter {
      !$0.isVoid && known.contains($0.participant) && $0.status == .done
    }.flatMap(bodySizes)
    resources += contents.labResults.filter { !$0.isVoid && known.contains($0.participant) }
      .map(laboratory)
    resources += contents.biopsies.filter { !$0.isVoid && known.contains($0.participant) }
      .flatMap(pathology)
    resources += contents.adverseEvents.filter { !$0.isVoid && known.contains($0.participant) }
      .map(adverseEvent)
    let entries = resources.map { resource in
      let path = "\(Self.text(resource, "resourceType"))/\(Self.text(resource, "id"))"
      // A base that leads nowhere: references are relative to it.
      return RecordValue.members([
        ("fullUrl", .string("https://herald.invalid/\(path)")), ("resource", .members(resource)),
      ])
    }
    return RecordValue.members([
      ("resourceType", .string("Bundle")), ("type", .string("collection")),
      ("timestamp", .string(contents.asOf.description)), ("entry", .array(entries)),
    ]).json + "\n"
  }

  private static func text(_ resource: Resource, _ name: String) -> String {
    resource.first { $0.0 == name }?.1.text ?? ""
  }

  // MARK: Parts

  /// An id: letters, digits, `-` and `.`, at most 64.
  static func id(_ parts: String...) -> String {
    let text = parts.joined(separator: "-").map { letter in
      letter.isASCII && (letter.isLetter || letter.isNumber || letter == "." || letter == "-")
        ? letter : "-"
    }
    return String(text.prefix(64))
  }

  static func reference(_ type: String, _ id: String) -> RecordValue {
    .members([("reference", .string("\(type)/\(id)"))])
  }

  static func coding(_ system: String, _ code: String, _ display: String? = nil) -> RecordValue {
    .members(
      [("system", .string(system)), ("code", .string(code))]
        + (display.map { [("display", .string($0))] } ?? [])
    )
  }

  static func concept(_ system: String, _ code: String, _ display: String? = nil) -> RecordValue {
    .members(
      [("coding", .array([coding(system, code, display)]))]
        + (display.map { [("text", .string($0))] } ?? [])
    )
  }

  static func words(_ text: String) -> RecordValue { .members([("text", .string(text))]) }

  static func quantity(_ value: Double, _ unit: String) -> RecordValue {
    .members([
      ("value", RecordValue.number(value) ?? .null), ("unit", .string(unit)),
      ("system", .string("http://unitsofmeasure.org")), ("code", .string(unit)),
    ])
  }

  static func identifier(_ system: String, _ value: String) -> RecordValue {
    .members([("system", .string(system)), ("value", .string(value))])
  }

  func patientReference(_ participant: String) -> RecordValue {
    Self.reference("Patient", Self.id("patient", participant))
  }

  var studyID: String { Self.id("study", contents.trial.id) }

  // MARK: The trial and its people

  private func study(_ record: RegistryRecord?) -> Resource {
    var resource: Resource = [
      ("resourceType", .string("ResearchStudy")), ("id", .string(studyID)),
    ]
    if let registryID = contents.trial.registryID {
      let identifier = Self.identifier("http://clinicaltrials.gov", registryID)
      resource.append(("identifier", .array([identifier])))
    }
    resource += [
      ("title", .string(contents.trial.title)),
      ("status", .string(Self.status(record?.text("statusModule.overallStatus")))),
    ]
    if let purpose = record?.text("designModule.designInfo.primaryPurpose"), purpose == "DIAGNOSTIC"
    {
      let system = "http://terminology.hl7.org/CodeSystem/research-study-prim-purp-type"
      resource.append(("primaryPurposeType", Self.concept(system, "diagnostic", "Diagnostic")))
    }
    let conditions = record?.texts("conditionsModule.conditions") ?? []
    if !conditions.isEmpty {
      resource.append(("condition", .array(conditions.map(Self.words))))
    }
    let arms = record?["armsInterventionsModule.armGroups"]?.elements ?? []
    if !arms.isEmpty {
      let named = arms.map { RecordValue.members([("name", .string($0["label"]?.text ?? "Arm"))]) }
      resource.append(("arm", .array(named)))
    }
    return resource
  }

  /// The registry's status in the words of research-study-status; a trial that has one that FHIR has no
  /// word for, or none, is active while its store is kept.
  private static func status(_ status: String?) -> String {
    switch status {
    case "COMPLETED": "completed"
    case "WITHDRAWN": "withdrawn"
    case "TERMINATED": "administratively-completed"
    case "SUSPENDED": "temporarily-closed-to-accrual"
    case "ACTIVE_NOT_RECRUITING": "closed-to-accrual"
    default: "active"
    }
  }

  private func patient(_ person: Participant) -> Resource {
    let gender =
      switch person.sex {
      case .female: "female"
      case .male: "male"
      case .undifferentiated: "other"
      case .unknown: "unknown"
      }
    return [
      ("resourceType", .string("Patient")), ("id", .string(Self.id("patient", person.id))),
      (
        "identifier",
        .array([Self.identifier("urn:herald:\(contents.trial.id):screening-number", person.id)])
      ),
      ("gender", .string(gender)), ("birthDate", .string(person.birthDate.description)),
    ]
  }

  private func subject(_ person: Participant) -> Resource {
    let status =
      switch person.status {
      case .screening: "screening"
      case .screenFailed: "ineligible"
      case .enrolled: "on-study"
      case .withdrawn: "withdrawn"
      case .completed: "off-study"
      }
    var resource: Resource = [
      ("resourceType", .string("ResearchSubject")), ("id", .string(Self.id("subject", person.id))),
    ]
    if let subjectID = person.subjectID {
      let system = "urn:herald:\(contents.trial.id):subject-id"
      resource.append(("identifier", .array([Self.identifier(system, subjectID)])))
    }
    return resource + [
      ("status", .string(status)),
      ("period", .members([("start", .string(person.consentDate.description))])),
      ("study", Self.reference("ResearchStudy", studyID)),
      ("individual", patientReference(person.id)),
    ]
  }
}

extension TrialContents {
  /// The records as a FHIR R4 bundle.
  ///
  /// - Returns: the bundle as JSON.
  /// - Throws: ``TrialContentsError`` where the trial's registry record can't be read.
  public func fhirBundle() throws(TrialContentsError) -> String {
    try FHIRBundle(contents: self).document()
  }
}
