import ArgumentParser
import Foundation
import Phantoms

/// `herald phantom`: a simulated image-quality phantom as ordinary DICOM.
struct PhantomCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "phantom",
    abstract:
      "Write a simulated PET/CT of spheres of known activity in a body of known background.",
    discussion: """
      Writes PET/ and CT/ as ordinary DICOM, and the truth beside them: truth.json and \
      truth-labels.nii.gz. The same variant and seed give the same bytes. Variants: \
      \(PhantomVariant.all.map(\.name).joined(separator: ", ")).
      """
  )

  @Option(help: ArgumentHelp("The folder to write into.", valueName: "folder"))
  var out: String

  @Option(help: "Scanner words, tracer, units and layout.")
  var variant: String = "ge"

  @Option(help: "Decides noise and identifiers.")
  var seed: UInt64 = 7

  func run() throws {
    try Outcome.of {
      guard let chosen = PhantomVariant.all.first(where: { $0.name == variant }) else {
        throw ValidationError(
          "no variant is called '\(variant)'; there are "
            + PhantomVariant.all.map(\.name).joined(separator: ", ")
        )
      }
      let phantom = ImageQualityPhantom()
      try phantom.write(to: out, variant: chosen, seed: seed) { share in
        Terminal.show(progress: "writing the phantom: \((share * 100).fixed(0)) %")
      }
      Terminal.clearProgress()
      print("wrote \(out)/PET, \(out)/CT and the truth: \(out)/truth.json")
    }
  }
}
