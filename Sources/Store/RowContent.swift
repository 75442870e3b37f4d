import GRDB
import Trial

/// A record as its row holds it, in the one form that the audit trail keeps and `check` compares:
/// a JSON object, keys in order, absent values left out.
struct RowContent {
  let columns: [String: DatabaseValue]

  init(columns: [String: DatabaseValue]) { self.columns = columns }

  /// A record that is about to be stored.
  init<Record: TrialRecord>(_ record: Record) throws {
    columns = try Stored(record).databaseDictionary.filter { !$0.value.isNull }
  }

  /// A row as it is in the file.
  init(_ row: Row) {
    var columns: [String: DatabaseValue] = [:]
    for (name, value) in row where !value.isNull { columns[name] = value }
    self.columns = columns
  }

  /// The columns that only stand in the trail by their hash.
  private static let secrets: Set<String> = ["passwordHash"]

  var json: String {
    var text = "{"
    for name in columns.keys.sorted() {
      guard let value = columns[name] else { continue }
      if text.utf8.count > 1 { text += "," }
      Self.quote(name, into: &text)
      text += ":"
      switch value.storage {
      case .null: text += "null"
      case .int64(let number): text += String(number)
      case .double(let number): text += number.description
      case .string(let string):
        Self.quote(Self.secrets.contains(name) ? "sha256:" + sha256(string) : string, into: &text)
      case .blob(let data): Self.quote(hexadecimal(data), into: &text)
      }
    }
    return text + "}"
  }

  private static func quote(_ string: String, into text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case _ where scalar.value < 32:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}

/// A record on its way into the database or out of it; the record's own coding gives the columns.
struct Stored<Record: TrialRecord>: Codable, EncodableRecord, FetchableRecord {
  let record: Record

  init(_ record: Record) { self.record = record }

  init(from decoder: any Decoder) throws { record = try Record(from: decoder) }

  func encode(to encoder: any Encoder) throws { try record.encode(to: encoder) }
}
