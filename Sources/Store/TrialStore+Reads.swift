public import GRDB
public import Trial

extension TrialStore {
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

  // MARK: Rows of reads

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

  static func adjudication(
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

  /// The input of the measurement that holds of an assignment's scan: whose lesions the reader saw.
  static func analysis(
    of assignment: ReadAssignment,
    _ database: Database
  ) throws -> String? {
    try String.fetchOne(
      database,
      sql: """
        SELECT scan.inputSHA256 FROM scan JOIN scanMeasurement
          ON scanMeasurement.id = scan.measurement
        WHERE scanMeasurement.scan = ? AND scanMeasurement.isCurrent
        """,
      arguments: [assignment.scan]
    )
  }

  /// Whether a case has this code already.
  static func isTaken(_ code: String, _ database: Database) throws -> Bool {
    try Bool.fetchOne(
      database.cachedStatement(
        sql: "SELECT EXISTS (SELECT 1 FROM readAssignment WHERE caseCode = ?)"
      ),
      arguments: [code]
    ) ?? false
  }
}
