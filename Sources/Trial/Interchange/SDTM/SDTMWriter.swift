/// Makes the tabulations of a trial's records; what was entered in error is in none of them.
struct SDTMWriter {
  let contents: TrialContents
  /// The participants by screening number.
  let subjects: [String: SDTMSubject]
  /// The days of visits, by participant and visit.
  private let visitNumbers: [String: RecordValue]
  /// The trial's one arm, in the registry record's words; the trial's title where it has no record, or
  /// the record no arm.
  let armLabel: String

  init(_ contents: TrialContents) throws(TrialContentsError) {
    self.contents = contents
    armLabel =
      try contents.registryRecord?["armsInterventionsModule.armGroups"]?.elements.first?["label"]?
      .text ?? contents.trial.title
    let people = contents.participants.filter { !$0.isVoid }
    subjects = Dictionary(people.map { ($0.id, SDTMSubject($0, in: contents)) }) { first, _ in
      first
    }
    visitNumbers = Self.numbers(of: contents.visits, plan: contents.plan)
  }

  /// A visit's key: participant and name.
  private static func key(_ participant: String, _ visit: String) -> String {
    "\(participant)\u{0}\(visit)"
  }

  /// Numbers of visits: the protocol's from 1 in its order; an unscheduled one is told by hundredths
  /// behind the last planned visit before it.
  ///
  /// - Source: CDISC SDTMIG 3.4, 4.4.5.
  private static func numbers(of visits: [Visit], plan: TrialProtocol?) -> [String: RecordValue] {
    let planned = Dictionary(
      uniqueKeysWithValues: (plan?.visits ?? []).enumerated().map { ($1.id, $0 + 1) }
    )
    var numbers: [String: RecordValue] = [:]
    let people = Dictionary(grouping: visits.filter { !$0.isVoid }, by: \.participant)
    for (participant, visits) in people {
      var last = 0
      var behind = 0
      let inOrder = visits.sorted {
        ($0.date?.description ?? "9999", planned[$0.visit] ?? 0, $0.visit)
          < ($1.date?.description ?? "9999", planned[$1.visit] ?? 0, $1.visit)
      }
      for visit in inOrder {
        if let number = planned[visit.visit] {
          numbers[key(participant, visit.visit)] = .number(String(number))
          if number > last { (last, behind) = (number, 0) }
        } else {
          behind += 1
          let hundredths = behind < 10 ? "0\(behind)" : "\(behind)"
          numbers[key(participant, visit.visit)] = .number("\(last).\(hundredths)")
        }
      }
    }
    return numbers
  }

  /// VISITNUM and VISIT of a record.
  func visit(_ visit: String?, of participant: String) -> SDTMDataset.Row {
    guard let visit else { return [:] }
    let title = contents.plan?.visits.first { $0.id == visit }?.title ?? visit
    return Self.row([
      "VISITNUM": visitNumbers[Self.key(participant, visit)], "VISIT": .string(title.uppercased()),
    ])
  }

  /// A row without its absent values.
  static func row(_ values: KeyValuePairs<String, RecordValue?>) -> SDTMDataset.Row {
    var row: SDTMDataset.Row = [:]
    for (name, value) in values { if let value { row[name] = value } }
    return row
  }

