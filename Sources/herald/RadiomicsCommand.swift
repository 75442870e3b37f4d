import ArgumentParser
import DICOM
import Foundation
import NIfTI
import Radiomics
import Pipeline
import Trial
import Uptake
import Voxels

/// `herald radiomics`: the IBSI features of regions.
struct RadiomicsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "radiomics",
    abstract: "The IBSI features of regions of a PET or CT.",
    discussion: """
      Writes one row for each mask and feature, with the reference tables' tag, the IBSI identifier, \
      and the settings. A feature that a mask doesn't allow has the reason in place of a value.

      A PET becomes SUVbw as `herald suv` shows. Without --profile a PET takes 'pet' and a CT 'ct'; a \
      NIfTI file doesn't say what it holds, so that its profile has to be named.
      """
  )

  @Argument(help: "A NIfTI file, or a folder of DICOM.", completion: .file())
  var image: String

  @Argument(help: "Regions: DICOM SEG or RTSTRUCT, or a NIfTI label map.", completion: .file())
  var mask: String

  @Option(help: ArgumentHelp("The table to write.", valueName: "features.csv"))
  var out: String

  @Option(
    help: ArgumentHelp(
      "How the image is processed: one of \(Self.profiles).",
      valueName: "profile"
    )
  )
  var profile: String?

  @Option(
    name: .customLong("protocol"),
    help: ArgumentHelp(
      "A trial's protocol, a file or a shipped id: --profile names settings of it.",
      valueName: "protocol"
    )
  )
  var trial: String?

  @Option(
    help: ArgumentHelp(
      "Settings of your own, as a JSON file; --show-settings prints one to begin with.",
      valueName: "file.json"
    )
  )
  var settings: String?

  @Option(
    help: ArgumentHelp(
      "Features of a filter's response map in place of the image's; may come several times: "
        + "'mean size=5 dimensions=3D edge=mirror'.",
      valueName: "filter"
    )
  )
  var filter: [String] = []

  @Option(
    help: ArgumentHelp(
      "The grey levels of a response map, which has no unit for bins of a width.",
      valueName: "n"
    )
  )
  var filterBins: Int?

  @Flag(help: "Print the settings as JSON, beside writing the table.")
  var showSettings = false

  @OptionGroup(title: "SUV")
  var scan: ScanOptions

  private static var profiles: String {
    RadiomicsSettings.shipped.map(\.name).joined(separator: ", ")
  }

  func validate() throws {
    if profile != nil, settings != nil {
      throw ValidationError("give --profile or --settings, not both")
    }
    if trial != nil, profile == nil {
      throw ValidationError("--protocol has named settings: say which with --profile")
    }
  }

  func run() throws {
    try Outcome.of {
      if image.hasSuffix(".nii") || image.hasSuffix(".nii.gz") {
        let file = try NIfTIFile.read(path: image)
        try write(Volume<PlainNumber>(grid: file.grid, values: file.values), nil, nil)
        return
      }
      let folder = try DICOMFolder.scan(image)
      if let ct = try computedTomography(folder) {
        let volume = try ct.hounsfieldVolume()
        try write(volume, ct.frameOfReferenceUID, "ct")
        return
      }
      let chosen = try folder.choosePET(
        scan.series,
        settings: try scan.settings(),
        tracer: scan.tracer
      )
      let (pet, certificate) = (chosen.series, chosen.certificate)
      let volume: Volume<SUVbw> = try pet.volume(
        of: SUVbw.self,
        scaling: pet.frameOrder(of: certificate.scaling)
      )
      for caveat in certificate.caveats { Terminal.say("herald: \(caveat.message)") }
      try write(volume, pet.frameOfReferenceUID, "pet")
    }
  }

  /// The CT that is meant: the named one, or the only one of a folder without a PET.
  private func computedTomography(_ folder: DICOMFolder) throws -> Series? {
    let found = folder.series.filter { $0.modality == "CT" }
    if let wanted = scan.series {
      return found.first { $0.seriesInstanceUID == wanted || $0.seriesNumber == wanted }
    }
    guard !folder.series.contains(where: { $0.modality == "PT" }) else { return nil }
    guard found.count < 2 else {
      throw AnalysisError.severalSeries(
        wanted: "a CT",
        found: found.map { "\($0.seriesInstanceUID)  \($0.label)" }
      )
    }
    return found.first
  }

  /// Computes the features of all masks and writes the table.
  private func write<Unit>(
    _ volume: Volume<Unit>,
    _ frameOfReferenceUID: String?,
    _ usual: String?
  ) throws {
    let chosen = try filtered(chosenSettings(usual))
    if showSettings {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      for settings in chosen {
        print(String(decoding: try encoder.encode(settings), as: UTF8.self))
      }
    }
    let masks = try RegionImport(
      path: mask,
      grid: volume.grid,
      frameOfReferenceUID: frameOfReferenceUID
    )
    guard !masks.regions.isEmpty else {
      throw AnalysisError.unusableRegions(path: mask, reason: "it holds none")
    }
    for mask in masks.regions {
      for doubt in mask.doubts { Terminal.say("herald: \(mask.label): \(doubt)") }
    }
    var table = FeatureTable()
    for settings in chosen {
      let processed = try RadiomicsImage(volume, settings: settings)
      let whole = processed.diagnostics()
      let all = try processed.features(of: masks.regions.map(\.region))
      for (mask, features) in zip(masks.regions, all) {
        try table.append(whole + features, of: mask.label, settings, doubts: mask.doubts)
        warnOfLevels(features, mask.label)
      }
    }
    try Data(table.text.utf8).write(to: URL(filePath: out), options: .atomic)
    let names = Set(chosen.map(\.name)).sorted().joined(separator: ", ")
    let count = masks.regions.count
    Terminal.say("wrote \(out): \(count) mask\(count == 1 ? "" : "s"), settings '\(names)'")
  }

  /// Says so where bins are so narrow that texture is mostly noise.
  private func warnOfLevels(_ features: [Feature], _ mask: String) {
    guard let highest = features.first(where: { $0.tag == "ih_max" }),
      case .success(let levels) = highest.value, levels > 256
    else { return }
    Terminal.say(
      "herald: \(mask): \(Int(levels)) grey levels; texture of so many is mostly noise: wider bins, "
        + "the same for all of a trial, make it comparable"
    )
  }

  /// The settings once for each filter; as they are without any.
  private func filtered(_ settings: RadiomicsSettings) throws -> [RadiomicsSettings] {
    guard !filter.isEmpty else { return [settings] }
    return try filter.map { text in
      var settings = settings
      settings.filter = try FilterText.filter(text)
      if let filterBins {
        settings.discretization = .fixedBinNumber(filterBins)
        settings.volumeHistogram = .fixedBinNumber(filterBins)
      }
      return settings
    }
  }

  private func chosenSettings(_ usual: String?) throws -> RadiomicsSettings {
    if let settings {
      let data = try Data(contentsOf: URL(filePath: settings))
      do {
        let decoded = try JSONDecoder().decode(RadiomicsSettings.self, from: data)
        let given = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
        if let stray = given.keys.first(where: { !RadiomicsSettings.jsonNames.contains($0) }) {
          throw RadiomicsError.unusableSettings("\(settings): there is no setting '\(stray)'")
        }
        return decoded
      } catch let error as DecodingError {
        throw RadiomicsError.unusableSettings("\(settings): \(FilterText.words(of: error))")
      }
    }
    guard let name = profile ?? usual else {
      throw RadiomicsError.unusableSettings(
        "a NIfTI file doesn't say what it holds: give --profile, one of \(Self.profiles)"
      )
    }
    if let trial { return try TrialProtocol.named(trial).radiomics(name) }
    return try .profile(name)
  }
}

/// Numbers of a file that doesn't say their unit.
private enum PlainNumber: VoxelUnit {
  static let name = "intensity"
  static let ucum = ""
}
