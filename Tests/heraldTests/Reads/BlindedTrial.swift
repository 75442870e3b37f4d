import Foundation
import GRDB
import Store
import Testing
import Trial

/// A trial whose every field that is hidden from readers holds the word `marker`, with the program run
/// on it as its people run it.
struct BlindedTrial {
  static let password = "correct horse battery"
  static let marker = "marker"

  let folder: URL
  var trial: String { folder.appendingPathComponent("trial").path }
  let store: TrialStore
  private let administrator: Session

  /// A trial of so many enrolled participants with a baseline scan each, assigned to two readers.
  init(in folder: URL, participants: Int) throws {
    self.folder = folder
    let text = try Self.document()
    let version = ProtocolVersion(
      id: "2",
      protocolID: "test",
      // The store holds it against the text.
      sha256: try TrialProtocol(yaml: Array(text.utf8)).sha256,
      document: text,
      amends: nil,
      reason: "the first version"
    )
    store = try TrialStore.create(
      folder: folder.appendingPathComponent("trial").path,
      trial: TrialIdentity(
        id: "TEST",
        title: "A test",
        registryID: nil,
        createdAt: ZonedInstant(millisecondsSince1970: 0)
      ),
      protocol: version,
      administrator: ("ada", "Ada Admin", Self.password)
    )
    administrator = try store.signIn("ada", password: Self.password)
    let coordinator = try join("cora", .coordinator)
    _ = try join("stan", .statistician)
    _ = try join("rita", .reader)
    let other = try join("marker-rolf", .reader)
    _ = try join("alma", .adjudicator)
    for number in 1...participants { try add(number, as: coordinator) }
    var request = ReadRequest(visit: "baseline", readers: ["rita", "marker-rolf"])
    request.adjudicator = "alma"
    request.seed = 3
    _ = try store.assignReads(as: coordinator, request)
    // The other reader has read everything; what they said is hidden.
    let room = ReadingRoom(store, as: other)
    let codes = try room.cases().map(\.caseCode)
    try room.submit(codes.map { Self.form($0, .negative, comment: "marker of another read") })
    try room.lock(codes, password: Self.password)
  }

  /// An account with the administrator's password: its hash is made once, since that takes long.
  private func join(_ name: String, _ role: TrialRole) throws -> Session {
    try store.change(as: administrator, may: .manageAccounts, "add account") { change in
      let known = try change.record(Account.self, administrator.account)
      try change.insert(
        Account(
          id: name,
          fullName: name == "rita" || name == "alma" ? "Person R" : "Marker \(name.count)",
          passwordHash: known.passwordHash,
          passwordSetAt: change.now,
          mustChangePassword: false
        )
      )
      try change.insert(AccountRole(account: name, role: role))
    }
    return try store.signIn(name, password: Self.password)
  }

  /// A read with the one lesion that each analysis has.
  static func form(_ code: String, _ said: ReadClass, comment: String? = nil) -> ReadForm {
    var participant = ["receptorClass": said.rawValue]
    participant["comment"] = comment
    return ReadForm(
      caseCode: code,
      rows: [
        ReadForm.Row(values: participant),
        ReadForm.Row(
          values: ["lesion": "1", "present": "yes", "grade": said == .positive ? "4" : "1"]
        ),
      ]
    )
  }

