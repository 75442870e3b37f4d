/// A record's protocol part as the registry's upload XML, with what the schema can't hold.
///
/// - Source: ProtocolRecordSchema.xsd 2018.05.08.
public struct RecordUpload: Sendable {
  /// The XML, valid against the schema.
  public let xml: String
  /// The fields of the protocol section that the schema has no place for, with how many values each
  /// holds, in the record's order.
  public let unheld: [(path: String, count: Int)]
  /// The elements that the schema demands and the record lacks: they are written empty.
  public let missing: [String]

  /// Exports a record.
  ///
  /// A person's name is one text in a record and goes whole into `last_name`. Where both a plan and a
  /// contact are many, the first two contacts go in, as the schema has no more places.
  ///
  /// - Parameters:
  ///   - record: the record.
  ///   - organization: the organization's short name of its registry account.
  public init(of record: RegistryRecord, organization: String) {
    var writer = UploadWriter(record: record)
    xml = writer.document(organization: organization)
    missing = writer.missing
    var counts: [(path: String, count: Int)] = []
    if let section = record.root["protocolSection"] {
      writer.countUnheld(section, at: "", into: &counts)
    }
    unheld = counts
  }
}
