import FoundationEssentials

/// One kind of a trial's records as a table: rows by id, columns with their meaning.
public struct ContentTable: Sendable {
  /// A record, flat.
  public struct Row: Sendable {
    /// The values by column; absent ones are left out.
    let values: [String: RecordValue]

    /// A value as text; nil where there is none.
    ///
    /// - Parameter column: the column.
    public subscript(column: String) -> String? {
      switch values[column] {
      case .bool(let isSo): isSo ? "true" : "false"
      case .string(let text), .number(let text): text
      case .array, .object: values[column]?.json
      case .null, nil: nil
      }
    }

    /// The record's id.
    public var id: String { self["id"] ?? "" }
  }

  /// Which kind of record.
  public let kind: RecordKind
  /// The columns in order.
  public let columns: [ContentColumn]
  /// The records in the order of their ids.
  public let rows: [Row]

  /// The records of a kind that people enter.
  init<Record: EnteredRecord>(_ records: [Record]) throws {
    let fields = EntryForm.fields(of: Record.self)
    let entered = fields.map(ContentColumn.init)
    let own = Self.ownColumns[Record.kind, default: []]
    let id = entered.contains { $0.name == "id" } ? [] : [Self.id]
    try self.init(records, columns: id + entered + own + [Self.isVoid])
  }

  /// Records of a kind that Herald keeps by itself.
  init<Record: TrialRecord>(kept records: [Record]) throws {
    try self.init(records, columns: [Self.id] + Self.ownColumns[Record.kind, default: []])
  }

  private init<Record: TrialRecord>(_ records: [Record], columns: [ContentColumn]) throws {
    kind = Record.kind
    self.columns = columns
    let encoder = JSONEncoder()
    // What lies inside a value has one order too.
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    rows = try records.map { record in
      let value = try RecordValue(json: Array(encoder.encode(record)))
      guard case .object(let members) = value else { return Row(values: [:]) }
      return Row(values: Dictionary(members.map { ($0.name, $0.value) }) { first, _ in first })
    }.sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
  }

  private static let id = ContentColumn("id", "the record's number")
  private static let isVoid = ContentColumn(
    "isVoid",
    "entered in error, and counts for nothing",
    .yesNo
  )

