extension SDTMWriter {
  /// DM: each participant once.
  func demographics() -> SDTMDataset {
    let rows = contents.participants.compactMap { person in
      subjects[person.id].map { (person.id, demographics(of: $0)) }
    }
    return dataset(
      "DM",
      "Demographics",
      "SPECIAL PURPOSE",
      "One record per subject",
      [
        .init("SUBJID", "Subject Identifier for the Study", isRequired: true),
        .init("RFSTDTC", "Subject Reference Start Date/Time", .dateTime, .derived),
        .init("RFENDTC", "Subject Reference End Date/Time", .dateTime, .derived),
        .init("RFXSTDTC", "Date/Time of First Study Treatment", .dateTime, .derived),
        .init("RFXENDTC", "Date/Time of Last Study Treatment", .dateTime, .derived),
        .init("RFICDTC", "Date/Time of Informed Consent", .dateTime),
        .init("RFPENDTC", "Date/Time of End of Participation", .dateTime, .derived),
        .init("DTHDTC", "Date/Time of Death", .dateTime, .derived),
        .init("DTHFL", "Subject Death Flag", .text, .derived),
        .init("SITEID", "Study Site Identifier", isRequired: true),
        .init("BRTHDTC", "Date/Time of Birth", .dateTime),
        .init("AGE", "Age", .integer, .derived),
        .init("AGEU", "Age Units", .text, .assigned),
        .init("SEX", "Sex", isRequired: true),
        .init("RACE", "Race"),
        .init("ETHNIC", "Ethnicity"),
        .init("ARMCD", "Planned Arm Code", .text, .assigned),
        .init("ARM", "Description of Planned Arm", .text, .protocolText),
        .init("ACTARMCD", "Actual Arm Code", .text, .assigned),
        .init("ACTARM", "Description of Actual Arm", .text, .protocolText),
        .init("ARMNRS", "Reason Arm and/or Actual Arm is Null", .text, .assigned),
        .init("ACTARMUD", "Description of Unplanned Actual Arm", .text, .assigned),
        .init("COUNTRY", "Country"),
      ],
      rows,
      isNumbered: false
    )
  }

  private func demographics(of subject: SDTMSubject) -> SDTMDataset.Row {
    let person = subject.participant
    let isTreated = subject.firstExposure != nil
    let isEnrolled = subject.enrolled != nil
    // One arm: its code is the trial's, its description the registry record's.
    let arm = isEnrolled ? RecordValue.string("ARM1") : nil
    let description = RecordValue.string(armLabel)
    let reason: String? =
      switch person.status {
      case .screenFailed: "SCREEN FAILURE"
      case .screening: "NOT ASSIGNED"
      case .enrolled, .withdrawn, .completed: isTreated ? nil : "ASSIGNED, NOT TREATED"
      }
    return Self.row([
      "SUBJID": .string(person.subjectID ?? person.id),
      "RFSTDTC": .text(subject.firstExposure?.description),
      "RFENDTC": .text(subject.ended?.description),
      "RFXSTDTC": .text(subject.firstExposure?.description),
      "RFXENDTC": .text(subject.lastExposure?.description),
      "RFICDTC": .string(person.consentDate.description),
      "RFPENDTC": .text(subject.ended?.description),
      "DTHDTC": .text(subject.death?.description),
      "DTHFL": subject.death == nil ? nil : .string("Y"),
      "SITEID": .string(person.site), "BRTHDTC": .string(person.birthDate.description),
      "AGE": .number(subject.age), "AGEU": subject.age == nil ? nil : .string("YEARS"),
      "SEX": .string(person.sex.rawValue), "ARMCD": arm,
      "ARM": isEnrolled ? description : nil, "ACTARMCD": isTreated ? arm : nil,
      "ACTARM": isTreated && isEnrolled ? description : nil, "ARMNRS": .text(reason),
    ])
  }

  /// SV: the visits that took place.
  func subjectVisits() -> SDTMDataset {
    let planned = Set((contents.plan?.visits ?? []).map(\.id))
    let rows = contents.visits.filter { !$0.isVoid && $0.status == .done }
      .sorted { ($0.date?.description ?? "", $0.visit) < ($1.date?.description ?? "", $1.visit) }
      .map { visit in
        let day = subjects[visit.participant]?.studyDay(visit.date)
        let date = RecordValue.text(visit.date?.description)
        return (
          visit.participant,
          self.visit(visit.visit, of: visit.participant).merging(
            Self.row([
              "SVSTDTC": date, "SVENDTC": date, "SVSTDY": day, "SVENDY": day,
              "SVUPDES": planned.contains(visit.visit)
                ? nil : .string(visit.comment ?? visit.visit),
            ])
          ) { first, _ in first }
        )
      }
    return dataset(
      "SV",
      "Subject Visits",
      "SPECIAL PURPOSE",
      "One record per actual visit per subject",
      [
        .init("VISITNUM", "Visit Number", .number, .derived, isRequired: true, key: 3),
        .init("VISIT", "Visit Name", .text, .protocolText),
        .init("SVSTDTC", "Start Date/Time of Observation", .dateTime),
        .init("SVENDTC", "End Date/Time of Observation", .dateTime),
        .init("SVSTDY", "Study Day of Start of Observation", .integer, .derived),
        .init("SVENDY", "Study Day of End of Observation", .integer, .derived),
        .init("SVUPDES", "Description of Unplanned Visit"),
      ],
      rows,
      isNumbered: false
    )
  }

