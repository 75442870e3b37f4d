import FoundationEssentials
import Lesions
import NIfTI
import Voxels

/// A program of somebody else's that proposes lesions, such as a trained network.
///
/// It is run as `COMMAND INPUT OUTPUT`. INPUT is a folder with `scan_0000.nii.gz`, the CT in Hounsfield
/// units, and `scan_0001.nii.gz`, the uptake in SUVbw, both on the PET's grid; without a CT the first is
/// missing. The program leaves a label map of the same grid in OUTPUT as `scan.nii.gz`: 0 for nothing,
/// and any other label for lesions; parts of a label that don't touch are lesions of their own. Channels
/// and names are nnU-Net's.
///
/// None is shipped with Herald.
public struct OutsideDetector: Sendable {
  /// What the shell runs.
  public let command: String
  /// What it was made for.
  public let card: ScopeCard
  /// How long it may take, in seconds.
  public let timeLimitSeconds: Double

  /// A detector.
  ///
  /// - Parameters:
  ///   - command: what the shell runs, with the two folders behind it.
  ///   - card: what it was made for.
  ///   - timeLimitSeconds: how long it may take, in seconds.
  public init(command: String, card: ScopeCard, timeLimitSeconds: Double = 1800) {
    self.command = command
    self.card = card
    self.timeLimitSeconds = timeLimitSeconds
  }

  /// The voxels of air, where the CT doesn't reach, in Hounsfield units.
  private static let air: Float = -1000

  /// What it proposes.
  ///
  /// - Parameters:
  ///   - suv: the uptake.
  ///   - ct: the CT in the same space, or nil.
  /// - Returns: a finding for each connected part, as the detector drew it.
  /// - Throws: ``AnalysisError/unusableDetector(_:)`` when it can't be started, fails, takes too long,
  ///   or leaves no label map of the scan's grid.
  func findings(on suv: Volume<SUVbw>, ct: Volume<Hounsfield>?) throws -> [Finding] {
    let folder = try Self.workFolder()
    defer { Self.remove(folder) }
    let (input, output) = (folder + "/in", folder + "/out")
    for path in [input, output] {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }
    if let ct {
      let aligned = ct.resampled(to: suv.grid, outside: Self.air, interpolation: .linear)
      try NIfTIFile.write(aligned, to: input + "/scan_0000.nii.gz", description: "CT, HU")
    }
    try NIfTIFile.write(suv, to: input + "/scan_0001.nii.gz", description: "SUVbw")
    let log = folder + "/log"
    let ending = try ChildProcess.run(
      "\(command) \"$1\" \"$2\"",
      [input, output],
      output: log,
      seconds: timeLimitSeconds
    )
    let name = "the detector \(card.name) \(card.version)"
    switch ending {
    case .status(0): break
    case .status(let status):
      throw AnalysisError.unusableDetector(
        "\(name) ended with status \(status)\(Self.lastWords(log))"
      )
    case .signal(let signal):
      throw AnalysisError.unusableDetector(
        "\(name) was ended by signal \(signal)\(Self.lastWords(log))"
      )
    case .timedOut:
      throw AnalysisError.unusableDetector(
        "\(name) was ended after \(Int(timeLimitSeconds)) s; give --detector-time if it needs more"
      )
    }
    return try proposals(output + "/scan.nii.gz", on: suv, name)
  }

  /// The findings of a label map.
  private func proposals(
    _ path: String,
    on suv: Volume<SUVbw>,
    _ name: String
  ) throws -> [Finding] {
    guard FileManager.default.fileExists(atPath: path) else {
      throw AnalysisError.unusableDetector("\(name) left no scan.nii.gz in its output folder")
    }
    let labels: [(label: Int, region: Region)]
    do {
      labels = try NIfTIFile.readLabels(path: path).map { ($0, $1) }
    } catch {
      throw AnalysisError.unusableDetector("\(name) left a label map that can't be read: \(error)")
    }
    var findings: [Finding] = []
    for (label, region) in labels {
      let mapped = region.mapped(onto: suv.grid)
      guard mapped.isExact, mapped.lostVoxelCount == 0 else {
        throw AnalysisError.unusableDetector(
          "\(name) left a label map on another grid than the scan's: it has to keep the grid of "
            + "scan_0001.nii.gz"
        )
      }
      findings += mapped.region.components(.corners).map { part in
        Finding(
          region: part,
          verdict: .lesion,
          site: "not given",
          reasons: ["\(card.name) \(card.version) proposes it under label \(label)"],
          score: 1,
          method: "\(card.name) \(card.version)"
        )
      }
    }
    let hottest = findings.map { suv.statistics(in: $0.region)?.maximum ?? 0 }
    return findings.indices.sorted { (-hottest[$0], $0) < (-hottest[$1], $1) }.map { findings[$0] }
  }

  private static func workFolder() throws -> String {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "herald-detector-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return folder
  }

  private static func remove(_ folder: String) {
    do {
      try FileManager.default.removeItem(atPath: folder)
    } catch {
      // A temporary folder that can't be removed is the system's to clear.
    }
  }

  /// The end of what a detector printed, to be shown beside its failure.
  private static func lastWords(_ log: String) -> String {
    guard let bytes = FileManager.default.contents(atPath: log), !bytes.isEmpty else { return "" }
    let text = String(decoding: bytes.suffix(600), as: UTF8.self)
    let lines = text.split(separator: "\n").suffix(4)
    return lines.isEmpty ? "" : "; it said:\n  " + lines.joined(separator: "\n  ")
  }
}
