import ArgumentParser
import Foundation
import Store
import Trial

/// `herald record`: the trial's registry record.
struct RecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Show a trial's registry record, or export it for the registry.",
    subcommands: [ShowRecord.self, ExportRecord.self, IndexRecords.self, RelatedTrials.self]
  )
}

/// Where a record comes from.
struct RecordSource: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A registry record (ClinicalTrials.gov API v2, JSON), or the name of one that Herald ships: "
        + RegistryRecord.shippedNames.joined(separator: ", ") + ".",
      valueName: "record"
    )
  )
  var source: String

  func record() throws -> RegistryRecord {
    if let shipped = try RegistryRecord.shipped(source) { return shipped }
    guard FileManager.default.fileExists(atPath: source) else {
      throw RegistryRecordError.unknownRecord(source, shipped: RegistryRecord.shippedNames)
    }
    return try RegistryRecord(json: Array(Data(contentsOf: URL(filePath: source))))
  }
}

/// `herald record show`.
struct ShowRecord: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show a registry record on the terminal, or write it as a page.",
    discussion: """
      All sections of the registry's page: status, phase, enrollment, dates, summary, description, \
      conditions, design, groups, interventions, outcomes, criteria, sponsors, responsible party, \
      locations, contacts, references, identifiers, and the results or "pending". Fields that this \
      version doesn't know are named.
      """
  )

  @OptionGroup
  var source: RecordSource

  @Option(help: ArgumentHelp("Write the record as one HTML page.", valueName: "file"))
  var html: String?

  @Option(
    help: ArgumentHelp(
      "A catalogue of `herald record index`: the ten trials of it most like this one are shown, too.",
      valueName: "file"
    )
  )
  var catalogue: String?

  func run() throws {
    try Outcome.of {
      let record = try source.record()
      let related = try catalogue.map {
        try RecordCatalogue(path: $0).related(to: record, most: 10)
      }
      guard let html else {
        return print(record.plainText(related: related ?? []), terminator: "")
      }
      let page = record.page(related: related ?? [])
      try Data(page.utf8).write(to: URL(filePath: html), options: .atomic)
      let count = record.sections(related: related ?? []).count
      Terminal.say("wrote \(html): \(record.nctID), \(count) sections")
    }
  }
}

/// `herald record export`.
struct ExportRecord: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a registry record as API v2 JSON, or its protocol part as upload XML.",
    discussion: """
      JSON keeps every field, known or not, in its order. The registry's upload schema holds less: \
      what it has no place for, and what it demands and the record lacks, is listed.
      """
  )

  /// In which form.
  enum Form: String, CaseIterable, ExpressibleByArgument {
    case json
    case xml
  }

  @OptionGroup
  var source: RecordSource

  @Option(help: "The form.")
  var format: Form

  @Option(help: ArgumentHelp("Where to.", valueName: "file"))
  var out: String

  @Option(
    help: ArgumentHelp(
      "The organization's short name of its registry account; the upload XML needs it.",
      valueName: "name"
    )
  )
  var organization: String?

  func run() throws {
    try Outcome.of {
      let record = try source.record()
      switch format {
      case .json: try write(record.root.json + "\n")
      case .xml:
        guard let organization else { throw RegistryRecordError.noOrganization }
        let upload = RecordUpload(of: record, organization: organization)
        try write(upload.xml)
        for (path, count) in upload.unheld {
          Terminal.say("not held by the schema: \(path)\(count > 1 ? " (\(count))" : "")")
        }
        for element in upload.missing {
          Terminal.say("demanded by the schema, not in the record, left empty: \(element)")
        }
      }
      Terminal.say("wrote \(out): \(record.nctID)")
    }
  }

  private func write(_ text: String) throws {
    try Data(text.utf8).write(to: URL(filePath: out), options: .atomic)
  }
}
