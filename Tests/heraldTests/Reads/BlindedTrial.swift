import Foundation
import Store
import Testing
import Trial
import TrialSupport

/// A trial whose every field that is hidden from readers holds the word `marker`, with the program run
/// on it as its people run it.
struct BlindedTrial {
  static let password = "correct horse battery"
  static let marker = ReadTrial.marker

  let folder: URL
  var trial: String { folder.appendingPathComponent("trial").path }
  let store: TrialStore
  private let reads: ReadTrial

  /// A trial of so many enrolled participants with a baseline scan each, assigned to two readers.
  init(in folder: URL, participants: Int) throws {
    self.folder = folder
    // The shipped protocol, with what reads need filled in by the site.
    let shipped = try #require(try TrialProtocol.shipped("nct04547309"))
    let text = try ReadTrial.document(String(decoding: shipped.text, as: UTF8.self))
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
    reads = try ReadTrial(store, try store.signIn("ada", password: Self.password), under: text)
    func join(_ name: String, _ role: TrialRole) throws -> Session {
      let isKnown = name == "rita" || name == "alma"
      _ = try reads.join(name, role, named: isKnown ? "Person R" : "Marker \(name.count)")
      return try store.signIn(name, password: Self.password)
    }
    let coordinator = try join("cora", .coordinator)
    _ = try join("stan", .statistician)
    _ = try join("rita", .reader)
    let other = try join("marker-rolf", .reader)
    _ = try join("alma", .adjudicator)
    for number in 1...participants {
      try reads.add(number, lesions: 1, as: coordinator)
      try addReference(number, as: coordinator)
    }
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

  /// A read with the one lesion that each analysis has.
  static func form(_ code: String, _ said: ReadClass, comment: String? = nil) -> ReadForm {
    ReadTrial.form(code, said, [said == .positive ? 4 : 1], comment: comment)
  }

  /// What reads are compared with, and what readers are not to know.
  private func addReference(_ number: Int, as coordinator: Session) throws {
    let id = "marker-\(number)"
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