  /// IE: the criteria that stood in the way of a participant.
  func exceptions() -> SDTMDataset {
    let criteria = contents.plan?.criteria ?? []
    let rows = contents.statusChanges.flatMap { change in
      (change.criteria ?? "").split(separator: ",").map { id in
        let id = id.drop { $0 == " " }
        let criterion = criteria.first { $0.id == id }
        let answer = criterion.map { $0.kind == .inclusion ? "N" : "Y" }
        return (
          change.participant,
          Self.row([
            "IETESTCD": .string(Self.code(String(id))),
            "IETEST": .string(Self.cut(criterion?.text ?? String(id), to: 200)),
            "IECAT": .text(criterion?.kind.rawValue.uppercased()), "IEORRES": .text(answer),
            "IESTRESC": .text(answer),
          ]).merging(timing("IE", change.date, of: change.participant)) { first, _ in first }
        )
      }
    }
    return dataset(
      "IE",
      "Inclusion/Exclusion Criteria Not Met",
      "FINDINGS",
      "One record per inclusion/exclusion criterion not met per subject",
      [
        .init(
          "IETESTCD",
          "Inclusion/Exclusion Criterion Short Name",
          .text,
          .protocolText,
          isRequired: true
        ),
        .init("IETEST", "Inclusion/Exclusion Criterion", .text, .protocolText, isRequired: true),
        .init("IECAT", "Inclusion/Exclusion Category", .text, .protocolText, isRequired: true),
        .init("IEORRES", "I/E Criterion Original Result", .text, .derived, isRequired: true),
        .init("IESTRESC", "I/E Criterion Result in Std Format", .text, .derived, isRequired: true),
        .init("EPOCH", "Epoch", .text, .derived),
        .init("IEDTC", "Date/Time of Collection", .dateTime),
        .init("IEDY", "Study Day of Collection", .integer, .derived),
      ],
      rows
    )
  }

  /// DS: consent, enrolment, and how the participation ended.
  func disposition() -> SDTMDataset {
    let consents = contents.participants.map { person in
      disposition(
        of: person.id,
        person.consentDate,
        term: "Informed consent, version \(person.consentVersion)",
        "INFORMED CONSENT OBTAINED",
        category: "PROTOCOL MILESTONE"
      )
    }
    let steps = contents.statusChanges.compactMap { change -> (String, SDTMDataset.Row)? in
      let (code, category): (String, String)
      switch change.status {
      case .screening: return nil
      case .enrolled: (code, category) = ("ENROLLED", "PROTOCOL MILESTONE")
      case .screenFailed: (code, category) = ("SCREEN FAILURE", "DISPOSITION EVENT")
      case .withdrawn: (code, category) = ("OTHER", "DISPOSITION EVENT")
      case .completed: (code, category) = ("COMPLETED", "DISPOSITION EVENT")
      }
      return disposition(
        of: change.participant,
        change.date,
        term: change.reason ?? change.status.rawValue,
        code,
        category: category
      )
    }
    return dataset(
      "DS",
      "Disposition",
      "EVENTS",
      "One record per disposition status or protocol milestone per subject",
      [
        .init("DSTERM", "Reported Term for the Disposition Event", isRequired: true),
        .init("DSDECOD", "Standardized Disposition Term", .text, .assigned, isRequired: true),
        .init("DSCAT", "Category for Disposition Event", .text, .assigned),
        .init("DSSCAT", "Subcategory for Disposition Event", .text, .assigned),
        .init("EPOCH", "Epoch", .text, .derived),
        .init("DSSTDTC", "Start Date/Time of Disposition Event", .dateTime),
        .init("DSSTDY", "Study Day of Start of Disposition Event", .integer, .derived),
      ],
      consents + steps
    )
  }

  private func disposition(
    of participant: String,
    _ date: CivilDate,
    term: String,
    _ code: String,
    category: String
  ) -> (String, SDTMDataset.Row) {
    let subject = subjects[participant]
    return (
      participant,
      Self.row([
        "DSTERM": .string(Self.cut(term, to: 200)), "DSDECOD": .string(code),
        "DSCAT": .string(category),
        "DSSCAT": category == "DISPOSITION EVENT" ? .string("STUDY PARTICIPATION") : nil,
        "EPOCH": subject?.epoch(date), "DSSTDTC": .string(date.description),
        "DSSTDY": subject?.studyDay(date),
      ])
    )
  }

  /// A name as an SDTM short name: large letters, digits and `_`, at most eight.
  static func code(_ name: String) -> String {
    let letters = name.uppercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
    return String(letters.prefix(8))
  }

  /// A text of at most so many characters.
  static func cut(_ text: String, to length: Int) -> String { String(text.prefix(length)) }
}
