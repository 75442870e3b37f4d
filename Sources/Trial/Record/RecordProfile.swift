/// What a catalogue keeps of a record beside its words: enough to say why it is like another.
public struct RecordProfile: Hashable, Sendable {
  /// The registry's identifier.
  public let nctID: String
  /// The brief title.
  public let title: String
  /// The recruitment status, as the registry codes it; nil where the record has none.
  public let status: String?
  /// The phases, as the registry codes them.
  public let phases: [String]
  /// Study type, purpose, intervention or observational model and masking, as the registry codes them.
  public let design: [String]
  /// The conditions.
  public let conditions: [String]
  /// The names of the interventions.
  public let interventions: [String]

  /// What is kept of a record.
  ///
  /// - Parameter record: the record.
  public init(of record: RegistryRecord) {
    nctID = record.nctID
    title = record.briefTitle
    status = record.text("statusModule.overallStatus")
    phases = record.texts("designModule.phases")
    design = [
      "studyType", "designInfo.primaryPurpose", "designInfo.interventionModel",
      "designInfo.observationalModel", "designInfo.maskingInfo.masking",
    ].compactMap { record.text("designModule.\($0)") }
    conditions = record.texts("conditionsModule.conditions")
    interventions = record.each("armsInterventionsModule.interventions") {
      $0["name"]?.text ?? ""
    }
  }

  /// The profile as JSON: an array of its properties in their order.
  public var json: String {
    let lists = [phases, design, conditions, interventions]
    return RecordValue.array(
      [.string(nctID), .string(title), status.map { .string($0) } ?? .null]
        + lists.map { .array($0.map { .string($0) }) }
    ).json
  }

  /// A profile that was stored.
  ///
  /// - Parameter json: what ``json`` gave.
  /// - Throws: ``RegistryRecordError`` where it is none.
  public init(json: String) throws(RegistryRecordError) {
    let parts = try RecordValue(json: Array(json.utf8)).elements
    guard parts.count == 7, let nctID = parts[0].text, let title = parts[1].text else {
      throw .notAStudy(missing: "a profile's identifier or title")
    }
    self.nctID = nctID
    self.title = title
    status = parts[2].text
    phases = parts[3].elements.compactMap(\.text)
    design = parts[4].elements.compactMap(\.text)
    conditions = parts[5].elements.compactMap(\.text)
    interventions = parts[6].elements.compactMap(\.text)
  }
}