  /// The columns that no form asks for.
  private static let ownColumns: [RecordKind: [ContentColumn]] = [
    .participant: [
      ContentColumn("subjectID", "the subject id; empty until enrolled", isRequired: false),
      ContentColumn("protocolVersion", "the protocol version that holds for the participant"),
      ContentColumn(
        "status",
        "where in the trial the participant is",
        .choice(Participant.Status.allCases.map(\.rawValue))
      ),
      ContentColumn("statusDate", "since when", .date),
    ],
    .statusChange: [
      ContentColumn("participant", "screening number"),
      ContentColumn(
        "status",
        "the status that began",
        .choice(Participant.Status.allCases.map(\.rawValue))
      ),
      ContentColumn("date", "the day on which it began", .date),
      ContentColumn("reason", "why", isRequired: false),
      ContentColumn("criteria", "the criteria in the way, by id", isRequired: false),
      ContentColumn("protocolVersion", "the protocol version that held"),
    ],
    .receivedScan: [
      ContentColumn("participant", "screening number"),
      ContentColumn("visit", "the visit"),
      ContentColumn("studyInstanceUID", "Study Instance UID (0020,000D)"),
      ContentColumn("studyDate", "Study Date (0008,0020)", .date),
      ContentColumn("modalities", "the modalities, with commas between"),
      ContentColumn("tracer", "the tracer, by the protocol's id", isRequired: false),
      ContentColumn("fileCount", "how many files", .integer),
      ContentColumn("byteCount", "what they hold together, in bytes", .integer),
      ContentColumn("manifestSHA256", "SHA-256 of the list of files"),
      ContentColumn("isVoid", "entered in error, and counts for nothing", .yesNo),
    ],
    .readingRound: [
      ContentColumn("purpose", "whether scans are read for the first time"),
      ContentColumn("rereads", "the round whose scans are read once more", isRequired: false),
      ContentColumn("endpoint", "the protocol's endpoint", isRequired: false),
      ContentColumn("visit", "the visit whose scans are read"),
      ContentColumn("tracer", "the tracer whose scans are read", isRequired: false),
      ContentColumn("seed", "the seed of the readers' orders"),
      ContentColumn("readers", "the readers' accounts"),
      ContentColumn("adjudicator", "who settles differences", isRequired: false),
      ContentColumn("resolution", "how differences are settled"),
      ContentColumn("hidden", "what readers don't see", isRequired: false),
      ContentColumn(
        "washoutDays",
        "days between two reads of a scan by a reader",
        .integer,
        isRequired: false
      ),
      ContentColumn("scale", "the visual scale, as JSON"),
      ContentColumn("disagreement", "which differences are settled", isRequired: false),
      ContentColumn("protocolVersion", "the protocol version"),
    ],
    .readAssignment: [
      ContentColumn("round", "the round"), ContentColumn("account", "the reader's account"),
      ContentColumn(
        "part",
        "as what the person reads",
        .choice(ReadAssignment.Part.allCases.map(\.rawValue))
      ),
      ContentColumn("scan", "the scan"),
      ContentColumn("position", "the place in the person's order", .integer, isRequired: false),
      ContentColumn("caseCode", "the code that the person knows the case by"),
      ContentColumn("rereads", "the assignment that is read once more", isRequired: false),
      ContentColumn("isVoid", "taken back, and counts for nothing", .yesNo),
    ],
    .read: [
      ContentColumn("assignment", "the assignment that it answers"),
      ContentColumn(
        "status",
        "whether it can change",
        .choice(ScanRead.Status.allCases.map(\.rawValue))
      ),
      ContentColumn(
        "receptorClass",
        "the participant's receptor class",
        .choice(ReadClass.allCases.map(\.rawValue))
      ),
      ContentColumn("grade", "the grade on the visual scale", .integer, isRequired: false),
      ContentColumn("confidence", "how sure the reader is, 1 to 5", .integer, isRequired: false),
      ContentColumn("notEvaluableReason", "why the scan can't be read", isRequired: false),
      ContentColumn("comment", "what else the reader says", isRequired: false),
      ContentColumn("lesions", "what is said of each lesion, as JSON"),
      ContentColumn("analysisSHA256", "SHA-256 of the analysis's input", isRequired: false),
      ContentColumn("isOutOfOrder", "cases before it were still unread", .yesNo),
      ContentColumn("submittedAt", "when it was first submitted", .dateTime),
      ContentColumn("lockedAt", "when it was locked", .dateTime, isRequired: false),
    ],
    .signature: [
      ContentColumn("signedKind", "the kind of record that was signed"),
      ContentColumn("signedID", "its id"),
      ContentColumn("contentSHA256", "SHA-256 of its content when it was signed"),
      ContentColumn("account", "the signer's account"),
      ContentColumn("printedName", "the signer's name"),
      ContentColumn(
        "meaning",
        "what the signature means",
        .choice(Signature.Meaning.allCases.map(\.rawValue))
      ),
      ContentColumn("signedAt", "when it was signed", .dateTime),
    ],
    .criterionReading: [
      ContentColumn("question", "the question's id in the protocol"),
      ContentColumn("reading", "the id of the reading that holds"),
      ContentColumn("decidedBy", "who decided"),
      ContentColumn("date", "the day from which it holds", .date),
      ContentColumn("reason", "why"),
    ],
    .protocolVersion: [
      ContentColumn("protocolID", "the protocol's own id"),
      ContentColumn("sha256", "SHA-256 of the document"),
      ContentColumn("amends", "the version that it amends", isRequired: false),
      ContentColumn("reason", "why it was adopted"),
    ],
    .trial: [
      ContentColumn("title", "the title"),
      ContentColumn("registryID", "the registry's identifier", isRequired: false),
      ContentColumn("protocolVersion", "the version for new participants", isRequired: false),
      ContentColumn("createdAt", "when the store was made", .dateTime),
    ],
  ]
}
