import Foundation
import GRDB
import Testing
import Trial

@testable import Store

/// A trial whose protocol has a reading design, with scans, readers and an adjudicator.
struct ReadFixture {
  let trial: TrialFixture
  let readers: [Session]
  let adjudicator: Session
  let statistician: Session

  /// The reading section in place of the test protocol's open one.
  static func design(
    readers: Int = 2,
    resolution: String = "adjudication",
    hidden: String =
      "clinical-data, pathology, other-reads, other-tracers, other-visits, treatment,"
      + " site",
    on: String = "participant-class, lesion-class"
  ) -> String {
    """
    reading:
      readers: { number: \(readers), confidence: site, source: test }
      resolution: { by: \(resolution), confidence: site, source: test }
      hidden: { from: [\(hidden)], confidence: site, source: test }
      washout: { days: 28, confidence: site, source: test }
      scale:
        grades:
          - { value: 1, title: no uptake, receptor: negative }
          - { value: 2, title: close to background, receptor: negative }
          - { value: 3, title: visible, receptor: positive }
          - { value: 4, title: clearly visible, receptor: positive }
        confidence: published
        source: "ZEPHIR, doi 10.1038/s41523-023-00610-6"
      disagreement: { on: [\(on)], confidence: site, source: test }
    """
  }

  /// The test protocol with a reading design.
  static func document(_ design: String) throws -> String {
    let text = try String(contentsOf: TrialFixture.resource("protocol.yaml"), encoding: .utf8)
    let start = try #require(text.range(of: "reading:\n"))
    let end = try #require(text.range(of: "populations:"))
    return text[..<start.lowerBound].replacing("version: \"1\"", with: "version: \"2\"") + design
      + "\n" + text[end.lowerBound...]
  }

  /// A trial of so many enrolled participants, each with a baseline scan of two lesions.
  init(in folder: URL, participants: Int, design: String = design()) throws {
    trial = try TrialFixture(in: folder)
    let text = try Self.document(design)
    try trial.store.adopt(
      as: trial.investigator,
      ProtocolVersion(
        id: "2",
        protocolID: "test",
        sha256: sha256(text),
        document: text,
        amends: "1",
        reason: "reads"
      ),
      why: "reads"
    )
    let trial = trial
    readers = try ["rita", "rolf", "rosa"].map { try Self.join(trial, $0, .reader) }
    adjudicator = try Self.join(trial, "alma", .adjudicator)
    statistician = try Self.join(trial, "stan", .statistician)
    for number in 1...participants { try addScan(of: number) }
  }

  /// An account with the administrator's password: its hash is made once, since that takes long.
  private static func join(
    _ trial: TrialFixture,
    _ name: String,
    _ role: TrialRole
  ) throws -> Session {
    let session = Session(account: name, fullName: "Person \(name.uppercased())", roles: [role])
    try trial.store.transact(trial.administrator, "add account") { change in
      let known = try change.record(Account.self, trial.administrator.account)
      try change.insert(
        Account(
          id: name,
          fullName: session.fullName,
          passwordHash: known.passwordHash,
          passwordSetAt: change.now,
          mustChangePassword: false
        )
      )
      try change.insert(AccountRole(account: name, role: role))
    }
    return session
  }

  /// Screens, enrols and scans a participant; every field that is to be hidden holds a marker.
  private func addScan(of number: Int) throws {
    let id = "S-\(number)"
    try trial.store.transact(trial.coordinator, "prepare") { change in
      var participant = Participant(
        id: id,
        site: "MARKERsite\(number)",
        sex: .female,
        birthDate: try #require(PartialDate("1961-04-30")),
        consentVersion: "1",
        consentDate: try #require(CivilDate("2026-03-01")),
        protocolVersion: "2"
      )
      participant.subjectID = "MARKERsubject\(number)"
      participant.status = .enrolled
      try change.insert(participant)
      var visit = Visit(participant: id, visit: "baseline", status: .done)
      visit.date = CivilDate("2026-03-05")
      try change.insert(visit)
      try change.insert(
        ReceivedScan(
          participant: id,
          visit: "baseline",
          studyInstanceUID: "1.2.\(number)",
          studyDate: try #require(CivilDate("2026-03-05")),
          modalities: "CT,PT",
          tracer: "68Ga-HER2-affibody",
          manifest: ObjectManifest([]),
          manifestSHA256: try trial.store.objects.put(Array(ObjectManifest([]).text.utf8))
        )
      )
      try change.database.execute(
        sql: """
          INSERT INTO scan (patient, visit, tracer, studyInstanceUID, seriesInstanceUID, inputSHA256,
            heraldVersion) VALUES ('MARKERpatient', 'MARKERdate', '68Ga-HER2-affibody', ?, '1', ?, '1')
          """,
        arguments: ["1.2.\(number)", "input\(number)"]
      )
      let scan = change.database.lastInsertedRowID
      for lesion in 1...2 {
        try change.database.execute(
          sql: """
            INSERT INTO lesion (scanID, number, label, site, category, method, volumeMilliliters, suvMax,
              isPrimary, receptorClass)
            VALUES (?, ?, 'MARKERlabel', 'liver', 'lesion', '41 %', 2.5, 9.1, 0, 'MARKERclass')
            """,
          arguments: [scan, lesion]
        )
      }
    }
  }

  /// Gives the baseline scans to the first so many readers.
  @discardableResult
  func assign(_ count: Int = 2, seed: UInt64 = 7, adjudicated: Bool = true) throws -> ReadingRound {
    var request = ReadRequest(visit: "baseline", readers: readers.prefix(count).map(\.account))
    request.adjudicator = adjudicated ? adjudicator.account : nil
    request.seed = seed
    return try trial.store.assignReads(as: trial.coordinator, request).round
  }

  func room(_ session: Session) -> ReadingRoom { ReadingRoom(trial.store, as: session) }

  /// The scan behind a person's code.
  func scan(_ code: String) throws -> String {
    try #require(
      try trial.store.read {
        try String.fetchOne(
          $0,
          sql: "SELECT scan FROM readAssignment WHERE caseCode = ?",
          arguments: [code]
        )
      }
    )
  }

  /// The code by which a person knows a scan.
  func code(_ session: Session, _ scan: String) throws -> String {
    try #require(try room(session).cases().map(\.caseCode).first { try self.scan($0) == scan })
  }

  /// A read with a class, and a grade for each of the two lesions; 0 stands for absent.
  static func form(
    _ code: String,
    _ receptorClass: ReadClass,
    _ grades: [Int] = [4, 1]
  ) -> ReadForm {
    let lesions = grades.enumerated().map { number, grade in
      ReadForm.Row(
        values: grade == 0
          ? ["lesion": "\(number + 1)", "present": "no"]
          : ["lesion": "\(number + 1)", "present": "yes", "grade": "\(grade)"]
      )
    }
    return ReadForm(
      caseCode: code,
      rows: [ReadForm.Row(values: ["receptorClass": receptorClass.rawValue])] + lesions
    )
  }

  /// Submits and locks a read of a scan.
  func read(
    _ session: Session,
    _ scan: String,
    _ receptorClass: ReadClass,
    _ grades: [Int] = [4, 1]
  ) throws {
    let code = try code(session, scan)
    try room(session).submit([Self.form(code, receptorClass, grades)])
    try room(session).lock([code], password: TrialFixture.password)
  }
}
