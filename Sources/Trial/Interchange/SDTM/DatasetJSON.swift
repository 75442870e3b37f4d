/// Writes an SDTM dataset as Dataset-JSON.
///
/// - Source: CDISC Dataset-JSON 1.1.
struct DatasetJSON {
  let contents: TrialContents

  /// The dataset as one JSON object, its attributes in the order of the specification.
  func document(_ dataset: SDTMDataset) -> String {
    let columns = dataset.variables.map { column($0, of: dataset) }
    let rows = dataset.rows.map { row in
      RecordValue.array(dataset.variables.map { row[$0.name] ?? .null })
    }
    return RecordValue.members([
      ("datasetJSONCreationDateTime", .string(contents.asOf.description)),
      ("datasetJSONVersion", .string("1.1.0")),
      ("fileOID", .string("\(contents.studyOID).\(dataset.name)")),
      ("dbLastModifiedDateTime", .string(contents.asOf.description)),
      (
        "sourceSystem",
        .members([("name", .string("Herald")), ("version", .string(contents.program))])
      ),
      ("studyOID", .string(contents.studyOID)),
      ("metaDataVersionOID", .string(contents.metaDataVersionOID)),
      ("metaDataRef", .string("define.xml")), ("itemGroupOID", .string("IG.\(dataset.name)")),
      ("records", .number(String(dataset.rows.count))), ("name", .string(dataset.name)),
      ("label", .string(dataset.label)), ("columns", .array(columns)), ("rows", .array(rows)),
    ]).json + "\n"
  }

  private func column(_ variable: SDTMDataset.Variable, of dataset: SDTMDataset) -> RecordValue {
    var members: [(String, RecordValue)] = [
      ("itemOID", .string(dataset.itemOID(variable))), ("name", .string(variable.name)),
      ("label", .string(variable.label)), ("dataType", .string(variable.jsonType)),
    ]
    if variable.kind == .text, let length = dataset.length(of: variable) {
      members.append(("length", .number(String(length))))
    }
    if let key = variable.key { members.append(("keySequence", .number(String(key)))) }
    return .members(members)
  }
}

extension RecordValue {
  /// An object of members in their order.
  static func members(_ members: [(String, RecordValue)]) -> RecordValue {
    .object(members.map { Member(name: $0.0, value: $0.1) })
  }
}

extension SDTMDataset.Variable {
  /// The type in the words of Dataset-JSON; dates stay texts, as they may be known in part.
  var jsonType: String {
    switch kind {
    case .text, .dateTime: "string"
    case .integer: "integer"
    case .number: "double"
    }
  }
}

extension SDTMDataset {
  /// What names a variable in the documents.
  func itemOID(_ variable: Variable) -> String { "IT.\(name).\(variable.name)" }

  /// The bytes of the longest value of a variable; nil where no row has one.
  func length(of variable: Variable) -> Int? {
    rows.compactMap { $0[variable.name]?.text?.utf8.count }.max()
  }
}

extension TrialContents {
  /// What names the study in documents.
  var studyOID: String { "STDY.\(trial.id)" }
  /// What names the version of its metadata.
  var metaDataVersionOID: String { "MDV.\(trial.protocolVersion ?? "none")" }

  /// The records as SDTM datasets in Dataset-JSON, with their `define.xml`.
  ///
  /// - Returns: a file for each dataset that has rows, by name, and `define.xml`.
  /// - Throws: ``TrialContentsError`` where the trial's registry record can't be read.
  public func datasetFiles() throws(TrialContentsError) -> [(name: String, text: String)] {
    let datasets = try tabulations().filter { !$0.rows.isEmpty }
    let writer = DatasetJSON(contents: self)
    return datasets.map { ("\($0.name.lowercased()).json", writer.document($0)) } + [
      ("define.xml", DefineXML(contents: self, datasets: datasets).document())
    ]
  }
}
