import GRDB
import Trial

extension StoreCheck {
  /// A locked read is what its reader signed, and nobody reads twice what is theirs once.
  mutating func reads(_ database: Database) throws {
    let locked = try Row.fetchAll(
      database,
      sql: """
        SELECT read.*, a.caseCode, a.account FROM read
        JOIN readAssignment AS a ON a.id = read.assignment WHERE read.status = 'locked'
        """
    )
    for row in locked {
      let place: CheckText =
        "locked read \(row["id"] as String), case \(row["caseCode"] as String)"
      let reader: String = row["account"]
      let content = try Row.fetchOne(
        database,
        sql: "SELECT * FROM read WHERE id = ?",
        arguments: [row["id"] as String]
      ).map { sha256(RowContent($0).json) }
      let signed = try String.fetchAll(
        database,
        sql: """
          SELECT contentSHA256 FROM signature
          WHERE signedKind = 'read' AND signedID = ? AND account = ?
          """,
        arguments: [row["id"] as String, reader]
      )
      if signed.isEmpty {
        damage(place, "isn't signed by its reader\(told: ", \(reader)")")
      } else if !signed.contains(where: { $0 == content }) {
        damage(place, "isn't what its reader\(told: ", \(reader),") signed")
      }
    }
  }
}