  private static func document() throws -> String {
    // The shipped protocol, with what reads need filled in by the site.
    let shipped = try TrialProtocol.shipped("nct04547309")
    var text = String(decoding: try #require(shipped).text, as: UTF8.self)
    let start = try #require(text.range(of: "\nreading:\n"))
    let end = try #require(text.range(of: "\npopulations:"))
    text.replaceSubrange(
      start.lowerBound..<end.lowerBound,
      with: """

        reading:
          readers: { number: 2, confidence: site, source: test }
          resolution: { by: adjudication, confidence: site, source: test }
          hidden:
            from: [clinical-data, pathology, other-reads, other-tracers, other-visits, treatment, site]
            confidence: site
            source: test
          washout: { days: 28, confidence: site, source: test }
          scale:
            grades:
              - { value: 1, title: no uptake, receptor: negative }
              - { value: 4, title: clearly visible, receptor: positive }
            confidence: site
            source: test
          disagreement: { on: [participant-class], confidence: site, source: test }

        """
    )
    return text
  }

  private func add(_ number: Int, as coordinator: Session) throws {
    let id = "marker-\(number)"
    try store.change(as: coordinator, may: .manageParticipants, "prepare") { change in
      var participant = Participant(
        id: id,
        site: "marker-site",
        sex: .female,
        birthDate: try #require(PartialDate("1961-04-30")),
        consentVersion: "marker-consent",
        consentDate: try #require(CivilDate("2026-03-01")),
        protocolVersion: "2"
      )
      participant.subjectID = "marker-subject-\(number)"
      participant.status = .enrolled
      try change.insert(participant)
      var visit = Visit(participant: id, visit: "baseline", status: .done)
      visit.date = CivilDate("2026-03-05")
      visit.comment = "marker of the visit"
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
          manifestSHA256: try store.objects.put(Array(ObjectManifest([]).text.utf8))
        )
      )
      try change.database.execute(
        sql: """
          INSERT INTO scan (patient, visit, tracer, studyInstanceUID, seriesInstanceUID, inputSHA256,
            heraldVersion) VALUES ('marker patient', 'marker date', 'T', ?, '1', ?, '1')
          """,
        arguments: ["1.2.\(number)", "input\(number)"]
      )
      try change.database.execute(
        sql: """
          INSERT INTO lesion (scanID, number, label, site, category, method, volumeMilliliters, suvMax,
            isPrimary, receptorClass, receptorReason)
          VALUES (?, 1, 'marker label', 'liver', 'lesion', '41 %', 2.5, 9.1, 0, 'positive',
            'marker class')
          """,
        arguments: [change.database.lastInsertedRowID]
      )
    }
    _ = try store.enter(
      as: coordinator,
      Biopsy.self,
      [
        Entry(values: [
          "participant": id, "specimen": "marker-\(number)", "takenOn": "2026-02-01",
          "site": "marker of the place", "tumor": "breast", "ihc": "3+",
          "treatmentSince": "marker of the treatment", "comment": "marker of pathology",
        ])
      ]
    )
    _ = try store.enter(
      as: coordinator,
      AdverseEvent.self,
      [
        Entry(values: [
          "participant": id, "term": "marker of an event", "onset": "2026-03-06", "grade": "1",
          "seriousness": "not serious", "relation": "unrelated", "outcome": "recovering",
        ])
      ]
    )
  }

  // MARK: The program

  /// What a run of the program printed, and the files that it wrote.
  struct Run {
    let status: Int32
    let text: String
    var isUnderstood: Bool { status != 64 }
    var holdsMarker: Bool { text.lowercased().contains(BlindedTrial.marker) }
  }

  /// Runs the program as one of the trial's people, in an empty folder of its own.
  func run(_ arguments: [String], as account: String) throws -> Run {
    let place = folder.appendingPathComponent("run-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    let process = try start(arguments, as: account, in: place)
    process.waitUntilExit()
    var text = ""
    let files = try #require(FileManager.default.enumerator(atPath: place.path))
    for case let name as String in files {
      guard let data = FileManager.default.contents(atPath: "\(place.path)/\(name)") else {
        continue
      }
      text += "\(name)\n" + String(decoding: data, as: UTF8.self) + "\n"
    }
    return Run(status: process.terminationStatus, text: text)
  }

  /// Starts the program; what it prints goes into two files of its folder.
  func start(_ arguments: [String], as account: String, in place: URL) throws -> Process {
    let process = Process()
    process.executableURL = HeraldProcess.executable
    process.arguments = arguments
    process.currentDirectoryURL = place
    process.environment = ProcessInfo.processInfo.environment.merging([
      "HERALD_TRIAL": trial, "HERALD_ACCOUNT": account, "HERALD_PASSWORD": Self.password,
      "HERALD_NEW_PASSWORD": "another password of theirs",
    ]) { $1 }
    for name in ["out", "err"] {
      let path = place.appendingPathComponent(name).path
      _ = FileManager.default.createFile(atPath: path, contents: nil)
    }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: place.appendingPathComponent("out"))
    process.standardError = try FileHandle(forWritingTo: place.appendingPathComponent("err"))
    try process.run()
    return process
  }

  /// The codes of a person's cases.
  func codes(of account: String) throws -> [String] {
    try ReadingRoom(store, as: store.signIn(account, password: Self.password)).cases()
      .map(\.caseCode)
  }
}
