import ArgumentParser
import Foundation
import Phantoms
import Pipeline

/// `herald simulate`: a cohort of simulated participants as ordinary DICOM.
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Write a cohort of simulated PET/CT studies whose truth is known.",
    discussion: """
      Writes DIR/participant-001/baseline/TRACER/{PT,CT} as ordinary DICOM, and the same tree below \
      DIR/truth with truth.json, label maps and a DICOM SEG of the lesions. The same options and seed \
      give the same bytes. The organs' uptake is assumed, not measured: the note in every truth file \
      says so.

      Scanners: \(PETCTSystem.all.map(\.name).joined(separator: ", ")); or a vendor's name; or all.
      """
  )

  @Option(help: "How many participants.")
  var participants: Int = 1

  @Option(help: "The visits, by commas: baseline, week-8, day-3.")
  var visits: String = "baseline"

  @Option(help: ArgumentHelp("The tracer, by its profile's name.", valueName: "id"))
  var tracer: String = "68Ga-HER2-affibody"

  @Option(
    name: .customLong("with"),
    help: ArgumentHelp("More tracers for every visit, by commas: fdg, ….", valueName: "ids")
  )
  var others: String = ""

  @Option(help: "Decides everything that is drawn.")
  var seed: UInt64 = 7

  @Option(
    help: ArgumentHelp("The folder to write; it appears when all is there.", valueName: "dir")
  )
  var out: String

  @Option(help: "The scanner of every participant, or all for any of them.")
  var scanner: String = "all"

  @Option(help: "Another reconstruction than the scanner's: earl1, earl2, tof, psf, digital, osem.")
  var resolution: String?

  @Option(help: "The counts over those of a usual scan; none for images without noise.")
  var counts: String = "1"

  @Option(help: "The number of the first participant.")
  var first: Int = 1

  @Option(help: "The cancer: breast or gastric.")
  var cancer: String = "breast"

  @Option(help: "The CT's contrast: none, arterial, portalVenous, delayed.")
  var contrast: String = "none"

  @Option(
    help: ArgumentHelp(
      "A mistake in every scan, may be repeated: "
        + ScanFault.allCases.map(\.rawValue).joined(separator: ", ") + ".",
      valueName: "name"
    )
  )
  var fault: [String] = []

  @Flag(help: "Write each PET as one multi-frame file.")
  var enhanced = false

  @Flag(help: "Leave the participants untreated: later visits repeat the first.")
  var untreated = false

  @Flag(help: "Write the PET without noise beside the truth.")
  var keepNoiseFree = false

  func run() throws {
    try Outcome.of {
      let writer = try self.writer()
      let folder = try StagedFolder(for: out, marker: CohortWriter.marker)
      let total = writer.plan.participants * writer.plan.visits.count * writer.plan.tracers.count
      let summary: CohortWriter.Summary
      do {
        summary = try writer.write(to: folder.staging) { what, done in
          Terminal.show(progress: "simulating \(done + 1) of \(total): \(what)")
        }
        Terminal.clearProgress()
        try folder.publish()
      } catch {
        Terminal.clearProgress()
        folder.discard()
        throw error
      }
      let people = writer.plan.participants
      print(
        """
        wrote \(people) participant\(people == 1 ? "" : "s") to \(folder.destination): \
        \(summary.scans) PET/CT scans, \(summary.files) images, \(summary.lesions) lesions
        the truth is in \(folder.destination)/truth: truth.json, lesions.nii.gz, \
        lesions-1mm.nii.gz, organs.nii.gz, lesions.dcm
        simulated; the organs' uptake is assumed, not measured
        """
      )
    }
  }

  private func writer() throws -> CohortWriter {
    guard participants > 0 else { throw ValidationError("--participants has to be at least 1") }
    guard first > 0 else { throw ValidationError("--first has to be at least 1") }
    let visits = try Self.texts(self.visits).map { try Visit(text: $0) }
    let cancer = try Self.cancer(cancer)
    var tracers: [String] = []
    for text in [tracer] + Self.texts(others) {
      let id = try Self.profile(text)
      if !tracers.contains(id) { tracers.append(id) }
    }
    let plan = CohortPlan(
      participants: participants,
      visits: visits.sorted { $0.week < $1.week },
      tracers: tracers,
      seed: seed,
      cancer: cancer,
      isTreated: !untreated
    )
    var writer = CohortWriter(plan: plan)
    if scanner != "all" {
      guard let system = PETCTSystem.named(scanner) else {
        throw Self.unknown("scanner", scanner, PETCTSystem.all.map(\.name) + ["all"])
      }
      writer.systems = [system]
    }
    if let resolution {
      guard let profile = Self.reconstructions[resolution] else {
        throw Self.unknown("resolution", resolution, Self.reconstructions.keys.sorted())
      }
      writer.reconstruction = profile
    }
    if counts == "none" {
      writer.countLevel = .infinity
    } else {
      guard let level = Double(counts), level > 0, level.isFinite else {
        throw ValidationError("--counts has to be a number above 0, or none; it is '\(counts)'")
      }
      writer.countLevel = level
    }
    guard let phase = ContrastPhase(rawValue: contrast) else {
      throw Self.unknown("contrast", contrast, ContrastPhase.allCases.map(\.rawValue))
    }
    writer.contrast = phase
    for name in fault {
      guard let known = ScanFault(rawValue: name) else {
        throw Self.unknown("fault", name, ScanFault.allCases.map(\.rawValue))
      }
      writer.faults.insert(known)
    }
    writer.isEnhanced = enhanced
    writer.first = first
    writer.keepsNoiseFree = keepNoiseFree
    return writer
  }

  private static let reconstructions: [String: ReconstructionProfile] = [
    "earl1": .earl1, "earl2": .earl2, "tof": .timeOfFlight, "psf": .pointSpread,
    "digital": .digital, "osem": .withoutTimeOfFlight,
  ]

  /// The profile that a text names, in any case; "fdg" is short for its own.
  static func profile(_ text: String) throws -> String {
    let known = try Biodistribution.shipped().map(\.id)
    let wanted = text.lowercased() == "fdg" ? "18f-fdg" : text.lowercased()
    guard let id = known.first(where: { $0.lowercased() == wanted }) else {
      throw ValidationError(
        "no tracer is called '\(text)'; there are \(known.joined(separator: ", "))"
      )
    }
    return id
  }

  /// The cancer that a text names.
  static func cancer(_ text: String) throws -> CancerType {
    guard let cancer = CancerType(rawValue: text) else {
      throw unknown("cancer", text, CancerType.allCases.map(\.rawValue))
    }
    return cancer
  }

  /// The parts of a list by commas.
  static func texts(_ list: String) -> [String] {
    list.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  /// What says that a name is none of those known.
  static func unknown(_ what: String, _ name: String, _ known: [String]) -> ValidationError {
    ValidationError("no \(what) is called '\(name)'; there are \(known.joined(separator: ", "))")
  }
}
