import ArgumentParser
import Foundation
import Lesions
import Radiomics
import Response
import Store
import Pipeline
import Voxels

/// `herald cohort`: many results together.
struct CohortCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cohort",
    abstract: "Many results together: features, heterogeneity, and the cohort's own endpoints.",
    discussion: """
      Reads folders that herald analyze wrote, one after the other, and writes into --out: \
      heterogeneity.csv (every number of every scan), features.csv (with --features), cohort.csv (the \
      cohort's endpoints, by tracer, over each patient's first visit) and cohort.sqlite, which holds \
      all of it in tables that Python and R open directly. What it holds in memory is one scan, \
      however many there are. In a database that is added to, a result of the same scan takes \
      the earlier one's place.

      Intervals of the cohort come from the bootstrap over patients; a seed gives the same intervals \
      each time.
      """
  )

  @Argument(help: "Results of herald analyze.", completion: .directory)
  var results: [String]

  @Option(help: ArgumentHelp("The folder for the results.", valueName: "folder"))
  var out: String

  @Option(
    help: ArgumentHelp(
      "Compute the radiomic features of every lesion too, by a profile such as pet.",
      valueName: "profile"
    )
  )
  var features: String?

  @Option(
    help: ArgumentHelp(
      "Add to this database in place of a new one in --out; a trial's file is refused.",
      valueName: "results.sqlite"
    )
  )
  var store: String?

  @Option(help: ArgumentHelp("The seed of the resamples.", valueName: "number"))
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("The number of resamples.", valueName: "number"))
  var resamples: Int = 1999

  @OptionGroup(title: "Heterogeneity")
  var heterogeneity: HeterogeneityOptions

  /// The file that says that a folder is a cohort's.
  private static let marker = "cohort.csv"

  func validate() throws {
    guard resamples >= 99 else { throw ValidationError("--resamples is 99 or more") }
    _ = try heterogeneity.request()
  }

  func run() throws {
    try Outcome.of {
      let settings = try features.map { try RadiomicsSettings.profile($0) }
      let staged = try StagedFolder(for: out, marker: Self.marker)
      do {
        let database = try TrialDatabase(ofResults: store ?? staged.path("cohort.sqlite"))
        try addScans(to: database, staged, settings)
        let endpoints = try addCohort(to: database, staged)
        try database.close()
        try staged.publish()
        print("\(results.count) results -> \(staged.destination)")
        print(endpoints.text)
      } catch {
        Terminal.clearProgress()
        staged.discard()
        throw error
      }
    }
  }

  /// Reads each result, adds its rows to the tables, and lets it go.
  private func addScans(
    to database: TrialDatabase,
    _ staged: StagedFolder,
    _ settings: RadiomicsSettings?
  ) throws {
    let numbers = try RowFile(staged.path("heterogeneity.csv"))
    let features = try settings.map { _ in try RowFile(staged.path("features.csv")) }
    var known: [String: String] = [:]
    for (place, path) in results.enumerated() {
      Terminal.show(progress: "reading result \(place + 1) of \(results.count)")
      let folder = try ResultFolder(path: path)
      guard let patient = folder.patientID, !patient.isEmpty else {
        throw AnalysisError.noPatient(path: path)
      }
      if let other = known.updateValue(path, forKey: folder.inputSHA256) {
        throw AnalysisError.sameScan(other, path)
      }
      let suv = try folder.uptake()
      let regions = try folder.regions(on: suv.grid).regions
      let found = try Heterogeneity(
        of: folder.measurements,
        regions: regions,
        on: suv,
        scan: folder.scan,
        try heterogeneity.request()
      )
      let scan = [
        ("patient", patient), ("visit", folder.studyDate ?? ""),
        ("tracer", folder.tracer?.id ?? ""), ("input_sha256", folder.inputSHA256),
      ]
      var table = HeterogeneityTable(leading: scan, trailing: found.provenance)
      table.append(found)
      try numbers.append(table.text)
      var record = ScanRecord(folder, of: patient, found)
      if let settings, let features {
        let image = try RadiomicsImage(suv, settings: settings)
        var rows = FeatureTable(leading: scan)
        for (place, values) in try image.features(of: regions).enumerated() {
          try rows.append(values, of: record.lesions[place].measurement.label, settings)
          record.lesions[place].features = values
        }
        record.settings = settings
        try features.append(rows.text)
      }
      try database.add(record)
    }
    try numbers.close()
    try features?.close()
    Terminal.clearProgress()
  }

  /// The endpoints of the cohort, by tracer.
  private func addCohort(to database: TrialDatabase, _ staged: StagedFolder) throws -> [Endpoint] {
    var settings = CohortHeterogeneity.Settings()
    settings.level = heterogeneity.level
    settings.seed = seed
    settings.resamples = resamples
    var all: [Endpoint] = []
    var text = ""
    for tracer in try database.tracers() {
      Terminal.show(progress: "resampling patients of \(tracer ?? "no tracer")")
      let patients = try database.patients(tracer: tracer)
      let endpoints = CohortHeterogeneity(patients, subject: tracer ?? "", settings: settings)
        .endpoints
      var table = HeterogeneityTable(
        trailing: [
          ("resamples", "\(resamples)"), ("seed", "\(seed)"), ("herald_version", Program.version),
        ]
      )
      table.append(endpoints)
      text += text.isEmpty ? table.text : RowFile.withoutHeader(table.text)
      all += endpoints
    }
    Terminal.clearProgress()
    try staged.write(Array(text.utf8), as: Self.marker)
    try database.replaceCohort(all)
    return all
  }
}

/// A CSV file that tables of the same columns are added to.
private final class RowFile {
  private let file: FileHandle
  private var isEmpty = true

  init(_ path: String) throws {
    try Data().write(to: URL(filePath: path))
    file = try FileHandle(forWritingTo: URL(filePath: path))
  }

  /// Adds a table's rows, with its header where it is the first.
  func append(_ table: String) throws {
    try file.write(contentsOf: Data((isEmpty ? table : Self.withoutHeader(table)).utf8))
    isEmpty = false
  }

  func close() throws { try file.close() }

  /// A table's rows; no column's name holds a line break.
  static func withoutHeader(_ table: String) -> String {
    // CR LF is one character.
    table.firstIndex(of: "\r\n").map { String(table[table.index(after: $0)...]) } ?? ""
  }
}

extension ScanRecord {
  /// A result as the database keeps it, without features.
  fileprivate init(_ folder: ResultFolder, of patient: String, _ heterogeneity: Heterogeneity) {
    let assessed = Dictionary(
      uniqueKeysWithValues: zip(heterogeneity.places, heterogeneity.lesions)
    )
    self.init(
      patient: patient,
      visit: folder.studyDate ?? "",
      tracer: folder.tracer?.id,
      studyInstanceUID: folder.studyInstanceUID,
      seriesInstanceUID: folder.seriesInstanceUID,
      inputSHA256: folder.inputSHA256,
      heraldVersion: folder.version,
      lesions: folder.measurements.enumerated().map { place, measurement in
        Lesion(number: place + 1, measurement: measurement, assessed: assessed[place])
      },
      settings: nil,
      endpoints: heterogeneity.endpoints
    )
  }
}
