public import GRDB
public import Trial

/// Which scans are to be read, by whom.
public struct ReadRequest: Sendable {
  /// The visit whose scans are read.
  public var visit: String
  /// The tracer; nil for every one.
  public var tracer: String?
  /// The protocol's endpoint; nil where none is named.
  public var endpoint: String?
  /// The readers' accounts.
  public var readers: [String]
  /// Who settles differences; nil where nobody does.
  public var adjudicator: String?
  /// The seed of orders and codes; nil to have one drawn.
  public var seed: UInt64?

  /// Which scans are to be read, by whom.
  ///
  /// - Parameters:
  ///   - visit: the visit.
  ///   - readers: the readers' accounts.
  public init(visit: String, readers: [String]) {
    self.visit = visit
    self.readers = readers
  }
}

extension TrialStore {
  // MARK: Assigning

  /// Gives the scans of a visit to readers: each gets all, in a random order of their own, under codes
  /// of their own.
  ///
  /// Scans that were assigned before for the same visit and endpoint are left out, so that a trial
  /// that goes on is assigned in rounds.
  ///
  /// - Parameters:
  ///   - session: who assigns.
  ///   - request: which scans, by whom.
  /// - Returns: the round, and the number of scans.
  /// - Throws: ``StoreError``; `TrialProtocolError` where the protocol leaves open what reads need.
  public func assignReads(
    as session: Session,
    _ request: ReadRequest
  ) throws -> (round: ReadingRound, scanCount: Int) {
    try change(as: session, may: .assignReads, "assign reads") { change in
      let (document, version) = try Self.protocolNow(change.database)
      _ = try document.visit(request.visit)
      let tracer = try request.tracer.map { try document.tracer($0).id }
      if let endpoint = request.endpoint, !document.endpoints.contains(where: { $0.id == endpoint })
      {
        throw TrialProtocolError.unknown(
          kind: "endpoint",
          name: endpoint,
          known: document.endpoints.map(\.id)
        )
      }
      let rules = try ReadingRules(document.reading, for: .primary)
      try Self.check(request, rules, change.database)
      let scans = try Self.unread(request.visit, tracer, request.endpoint, change.database)
      let seed = request.seed ?? Self.drawnSeed()
      let round = try change.insert(
        ReadingRound(
          purpose: .primary,
          endpoint: request.endpoint,
          visit: request.visit,
          tracer: tracer,
          seed: seed,
          readers: request.readers,
          adjudicator: request.adjudicator,
          rules: rules,
          protocolVersion: version
        )
      )
      for (place, reader) in request.readers.enumerated() {
        var order = ReadingOrder(scans, seed: seed, stream: UInt64(place))
        try Self.assign(round, reader, &order, earlier: [:], &change)
      }
      return (round, scans.count)
    }
  }

  /// Gives scans of a round to the same readers once more; each is on the worklist when the protocol's
  /// washout after that reader's own first read is over.
  ///
  /// - Parameters:
  ///   - session: who assigns.
  ///   - round: the round of the first reads.
  ///   - count: how many scans, drawn at random; nil for all of them.
  ///   - seed: the seed of orders and codes; nil to have one drawn.
  /// - Returns: the round of the second reads, and the number of scans.
  /// - Throws: ``StoreError``; `TrialProtocolError` where the protocol leaves the washout open.
  public func assignRereads(
    as session: Session,
    of round: String,
    count: Int? = nil,
    seed: UInt64? = nil
  ) throws -> (round: ReadingRound, scanCount: Int) {
    try change(as: session, may: .assignReads, "assign re-reads") { change in
      let first = try change.record(ReadingRound.self, round)
      guard first.purpose == .primary else {
        throw StoreError.refused("\(round) holds second reads itself; name the round of the first")
      }
      let again = try Bool.fetchOne(
        change.database,
        sql: "SELECT EXISTS (SELECT 1 FROM readingRound WHERE rereads = ?)",
        arguments: [round]
      )
      if again == true {
        throw StoreError.refused("the scans of \(round) are assigned for a second read already")
      }
      let (document, version) = try Self.protocolNow(change.database)
      let rules = try ReadingRules(document.reading, for: .reread)
      let earlier = try Self.assignments(of: round, change.database)
      let all = Set(earlier.map(\.scan))
      if let count, !(1...all.count).contains(count) {
        throw StoreError.refused("\(round) has \(all.count) scans; \(count) can't be drawn of them")
      }
      let seed = seed ?? Self.drawnSeed()
      // Which scans, from a sequence that no reader's order comes from.
      let drawn = ReadingOrder(Array(all), seed: seed, stream: 1 << 62).scans
      let scans = Array(drawn.prefix(count ?? all.count))
      let next = try change.insert(
        ReadingRound(
          purpose: .reread,
          rereads: round,
          endpoint: first.endpoint,
          visit: first.visit,
          tracer: first.tracer,
          seed: seed,
          readers: first.readerAccounts,
          adjudicator: nil,
          rules: rules,
          protocolVersion: version
        )
      )
      for (place, reader) in first.readerAccounts.enumerated() {
        let own = earlier.filter { $0.account == reader }
        let firstReads = Dictionary(own.map { ($0.scan, $0.id) }) { $1 }
        var order = ReadingOrder(
          scans.filter { firstReads[$0] != nil },
          seed: seed,
          stream: UInt64(place)
        )
        try Self.assign(next, reader, &order, earlier: firstReads, &change)
      }
      return (next, scans.count)
    }
  }

