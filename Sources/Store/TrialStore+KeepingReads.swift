import GRDB
import Trial

extension TrialStore {
  // MARK: Keeping and locking

  /// Keeps what a reader says of a case whose read isn't locked.
  func keep(_ content: ReadContent, of assignment: ReadAssignment, _ change: inout Change) throws {
    if var earlier = try Self.read(of: assignment.id, change.database) {
      guard earlier.content != content else { return }
      earlier.content = content
      earlier.analysisSHA256 = try Self.analysis(of: assignment, change.database)
      return try change.correct(earlier)
    }
    let isOutOfOrder = try Bool.fetchOne(
      change.database,
      sql: """
        SELECT EXISTS (SELECT 1 FROM readAssignment AS a WHERE a.round = ? AND a.account = ?
          AND a.position < ? AND NOT a.isVoid
          AND NOT EXISTS (SELECT 1 FROM read WHERE read.assignment = a.id))
        """,
      arguments: [assignment.round, assignment.account, assignment.position]
    )
    try change.insert(
      ScanRead(
        assignment: assignment.id,
        content: content,
        analysisSHA256: try Self.analysis(of: assignment, change.database),
        isOutOfOrder: isOutOfOrder ?? false,
        submittedAt: change.now
      )
    )
  }

  /// Locks a case's read with its reader's signature, and gives a difference to the adjudicator.
  func lock(
    _ assignment: ReadAssignment,
    by signer: Session,
    _ change: inout Change
  ) throws -> Signature {
    guard var read = try Self.read(of: assignment.id, change.database) else {
      throw StoreError.refused("case \(assignment.caseCode) is not read yet: herald read submit")
    }
    guard read.status == .submitted else {
      throw StoreError.refused("the read of case \(assignment.caseCode) is locked already")
    }
    read.status = .locked
    read.lockedAt = change.now
    try change.advance(read)
    let signature = try change.insert(
      Signature(
        signedKind: RecordKind.read.rawValue,
        signedID: read.id,
        contentSHA256: sha256(try RowContent(read).json),
        account: signer.account,
        printedName: signer.fullName,
        meaning: .authorship,
        signedAt: change.now
      )
    )
    if assignment.part == .reader { try Self.settle(assignment, &change) }
    return signature
  }

  /// Gives the scan to the adjudicator, where every reader has locked and they differ.
  private static func settle(_ assignment: ReadAssignment, _ change: inout Change) throws {
    let round = try change.record(ReadingRound.self, assignment.round)
    guard round.purpose == .primary, let adjudicator = round.adjudicator,
      try adjudication(of: assignment, change.database) == nil
    else { return }
    let reads = try lockedReads(of: assignment.scan, in: round.id, change.database)
    guard reads.count == round.readerAccounts.count else { return }
    var differences = ReadDifference.between(reads.map(\.content), by: round.disagreements)
    if round.resolution == .majority {
      differences.removeAll { difference in
        difference.values.contains { value in
          2 * difference.values.count(where: { $0 == value }) > difference.values.count
        }
      }
    }
    guard !differences.isEmpty else { return }
    try assignAdjudication(of: assignment.scan, to: adjudicator, in: round, &change)
  }

  /// Gives a scan whose readers differ to who settles it.
  static func assignAdjudication(
    of scan: String,
    to adjudicator: String,
    in round: ReadingRound,
    _ change: inout Change
  ) throws {
    var codes = ReadingOrder(
      [],
      seed: try seed(of: round),
      stream: ReadingOrder.adjudicationStream(of: scan)
    )
    let database = change.database
    try change.insert(
      ReadAssignment(
        round: round.id,
        account: adjudicator,
        part: .adjudicator,
        scan: scan,
        position: nil,
        caseCode: try codes.code { try isTaken($0, database) }
      )
    )
  }

  /// The seed that a round's orders and codes are drawn from.
  static func seed(of round: ReadingRound) throws -> UInt64 {
    guard let seed = UInt64(round.seed, radix: 16) else {
      throw StoreError.damaged(path: "reading round \(round.id)", reason: "its seed is no seed")
    }
    return seed
  }

  // MARK: Unlocking

  /// Unlocks a read: an administrator's step, with a reason; what it said stays in the audit trail.
  ///
  /// An adjudication of the scan that nobody has submitted is taken back, since it may no longer
  /// be needed; one that was submitted has to be unlocked and taken back first.
  ///
  /// - Parameters:
  ///   - session: who unlocks.
  ///   - code: the case's code.
  ///   - why: why; needed.
  /// - Throws: ``StoreError``.
  public func unlockRead(as session: Session, _ code: String, why: String?) throws {
    try change(as: session, may: .unlockReads, "unlock read", why: why) { change in
      guard let why, !why.isEmpty else { throw StoreError.noReason(what: "unlocking a read") }
      let found = try Stored<ReadAssignment>.fetchOne(
        change.database,
        sql: "SELECT * FROM readAssignment WHERE caseCode = ? AND NOT isVoid",
        arguments: [code.uppercased()]
      )
      guard let assignment = found?.record else {
        throw StoreError.refused("there is no case '\(code)'")
      }
      guard var read = try Self.read(of: assignment.id, change.database), read.status == .locked
      else { throw StoreError.refused("the read of case \(code) isn't locked") }
      if assignment.part == .reader,
        var adjudication = try Self.adjudication(of: assignment, change.database)
      {
        guard try Self.read(of: adjudication.id, change.database) == nil else {
          throw StoreError.refused(
            "the adjudication of this scan, case \(adjudication.caseCode), rests on this read: a locked "
              + "or submitted decision stays valid only for the reads that it was made on"
          )
        }
        adjudication.isVoid = true
        try change.correct(adjudication)
      }
      read.status = .submitted
      read.lockedAt = nil
      try change.correct(read)
    }
  }
}
