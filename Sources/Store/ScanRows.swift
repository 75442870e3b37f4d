import GRDB

/// A scan's rows in the tables of lesions, patient values and heterogeneity, as one text: what is
/// stored and what is found later are held against each other by its hash.
struct ScanRows {
  let text: String

  /// The rows as they are to be stored.
  init(_ record: ScanRecord) throws {
    let memory = try DatabaseQueue()
    try Schema.migrator.migrate(memory)
    text = try memory.inDatabase { database in
      let id = try TrialDatabase.insert(record, measurement: nil, into: database)
      return try ScanRows(ofScan: id, in: database).text
    }
  }

  /// The rows of a scan as they are.
  init(ofScan id: Int64, in database: Database) throws {
    var text = ""
    let queries = [
      "SELECT * FROM scan WHERE id = ?",
      "SELECT * FROM lesion WHERE scanID = ? ORDER BY number",
      "SELECT * FROM patientValue WHERE scanID = ? ORDER BY name",
      "SELECT * FROM heterogeneity WHERE scanID = ? ORDER BY scope, subject, name, id",
    ]
    for query in queries {
      for row in try Row.fetchAll(database, sql: query, arguments: [id]) {
        var content = RowContent(row).columns
        for name in ["id", "scanID", "measurement"] { content[name] = nil }
        text += RowContent(columns: content).json + "\n"
      }
    }
    self.text = text
  }
}
