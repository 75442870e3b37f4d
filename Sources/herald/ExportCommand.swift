import ArgumentParser
import Pipeline
import Store
import Trial

/// `herald export`: a trial's records for other programs.
struct ExportCommand: TrialStep {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Take a trial's records out, in the forms that other programs read.",
    discussion: """
      odm           CDISC ODM 1.3.2, one XML file: metadata, records, who changed what and why, signatures
      dataset-json  CDISC SDTM as Dataset-JSON 1.1, one file a domain, with define.xml (Define-XML 2.1)
      csv           one file a kind of record, with a data dictionary
      fhir          HL7 FHIR R4, one bundle

      The export is a line of the audit trail. An account gets the kinds of records that its roles may \
      see, and no others. Without a change in between, two exports are equal byte for byte: times in \
      them are those of the last change.
      """
  )

  /// In which form.
  enum Form: String, CaseIterable, ExpressibleByArgument {
    case odm
    case datasetJSON = "dataset-json"
    case csv
    case fhir

    /// The form's name for a person.
    var name: String {
      switch self {
      case .odm: "CDISC ODM 1.3.2"
      case .datasetJSON: "CDISC Dataset-JSON 1.1 with Define-XML 2.1"
      case .csv: "CSV with a data dictionary"
      case .fhir: "FHIR R4"
      }
    }

    /// The file by which an earlier export of the form is known, which a new one may replace.
    var marker: String {
      switch self {
      case .odm: "odm.xml"
      case .datasetJSON: "define.xml"
      case .csv: "dictionary.csv"
      case .fhir: "bundle.json"
      }
    }

    /// The files, by name.
    func files(of contents: TrialContents) throws -> [(name: String, text: String)] {
      switch self {
      case .odm: [("odm.xml", try contents.operationalDataModel())]
      case .datasetJSON: try contents.datasetFiles()
      case .csv: try TrialCSV.files(of: contents)
      case .fhir: [("bundle.json", try contents.fhirBundle())]
      }
    }
  }

  @OptionGroup
  var access: TrialAccess

  @Option(help: "The form.")
  var format: Form

  @Option(
    help: ArgumentHelp(
      "The folder to make; an earlier export of the same form is replaced.",
      valueName: "folder"
    )
  )
  var out: String

  func work(in store: TrialStore, as session: Session) throws {
    // First the place: an export that can't be written is none, and in no trail.
    let folder = try StagedFolder(for: out, marker: format.marker)
    let contents: TrialContents
    let files: [(name: String, text: String)]
    do {
      contents = try store.contents(as: session, toExportAs: format.rawValue)
      files = try format.files(of: contents)
      for file in files { try folder.write(Array(file.text.utf8), as: file.name) }
      try folder.publish()
    } catch {
      folder.discard()
      throw error
    }
    let people = contents.participants.count
    print(
      "\(out): \(format.name), \(people) participant\(people == 1 ? "" : "s"), as of "
        + "\(contents.asOf)"
    )
    for file in files { print("  \(file.name)") }
  }
}
