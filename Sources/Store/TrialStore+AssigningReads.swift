import GRDB
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

  // MARK: What assigning stands on

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

  /// Refuses an account that doesn't hold a role.
  static func checkRole(_ role: TrialRole, of account: String, _ database: Database) throws {
    guard try roles(of: account, in: database).contains(role) else {
      throw StoreError.refused(
        "\(account) is no \(role.rawValue); an administrator gives the role: herald account grant"
      )
    }
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
    for reader in request.readers { try checkRole(.reader, of: reader, database) }
    if let adjudicator = request.adjudicator {
      try checkRole(.adjudicator, of: adjudicator, database)
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

  /// Gives scans to a reader, in an order, behind the cases that the reader has already.
  static func assign(
    _ round: ReadingRound,
    _ reader: String,
    _ order: inout ReadingOrder,
    after last: Int = 0,
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
          position: last + place + 1,
          caseCode: try order.code { try isTaken($0, database) },
          rereads: earlier[scan]
        )
      )
    }
  }

  private static func drawnSeed() -> UInt64 {
    var random = SystemRandomNumberGenerator()
    return random.next()
  }
}