  /// A dataset whose rows are of participants: study, domain, participant and number are filled in.
  ///
  /// Rows come with the participant's screening number; a participant's keep their order.
  func dataset(
    _ name: String,
    _ label: String,
    _ observationClass: String,
    _ structure: String,
    _ variables: [SDTMDataset.Variable],
    _ rows: [(participant: String, values: SDTMDataset.Row)],
    isNumbered: Bool = true
  ) -> SDTMDataset {
    var numbers: [String: Int] = [:]
    var filled: [SDTMDataset.Row] = []
    let known = rows.enumerated().filter { subjects[$1.participant] != nil }
    // Stable: rows of one participant keep their order.
    for (_, row) in known.sorted(by: { ($0.1.participant, $0.0) < ($1.1.participant, $1.0) }) {
      guard let subject = subjects[row.participant] else { continue }
      var values = row.values
      values["STUDYID"] = .string(contents.trial.id)
      values["DOMAIN"] = .string(name)
      values["USUBJID"] = .string(subject.usubjid)
      if isNumbered {
        numbers[row.participant, default: 0] += 1
        values["\(name)SEQ"] = .number(numbers[row.participant])
      }
      filled.append(values)
    }
    return SDTMDataset(
      name: name,
      label: label,
      observationClass: observationClass,
      structure: structure,
      variables: [
        .init("STUDYID", "Study Identifier", .text, .assigned, isRequired: true, key: 1),
        .init("DOMAIN", "Domain Abbreviation", .text, .assigned, isRequired: true),
        .init("USUBJID", "Unique Subject Identifier", .text, .derived, isRequired: true, key: 2),
      ]
        + (isNumbered
          ? [.init("\(name)SEQ", "Sequence Number", .integer, .derived, isRequired: true, key: 3)]
          : [])
        + variables,
      rows: filled
    )
  }

  /// When a finding was made, with its day and epoch: `--DTC`, `--DY` and EPOCH.
  func timing(_ domain: String, _ date: CivilDate?, of participant: String) -> SDTMDataset.Row {
    let subject = subjects[participant]
    return Self.row([
      "\(domain)DTC": .text(date?.description), "\(domain)DY": subject?.studyDay(date),
      "EPOCH": subject?.epoch(date),
    ])
  }

  /// The timing variables of a finding, last in its dataset.
  static func timingVariables(_ domain: String) -> [SDTMDataset.Variable] {
    [
      .init("VISITNUM", "Visit Number", .number, .derived),
      .init("VISIT", "Visit Name", .text, .protocolText),
      .init("EPOCH", "Epoch", .text, .derived),
      .init("\(domain)DTC", "Date/Time of Collection", .dateTime),
      .init("\(domain)DY", "Study Day of Visit/Collection/Exam", .integer, .derived),
    ]
  }

  /// Marks each test's last finding on or before the day of the first injection: `--LOBXFL`.
  func marked(
    _ rows: [(participant: String, values: SDTMDataset.Row)],
    _ domain: String
  ) -> [(participant: String, values: SDTMDataset.Row)] {
    var last: [String: (date: String, index: Int)] = [:]
    for (index, row) in rows.enumerated() {
      guard let reference = subjects[row.participant]?.reference?.description,
        let date = row.values["\(domain)DTC"]?.text, date <= reference,
        row.values["\(domain)ORRES"] != nil
      else { continue }
      let lesion = row.values["\(domain)LNKID"]?.text ?? ""
      let test = row.values["\(domain)TESTCD"]?.text ?? ""
      let key = "\(row.participant)\u{0}\(test)\u{0}\(lesion)"
      if let earlier = last[key], earlier.date > date { continue }
      last[key] = (date, index)
    }
    var marked = rows
    for (_, index) in last.values { marked[index].values["\(domain)LOBXFL"] = .string("Y") }
    return marked
  }
}

extension TrialContents {
  /// The records as SDTM datasets.
  ///
  /// - Returns: DM, SV, IE, DS, EC, AG, PR, VS, LB, MI, AE, TU, TR and RS.
  /// - Throws: ``TrialContentsError`` where the trial's registry record can't be read.
  public func tabulations() throws(TrialContentsError) -> [SDTMDataset] {
    let writer = try SDTMWriter(self)
    return [
      writer.demographics(), writer.subjectVisits(), writer.exceptions(), writer.disposition(),
      writer.exposure(), writer.agents(), writer.procedures(), writer.vitalSigns(),
      writer.laboratory(), writer.microscopy(), writer.adverseEvents(),
      writer.tumorIdentification(), writer.tumorResults(), writer.responses(),
    ]
  }
}
