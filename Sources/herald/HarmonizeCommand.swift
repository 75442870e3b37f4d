import ArgumentParser
import Foundation
import Pipeline
import Response
import Store
import Trial

/// `herald harmonize`: texture of several centres, freed of what belongs to the scanner.
struct HarmonizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "harmonize",
    abstract: "Texture of several centres' lesions, freed of what belongs to the scanner (ComBat).",
    discussion: """
      Reads the database of herald cohort --features and a table that says where each patient was \
      scanned, with the columns 'patient' and 'center'; a centre is a scanner with its reconstruction. \
      Further columns hold numbers that are to be kept, such as 1 for one disease and 0 for another.

      It is refused where its conditions don't hold: at least 20 lesions of each centre, and \
      distributions that meet. Uptake and size are never harmonised, because cut-offs are held against \
      them. Lesions below 64 voxels have no texture to harmonise and are left out, as are features \
      that some lesion doesn't have, or that are the same in all.
      """
  )

  @Argument(help: "The cohort.sqlite of herald cohort.", completion: .file())
  var cohort: String

  @Option(help: ArgumentHelp("Where patients were scanned.", valueName: "centers.csv"))
  var centers: String

  @Option(help: ArgumentHelp("The table to write.", valueName: "texture.csv"))
  var out: String

  @Option(help: ArgumentHelp("The tracer, where there are several.", valueName: "id"))
  var tracer: String?

  @Option(
    help: ArgumentHelp("Features of these settings, where there are several.", valueName: "profile")
  )
  var profile: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("These features alone, by their tags.", valueName: "tag")
  )
  var tags: [String] = []

  func run() throws {
    try Outcome.of {
      let all = try chosen()
      let lesions = all.filter {
        $0.values["int_mask_vox_count_init_roi"] ?? 0
          >= Double(LesionHeterogeneity.smallestTextureVoxels)
      }
      let places = try CenterTable(path: centers)
      let samples = try lesions.map { lesion in
        let place = try places.place(of: lesion.patient)
        return Harmonization.Sample(
          center: place.center,
          features: lesion.values,
          covariates: place.covariates
        )
      }
      let wanted = tags.isEmpty ? Harmonization.usableTags(of: samples) : tags
      guard wanted.count > 1 else {
        throw HarmonizationError.unusable(
          "\(lesions.count) lesions are large enough for texture, and fewer than two features are in "
            + "all of them and vary: there is nothing to harmonise"
        )
      }
      let harmonized = try Harmonization(samples, tags: wanted)
      for doubt in harmonized.doubts { Terminal.say("herald: \(doubt)") }
      var csv = CSV(header: [
        "patient", "visit", "tracer", "lesion", "label", "center", "tag", "measured", "harmonized",
        "settings", "doubts", "herald_version",
      ])
      for (place, lesion) in lesions.enumerated() {
        for value in harmonized.values[place] {
          csv.append([
            lesion.patient, lesion.visit, lesion.tracer ?? "", "\(lesion.number)", lesion.label,
            samples[place].center, value.tag, lesion.values[value.tag].map { "\($0)" } ?? "",
            "\(value.harmonized)", lesion.settings, harmonized.doubts.joined(separator: "; "),
            Program.version,
          ])
        }
      }
      try Data(csv.text.utf8).write(to: URL(filePath: out), options: .atomic)
      Terminal.say(
        "wrote \(out): \(wanted.count) features of \(lesions.count) lesions; "
          + "too small for texture: \(all.count - lesions.count)"
      )
    }
  }

  /// The lesions of one tracer, with features of one set of settings.
  private func chosen() throws -> [LesionFeatures] {
    guard FileManager.default.fileExists(atPath: cohort) else {
      throw CocoaError(
        .fileReadNoSuchFile,
        userInfo: [NSFilePathErrorKey: cohort, NSUnderlyingErrorKey: POSIXError(.ENOENT)]
      )
    }
    let all = try TrialDatabase(path: cohort).lesionFeatures().filter {
      (tracer == nil || $0.tracer == tracer) && (profile == nil || $0.settings == profile)
    }
    guard !all.isEmpty else {
      throw HarmonizationError.unusable(
        "\(cohort) holds no such features: make it by herald cohort --features"
      )
    }
    for (kind, option, found) in [
      ("tracers", "--tracer", Set(all.map { $0.tracer ?? "none" })),
      ("settings", "--profile", Set(all.map(\.settings))),
    ] where found.count > 1 {
      throw HarmonizationError.unusable(
        "\(cohort) has features of several \(kind): choose one with \(option): "
          + found.sorted().joined(separator: ", ")
      )
    }
    return all
  }
}

/// Where patients were scanned, as a table of a person's own says it.
private struct CenterTable {
  private let path: String
  private var places: [String: (center: String, covariates: [Double])] = [:]

  init(path: String) throws {
    self.path = path
    let table = try CSVTable(Array(Data(contentsOf: URL(filePath: path))))
    guard let patient = table.header.firstIndex(of: "patient"),
      let center = table.header.firstIndex(of: "center")
    else {
      throw HarmonizationError.unusable("\(path) lacks the column 'patient' or 'center'")
    }
    let others = table.header.indices.filter { $0 != patient && $0 != center }
    for line in table.lines {
      guard line.fields.count == table.header.count else {
        throw HarmonizationError.unusable(
          "\(path), line \(line.number): not as many fields as columns"
        )
      }
      let covariates = try others.map { column in
        guard let number = Double(line.fields[column]), number.isFinite else {
          throw HarmonizationError.unusable(
            "\(path), line \(line.number): '\(line.fields[column])' is no number"
          )
        }
        return number
      }
      let name = line.fields[patient]
      guard places.updateValue((line.fields[center], covariates), forKey: name) == nil else {
        throw HarmonizationError.unusable(
          "\(path), line \(line.number): patient \(name) is there twice"
        )
      }
    }
  }

  func place(of patient: String) throws -> (center: String, covariates: [Double]) {
    guard let place = places[patient] else {
      throw HarmonizationError.unusable("\(path) doesn't say where patient \(patient) was scanned")
    }
    return place
  }
}
