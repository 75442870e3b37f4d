extension SDTMWriter {
  /// AE: the adverse events.
  func adverseEvents() -> SDTMDataset {
    let rows = contents.adverseEvents.filter { !$0.isVoid }
      .sorted { ($0.onset.description, $0.id) < ($1.onset.description, $1.id) }
      .map { ($0.participant, adverseEvent($0)) }
    return dataset(
      "AE",
      "Adverse Events",
      "EVENTS",
      "One record per adverse event per subject",
      [
        .init("AESPID", "Sponsor-Defined Identifier"),
        .init("AETERM", "Reported Term for the Adverse Event", isRequired: true),
        .init("AELLT", "Lowest Level Term", .text, .assigned),
        .init("AELLTCD", "Lowest Level Term Code", .integer, .assigned),
        .init("AEDECOD", "Dictionary-Derived Term", .text, .assigned),
        .init("AEPTCD", "Preferred Term Code", .integer, .assigned),
        .init("AEHLT", "High Level Term", .text, .assigned),
        .init("AEHLTCD", "High Level Term Code", .integer, .assigned),
        .init("AEHLGT", "High Level Group Term", .text, .assigned),
        .init("AEHLGTCD", "High Level Group Term Code", .integer, .assigned),
        .init("AEBODSYS", "Body System or Organ Class", .text, .assigned),
        .init("AEBDSYCD", "Body System or Organ Class Code", .integer, .assigned),
        .init("AESOC", "Primary System Organ Class", .text, .assigned),
        .init("AESOCCD", "Primary System Organ Class Code", .integer, .assigned),
        .init("AESER", "Serious Event"),
        .init("AEACNOTH", "Other Action Taken"),
        .init("AEREL", "Causality"),
        .init("AEOUT", "Outcome of Adverse Event"),
        .init("AESCONG", "Congenital Anomaly or Birth Defect"),
        .init("AESDISAB", "Persist or Signif Disability/Incapacity"),
        .init("AESDTH", "Results in Death"),
        .init("AESHOSP", "Requires or Prolongs Hospitalization"),
        .init("AESLIFE", "Is Life Threatening"),
        .init("AESMIE", "Other Medically Important Serious Event"),
        .init("AETOXGR", "Standard Toxicity Grade"),
        .init("EPOCH", "Epoch", .text, .derived),
        .init("AESTDTC", "Start Date/Time of Adverse Event", .dateTime),
        .init("AEENDTC", "End Date/Time of Adverse Event", .dateTime),
        .init("AESTDY", "Study Day of Start of Adverse Event", .integer, .derived),
        .init("AEENDY", "Study Day of End of Adverse Event", .integer, .derived),
      ],
      rows
    )
  }

  private func adverseEvent(_ event: AdverseEvent) -> SDTMDataset.Row {
    let subject = subjects[event.participant]
    let seriousness: KeyValuePairs<String, AdverseEvent.Seriousness> = [
      "AESCONG": .congenitalAnomaly, "AESDISAB": .disability, "AESDTH": .death,
      "AESHOSP": .hospitalization, "AESLIFE": .lifeThreatening, "AESMIE": .medicallyImportant,
    ]
    var row = Self.row([
      "AESPID": .string(event.id), "AETERM": .string(Self.cut(event.term, to: 200)),
      "AEDECOD": .text(event.preferredTerm),
      "AESER": .string(event.seriousness == .no ? "N" : "Y"), "AEACNOTH": .text(event.action),
      "AEREL": event.relation == .notAssessed
        ? nil : .string(event.relation.rawValue.uppercased()),
      "AEOUT": .string(Self.outcome(event.outcome)), "AETOXGR": .string(String(event.grade)),
      "EPOCH": subject?.epoch(event.onset.known), "AESTDTC": .string(event.onset.description),
      "AEENDTC": .text(event.end?.description), "AESTDY": subject?.studyDay(event.onset.known),
      "AEENDY": subject?.studyDay(event.end?.known),
    ])
    for (name, reason) in seriousness where event.seriousness == reason { row[name] = .string("Y") }
    return row
  }

  /// What became of an event, in the terms of the codelist OUT (C66768).
  private static func outcome(_ outcome: AdverseEvent.Result) -> String {
    switch outcome {
    case .recovered: "RECOVERED/RESOLVED"
    case .recoveredWithSequelae: "RECOVERED/RESOLVED WITH SEQUELAE"
    case .recovering: "RECOVERING/RESOLVING"
    case .notRecovered: "NOT RECOVERED/NOT RESOLVED"
    case .fatal: "FATAL"
    case .unknown: "UNKNOWN"
    }
  }
}

extension PartialDate {
  /// The day, where it is known.
  var known: CivilDate? { day == nil ? nil : earliest }
}
