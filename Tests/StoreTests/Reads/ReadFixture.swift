import Foundation
import GRDB
import Testing
import Trial
import TrialSupport

@testable import Store

/// A trial whose protocol has a reading design, with scans, readers and an adjudicator.
struct ReadFixture {
  let trial: TrialFixture
  let readers: [Session]
  let adjudicator: Session
  let statistician: Session

  /// A trial of so many enrolled participants, each with a baseline scan of two lesions.
  init(in folder: URL, participants: Int, design: String = ReadTrial.design()) throws {
    trial = try TrialFixture(in: folder)
    let text = try ReadTrial.document(
      String(contentsOf: TrialFixture.resource("protocol.yaml"), encoding: .utf8),
      with: design
    )
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
    let reads = try ReadTrial(trial.store, trial.administrator, under: text)
    func join(_ name: String, _ role: TrialRole) throws -> Session {
      try reads.join(name, role, named: "Person \(name.uppercased())")
    }
    readers = try ["rita", "rolf", "rosa"].map { try join($0, .reader) }
    adjudicator = try join("alma", .adjudicator)
    statistician = try join("stan", .statistician)
    for number in 1...participants { try reads.add(number, lesions: 2, as: trial.coordinator) }
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

  /// A read of the two lesions that each scan has.
  static func form(
    _ code: String,
    _ receptorClass: ReadClass,
    _ grades: [Int] = [4, 1]
  ) -> ReadForm { ReadTrial.form(code, receptorClass, grades) }

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
