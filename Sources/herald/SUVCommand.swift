import ArgumentParser
import DICOM
import Foundation
import NIfTI
import Pipeline
import Uptake
import Voxels

/// `herald suv`: the SUV certificate, and the volume.
struct SUVCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "suv",
    abstract: "Show how a PET series becomes SUV, or why it can't, and write the volume.",
    discussion: """
      The certificate names every tag used with its value, the branch taken, what the other \
      branches would have given, and the doubts. A refusal exits with status 3 and writes nothing.
      """
  )

  @Argument(help: "A folder, a DICOMDIR, or one file.", completion: .directory)
  var folder: String

  @Flag(help: "The certificate as JSON.")
  var json = false

  @Option(help: ArgumentHelp("Write the volume as NIfTI.", valueName: "file.nii.gz"))
  var out: String?

  @Option(
    help: "What the volume is normalised by: \(Normalization.names).",
    transform: choice("--normalization")
  )
  var normalization: Normalization = .bodyWeight

  @OptionGroup(title: "SUV")
  var scan: ScanOptions

  func run() throws {
    try Outcome.of {
      let settings = try scan.settings()
      let found = try DICOMFolder.scan(folder)
      let chosen = try found.choosePET(scan.series, settings: settings, tracer: scan.tracer)
      let (series, certificate) = (chosen.series, chosen.certificate)
      let scaling = try series.frameOrder(of: certificate.scaling(for: normalization))
      if json {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(certificate), as: UTF8.self))
      } else {
        print("Series \(series.label)")
        print(certificate.text(columns: 96), terminator: "")
        print(Program.researchUse)
      }
      if let out {
        try write(series, scaling, to: out)
        Terminal.say("wrote \(out): \(normalization.name)")
      }
    }
  }
}

extension SUVCommand {
  /// Writes the volume slice by slice, so that it need not be held.
  private func write(_ series: Series, _ scaling: [LinearScaling], to path: String) throws {
    try NIfTIFile.write(
      SUVbw.self,
      on: series.grid(),
      to: path,
      description: "\(normalization.name) by Herald"
    ) { file in
      try series.forEachSlice(scaling: scaling) { (k, values) throws(DICOMError) in
        do throws(NIfTIError) {
          try file.write(slice: k, values)
        } catch {
          throw .unwritableFile(path: path, reason: error.description)
        }
      }
    }
  }
}

extension Normalization {
  /// The names that the command line takes.
  static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