  /// How far a round's reads are, by person: what a coordinator has to know and not more.
  public struct ReadProgress: Sendable, Equatable, Decodable, FetchableRecord {
    /// The round.
    public let round: String
    /// Whether scans are read for the first time.
    public let purpose: ReadingRound.Purpose
    /// The visit.
    public let visit: String
    /// The person's account.
    public let account: String
    /// As what the person reads.
    public let part: ReadAssignment.Part
    /// The number of cases.
    public let assigned: Int
    /// Of these, how many are submitted and not locked.
    public let submitted: Int
    /// Of these, how many are locked.
    public let locked: Int
  }

  /// How far the reads are, by round and person.
  ///
  /// - Parameter session: who asks.
  /// - Returns: a row for each round and person.
  /// - Throws: ``StoreError``.
  public func readProgress(as session: Session) throws -> [ReadProgress] {
    try read(as: session, may: .assignReads, "progress of reads") { database in
      try ReadProgress.fetchAll(
        database,
        sql: """
          SELECT round.id AS round, round.purpose, round.visit, a.account, a.part,
            count(*) AS assigned, sum(ifnull(read.status = 'submitted', 0)) AS submitted,
            sum(ifnull(read.status = 'locked', 0)) AS locked
          FROM readAssignment AS a JOIN readingRound AS round ON round.id = a.round
            LEFT JOIN read ON read.assignment = a.id
          WHERE NOT a.isVoid
          GROUP BY round.id, a.part, a.account ORDER BY round.rowid, a.part DESC, a.account
          """
      )
    }
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

  // MARK: What the reading room stands on

  /// Keeps what a reader says of a case.
  func keep(_ content: ReadContent, of assignment: ReadAssignment, _ change: inout Change) throws {
    if var earlier = try Self.read(of: assignment.id, change.database) {
      guard earlier.status == .submitted else {
        throw StoreError.refused(
          "the read of case \(assignment.caseCode) is locked and can't change; an administrator can "
            + "unlock it with a reason: herald read unlock"
        )
      }
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
    guard let seed = UInt64(round.seed, radix: 16) else {
      throw StoreError.damaged(path: "reading round \(round.id)", reason: "its seed is no seed")
    }
    var codes = ReadingOrder(
      [],
      seed: seed,
      stream: ReadingOrder.adjudicationStream(of: assignment.scan)
    )
    let database = change.database
    try change.insert(
      ReadAssignment(
        round: round.id,
        account: adjudicator,
        part: .adjudicator,
        scan: assignment.scan,
        position: nil,
        caseCode: try codes.code { try isTaken($0, database) }
      )
    )
  }

  static func lockedReads(
    of scan: String,
    in round: String,
    _ database: Database
  ) throws -> [ScanRead] {
    try Stored<ScanRead>.fetchAll(
      database,
      sql: """
        SELECT read.* FROM read JOIN readAssignment AS a ON a.id = read.assignment
        WHERE a.round = ? AND a.scan = ? AND a.part = 'reader' AND NOT a.isVoid
          AND read.status = 'locked' ORDER BY a.rowid
        """,
      arguments: [round, scan]
    ).map(\.record)
  }

  static func assignments(of round: String, _ database: Database) throws -> [ReadAssignment] {
    try Stored<ReadAssignment>.fetchAll(
      database,
      sql: "SELECT * FROM readAssignment WHERE round = ? AND NOT isVoid ORDER BY rowid",
      arguments: [round]
    ).map(\.record)
  }

  static func read(of assignment: String, _ database: Database) throws -> ScanRead? {
    try Stored<ScanRead>.fetchOne(
      database,
      sql: "SELECT * FROM read WHERE assignment = ?",
      arguments: [assignment]
    )?.record
  }

  private static func adjudication(
    of assignment: ReadAssignment,
    _ database: Database
  ) throws -> ReadAssignment? {
    try Stored<ReadAssignment>.fetchOne(
      database,
      sql: """
        SELECT * FROM readAssignment
        WHERE round = ? AND scan = ? AND part = 'adjudicator' AND NOT isVoid
        """,
      arguments: [assignment.round, assignment.scan]
    )?.record
  }

  /// The input of the newest analysis of an assignment's scan: whose lesions the reader saw.
  private static func analysis(
    of assignment: ReadAssignment,
    _ database: Database
  ) throws -> String? {
    try String.fetchOne(
      database,
      sql: """
        SELECT scan.inputSHA256 FROM scan JOIN receivedScan
          ON receivedScan.studyInstanceUID = scan.studyInstanceUID
        WHERE receivedScan.id = ? ORDER BY scan.id DESC LIMIT 1
        """,
      arguments: [assignment.scan]
    )
  }

  /// The protocol under which people are screened and scans are read now.
  private static func protocolNow(
    _ database: Database
  ) throws -> (document: TrialProtocol, version: String) {
    let row = try Row.fetchOne(
      database,
      sql: """
        SELECT protocolVersion.id, document FROM protocolVersion
        JOIN trial ON trial.protocolVersion = protocolVersion.id
        """
    )
    guard let row else {
      throw StoreError.refused(
        "the trial has no protocol yet: herald trial amend --protocol ID-or-FILE adopts one"
      )
    }
    let text: String = row["document"]
    return (try TrialProtocol(yaml: Array(text.utf8)), row["id"])
  }

  private static func check(
    _ request: ReadRequest,
    _ rules: ReadingRules,
    _ database: Database
  ) throws {
    guard request.readers.count == rules.readers else {
      throw StoreError.refused(
        "the protocol has \(rules.readers) reader\(rules.readers == 1 ? "" : "s") for each scan; "
          + "\(request.readers.count) \(request.readers.count == 1 ? "is" : "are") named: --reader"
      )
    }
    guard Set(request.readers).count == request.readers.count else {
      throw StoreError.refused("a reader is named twice")
    }
    let people = request.readers.map { ($0, TrialRole.reader) }
    let others = request.adjudicator.map { [($0, TrialRole.adjudicator)] } ?? []
    for (account, role) in people + others
    where try !roles(of: account, in: database).contains(role) {
      throw StoreError.refused(
        "\(account) is no \(role.rawValue); an administrator gives the role: herald account grant"
      )
    }
    let needsAdjudicator = rules.readers > 1 && rules.resolution != .majority
    if needsAdjudicator, request.adjudicator == nil {
      throw StoreError.refused(
        "the protocol settles differences by \(rules.resolution.rawValue); name who enters it: "
          + "--adjudicator"
      )
    }
    if rules.readers == 1, request.adjudicator != nil {
      throw StoreError.refused("the protocol has one reader: there is nothing to adjudicate")
    }
  }

  /// The PET scans of a visit that nobody was given yet for this endpoint.
  private static func unread(
    _ visit: String,
    _ tracer: String?,
    _ endpoint: String?,
    _ database: Database
  ) throws -> [String] {
    let scans = try String.fetchAll(
      database,
      sql: """
        SELECT receivedScan.id FROM receivedScan
          JOIN participant ON participant.id = receivedScan.participant
        WHERE visit = :visit AND (:tracer IS NULL OR tracer = :tracer)
          AND NOT receivedScan.isVoid AND NOT participant.isVoid
          AND participant.status NOT IN ('screening', 'screen failed')
          AND ',' || replace(modalities, ' ', '') || ',' LIKE '%,PT,%'
          AND NOT EXISTS (
            SELECT 1 FROM readAssignment AS a JOIN readingRound AS round ON round.id = a.round
            WHERE a.scan = receivedScan.id AND NOT a.isVoid AND round.purpose = 'primary'
              AND round.endpoint IS :endpoint)
        ORDER BY receivedScan.rowid
        """,
      arguments: ["visit": visit, "tracer": tracer, "endpoint": endpoint]
    )
    guard !scans.isEmpty else {
      throw StoreError.refused(
        "visit \(visit) has no PET scan of an enrolled participant"
          + (tracer.map { " with \($0)" } ?? "") + " that isn't assigned already"
      )
    }
    return scans
  }

  private static func assign(
    _ round: ReadingRound,
    _ reader: String,
    _ order: inout ReadingOrder,
    earlier: [String: String],
    _ change: inout Change
  ) throws {
    let database = change.database
    for (place, scan) in order.scans.enumerated() {
      try change.insert(
        ReadAssignment(
          round: round.id,
          account: reader,
          part: .reader,
          scan: scan,
          position: place + 1,
          caseCode: try order.code { try isTaken($0, database) },
          rereads: earlier[scan]
        )
      )
    }
  }

  private static func isTaken(_ code: String, _ database: Database) throws -> Bool {
    try Bool.fetchOne(
      database.cachedStatement(
        sql: "SELECT EXISTS (SELECT 1 FROM readAssignment WHERE caseCode = ?)"
      ),
      arguments: [code]
    ) ?? false
  }

  private static func drawnSeed() -> UInt64 {
    var random = SystemRandomNumberGenerator()
    return random.next()
  }
}
