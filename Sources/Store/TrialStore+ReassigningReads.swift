import GRDB
public import Trial

extension TrialStore {
  /// Gives what a person hasn't locked of a round to another one, where a reader or an adjudicator
  /// leaves.
  ///
  /// What the person has locked counts on. A reader's successor gets the other scans in a random order
  /// of their own and under codes of their own, drawn from the round's seed as everybody's, and never a
  /// scan that they know. Second reads are by who read first: they are taken back.
  ///
  /// - Parameters:
  ///   - session: who assigns.
  ///   - round: the round.
  ///   - leaver: the account of the person who leaves.
  ///   - successor: the account of who reads in their place; nil to take second reads back.
  ///   - why: why; needed.
  /// - Returns: the round, and the number of cases that changed hands.
  /// - Throws: ``StoreError``.
  @discardableResult
  public func reassignReads(
    as session: Session,
    of round: String,
    from leaver: String,
    to successor: String?,
    why: String?
  ) throws -> (round: ReadingRound, caseCount: Int) {
    try change(as: session, may: .assignReads, "reassign reads", why: why) { change in
      guard let why, !why.isEmpty else {
        throw StoreError.noReason(what: "giving reads to another person")
      }
      let known = try change.record(ReadingRound.self, round)
      let open = try Self.assignments(of: round, change.database).filter { assignment in
        guard assignment.account == leaver else { return false }
        return try Self.read(of: assignment.id, change.database)?.status != .locked
      }
      let isAdjudicator = known.adjudicator == leaver
      guard !open.isEmpty || isAdjudicator else {
        throw StoreError.refused("\(leaver) has no case of \(round) that isn't locked")
      }
      let part: ReadAssignment.Part = isAdjudicator ? .adjudicator : .reader
      try Self.check(successor, after: leaver, part, of: open, in: known, change.database)
      for var assignment in open {
        assignment.isVoid = true
        try change.correct(assignment)
      }
      guard let successor else { return (known, open.count) }
      let next = try Self.handOver(known, from: leaver, to: successor, part, &change)
      switch part {
      case .reader:
        var order = ReadingOrder(
          open.map(\.scan),
          seed: try Self.seed(of: next),
          stream: try Self.place(of: successor, in: round, change.database)
        )
        let last = try Self.assignments(of: round, change.database)
          .filter { $0.account == successor }.compactMap(\.position).max()
        try Self.assign(next, successor, &order, after: last ?? 0, earlier: [:], &change)
      case .adjudicator:
        for assignment in open {
          try Self.assignAdjudication(of: assignment.scan, to: successor, in: next, &change)
        }
      }
      return (next, open.count)
    }
  }

  /// Refuses a successor who isn't allowed to read what is to be read.
  private static func check(
    _ successor: String?,
    after leaver: String,
    _ part: ReadAssignment.Part,
    of open: [ReadAssignment],
    in round: ReadingRound,
    _ database: Database
  ) throws {
    guard round.purpose == .primary else {
      guard successor == nil else {
        throw StoreError.refused(
          "\(round.id) holds second reads, which are by who read first: without --to they are taken back"
        )
      }
      return
    }
    guard let successor else {
      throw StoreError.refused("say who reads in the place of \(leaver): --to")
    }
    try checkRole(part == .reader ? .reader : .adjudicator, of: successor, database)
    for assignment in open {
      let knows = try Bool.fetchOne(
        database,
        sql: """
          SELECT EXISTS (SELECT 1 FROM readAssignment WHERE round = ? AND scan = ? AND account = ?)
          """,
        arguments: [round.id, assignment.scan, successor]
      )
      if knows == true {
        throw StoreError.refused(
          "\(successor) was given scans of \(round.id) that \(leaver) has: nobody reads a scan twice"
        )
      }
    }
  }

  /// The round with the successor in the leaver's place.
  private static func handOver(
    _ round: ReadingRound,
    from leaver: String,
    to successor: String,
    _ part: ReadAssignment.Part,
    _ change: inout Change
  ) throws -> ReadingRound {
    var round = round
    switch part {
    case .reader:
      var readers = round.readerAccounts
      if let place = readers.firstIndex(of: leaver), !readers.contains(successor) {
        readers[place] = successor
      }
      round.readers = readers.joined(separator: ",")
    case .adjudicator: round.adjudicator = successor
    }
    try change.correct(round)
    return round
  }

  /// The accounts that were given scans of a round to read, in the order in which they came to it.
  static func readers(of round: String, _ database: Database) throws -> [String] {
    try String.fetchAll(
      database,
      sql: """
        SELECT account FROM readAssignment WHERE round = ? AND part = 'reader'
        GROUP BY account ORDER BY min(rowid)
        """,
      arguments: [round]
    )
  }

  /// A reader's sequence of the round's seed: their place among all who came to it.
  private static func place(
    of account: String,
    in round: String,
    _ database: Database
  ) throws -> UInt64 {
    let readers = try readers(of: round, database)
    return UInt64(readers.firstIndex(of: account) ?? readers.count)
  }
}
