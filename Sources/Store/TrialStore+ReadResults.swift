import GRDB
public import Trial

extension TrialStore {
  /// A round's agreement, and how many of its reads it rests on.
  public struct RoundAgreement: Sendable, Equatable {
    /// The round.
    public let round: String
    /// The visit.
    public let visit: String
    /// The tracer; nil for every one.
    public let tracer: String?
    /// The number of first reads that are locked.
    public let locked: Int
    /// The number of first reads that were assigned.
    public let assigned: Int
    /// The share of the scans, read by everybody, that were given to an adjudicator; nil without one.
    public let adjudicated: Int?
    /// The number of scans that every reader has locked.
    public let scanCount: Int
    /// The figures.
    public let agreement: ReadAgreement
  }

  /// How far readers agree, round by round.
  ///
  /// A statistician and an administrator may see it at any time; a reader and an adjudicator once all
  /// reads and adjudications of the round are locked, and then without names.
  ///
  /// - Parameters:
  ///   - session: who asks.
  ///   - round: the round; nil for every one that the person may see.
  ///   - level: the confidence level of the intervals.
  /// - Returns: the rounds of first reads.
  /// - Throws: ``StoreError``.
  public func readAgreement(
    as session: Session,
    round: String? = nil,
    level: Double
  ) throws -> [RoundAgreement] {
    let isBlinded = !session.may(.seeAgreement)
    let blinded: TrialAction = session.may(.adjudicate) ? .adjudicate : .read
    // That it was seen is noted before it is.
    try change(
      as: session,
      may: isBlinded ? blinded : .seeAgreement,
      "view: readers' agreement"
    ) { try $0.log() }
    return try read { database in
      var rounds = try Stored<ReadingRound>.fetchAll(
        database,
        sql: "SELECT * FROM readingRound WHERE purpose = 'primary' ORDER BY rowid"
      ).map(\.record)
      if let round { rounds.removeAll { $0.id != round } }
      if isBlinded {
        rounds = try rounds.filter { round in
          let people =
            try Self.readers(of: round.id, database) + [round.adjudicator].compactMap(\.self)
          return try people.contains(session.account) && !Self.hasOpenReads(round.id, database)
        }
        guard !rounds.isEmpty else {
          throw StoreError.refused(
            "readers' agreement is hidden from those who read until every read is locked"
          )
        }
      }
      guard round == nil || !rounds.isEmpty else {
        throw StoreError.refused("there is no round '\(round ?? "")' of first reads")
      }
      return try rounds.map { try Self.agreement(of: $0, isBlinded: isBlinded, level, database) }
    }
  }

  /// A scan's reads and what they come to.
  public struct ScanOutcome: Sendable, Equatable {
    /// The round.
    public let round: String
    /// The participant's screening number.
    public let participant: String
    /// The visit.
    public let visit: String
    /// The tracer.
    public let tracer: String?
    /// The scan.
    public let scan: String
    /// What the reads come to.
    public let outcome: ReadOutcome
  }

  /// What the reads of every scan come to.
  ///
  /// - Parameters:
  ///   - session: who asks: who may see all reads.
  ///   - round: the round; nil for every one.
  /// - Returns: a row for each scan of a round of first reads.
  /// - Throws: ``StoreError``.
  public func readOutcomes(as session: Session, round: String? = nil) throws -> [ScanOutcome] {
    try read(as: session, may: .seeReads, "outcomes of reads") { database in
      let rounds = try Stored<ReadingRound>.fetchAll(
        database,
        sql: """
          SELECT * FROM readingRound WHERE purpose = 'primary' AND (:round IS NULL OR id = :round)
          ORDER BY rowid
          """,
        arguments: ["round": round]
      ).map(\.record)
      return try rounds.flatMap { try Self.outcomes(of: $0, database) }
    }
  }

  // MARK: What they stand on

  private static func outcomes(
    of round: ReadingRound,
    _ database: Database
  ) throws -> [ScanOutcome] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT DISTINCT s.id, s.participant, s.visit, s.tracer FROM readAssignment AS a
        JOIN receivedScan AS s ON s.id = a.scan
        WHERE a.round = ? AND NOT a.isVoid AND NOT s.isVoid ORDER BY s.rowid
        """,
      arguments: [round.id]
    )
    return try rows.map { row in
      let scan: String = row["id"]
      let decision = try Stored<ScanRead>.fetchOne(
        database,
        sql: """
          SELECT read.* FROM read JOIN readAssignment AS a ON a.id = read.assignment
          WHERE a.round = ? AND a.scan = ? AND a.part = 'adjudicator' AND NOT a.isVoid
            AND read.status = 'locked'
          """,
        arguments: [round.id, scan]
      )?.record
      return ScanOutcome(
        round: round.id,
        participant: row["participant"],
        visit: row["visit"],
        tracer: row["tracer"],
        scan: scan,
        outcome: ReadOutcome(
          of: try lockedReads(of: scan, in: round.id, database).map(\.content),
          adjudication: decision?.content,
          readers: round.readerAccounts.count,
          resolution: round.resolution
        )
      )
    }
  }

  private static func agreement(
    of round: ReadingRound,
    isBlinded: Bool,
    _ level: Double,
    _ database: Database
  ) throws -> RoundAgreement {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT s.participant, a.scan, a.account, a.rereads IS NOT NULL AS isReread, read.*
        FROM readAssignment AS a JOIN receivedScan AS s ON s.id = a.scan
          JOIN readingRound AS r ON r.id = a.round
          JOIN read ON read.assignment = a.id AND read.status = 'locked'
        WHERE (r.id = :round OR r.rereads = :round) AND a.part = 'reader' AND NOT a.isVoid
          AND NOT s.isVoid ORDER BY a.rowid
        """,
      arguments: ["round": round.id]
    )
    let entries = try rows.map { row in
      ReadAgreement.Entry(
        participant: row["participant"],
        scan: row["scan"],
        reader: row["account"],
        isReread: row["isReread"],
        content: try Stored<ScanRead>(row: row).record.content
      )
    }
    let assigned = try assignments(of: round.id, database)
    let first = Dictionary(grouping: entries.filter { !$0.isReread }, by: \.scan)
    return RoundAgreement(
      round: round.id,
      visit: round.visit,
      tracer: round.tracer,
      locked: entries.count { !$0.isReread },
      assigned: assigned.count { $0.part == .reader },
      adjudicated: round.adjudicator == nil ? nil : assigned.count { $0.part == .adjudicator },
      scanCount: first.values.count { $0.count == round.readerAccounts.count },
      agreement: ReadAgreement(
        entries,
        readers: try readers(of: round.id, database).enumerated().map { place, account in
          (account, isBlinded ? "reader \(place + 1)" : account)
        },
        readersOfEach: round.readerAccounts.count,
        scale: round.scale,
        level: level
      )
    )
  }

  /// Whether anything of a round, its second reads or its adjudications isn't locked.
  private static func hasOpenReads(_ round: String, _ database: Database) throws -> Bool {
    try Bool.fetchOne(
      database,
      sql: """
        SELECT EXISTS (
          SELECT 1 FROM readAssignment AS a JOIN readingRound AS r ON r.id = a.round
            LEFT JOIN read ON read.assignment = a.id
          WHERE (r.id = :round OR r.rereads = :round) AND NOT a.isVoid
            AND ifnull(read.status, '') <> 'locked')
        """,
      arguments: ["round": round]
    ) ?? true
  }
}
