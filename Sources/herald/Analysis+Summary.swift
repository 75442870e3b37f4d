import DICOM
import Foundation
import Lesions
import Pipeline
import Uptake
import Voxels

extension Analysis {
  /// What an analysis did and found, in a few lines for the terminal.
  func summary(
    _ normalization: Normalization,
    written folder: String,
    since start: ContinuousClock.Instant
  ) -> String {
    var lines: [String] = []
    let spacing = suv.grid.spacingMillimeters
    lines.append(
      "PET      \(pet.label), \(suv.grid.size.x) × \(suv.grid.size.y) × \(suv.grid.size.z) voxels "
        + "of \(spacing.x.fixed(2)) × \(spacing.y.fixed(2)) × \(spacing.z.fixed(2)) mm"
    )
    lines.append("CT       \(ct.description)")
    lines.append("SUV      \(suvLine)")
    if let profile { lines.append("Tracer   \(profile.id)") }
    lines += request.findsLesions ? foundLines : drawnLines
    lines += table(normalization)
    lines += setAsideLines
    for start in refusedStarts { lines.append("!        no region at \(start)") }
    for caveat in certificate.caveats { lines.append("!        \(caveat.message)") }
    for doubt in doubts { lines.append("!        \(doubt)") }
    if !refusedFiles.isEmpty {
      lines.append("!        \(refusedFiles.count) files could not be read:")
      lines += refusedFiles.prefix(5).map { "           \($0)" }
      if refusedFiles.count > 5 {
        lines.append("           and \(refusedFiles.count - 5) more, in analysis.json")
      }
    }
    let elapsed = (ContinuousClock.now - start) / .seconds(1)
    lines.append("Written  \(folder) in \(elapsed.fixed(1)) s")
    lines.append(Program.researchUse)
    return lines.joined(separator: "\n")
  }

  /// How many lesions were found, and by what.
  private var foundLines: [String] {
    let finder =
      request.detector.map { "\($0.card.name) \($0.card.version)" } ?? DetectionSettings.methodName
    return [
      "Lesions  \(lesions.count) found by \(finder), "
        + "\(patient.totalVolumeMilliliters.fixed(1)) mL together"
    ]
  }

  /// What stood out and is no lesion, in a line for each kind.
  private var setAsideLines: [String] {
    func line(_ head: String, _ verdict: Finding.Verdict) -> String? {
      let sites = findings.filter { $0.verdict == verdict }.map(\.site)
      guard !sites.isEmpty else { return nil }
      var counts: [(site: String, count: Int)] = []
      for site in sites {
        if let known = counts.firstIndex(where: { $0.site == site }) {
          counts[known].count += 1
        } else {
          counts.append((site, 1))
        }
      }
      let words = counts.map { $0.count > 1 ? "\($0.site) (\($0.count))" : $0.site }
      return "\(head) \(words.joined(separator: ", "))"
    }
    return [
      line("Unsure  ", .unsure), line("Normal  ", .physiological), line("Artefact", .artefact),
    ].compactMap { $0 }
  }

  /// How many regions there are, and how they came to be.
  private var drawnLines: [String] {
    let methods = lesions.reduce(into: [String]()) {
      if !$0.contains($1.method) { $0.append($1.method) }
    }
    let drawn = request.regions == nil ? "drawn by \(methods.joined(separator: ", "))" : "imported"
    return [
      "Regions  \(lesions.count)\(lesions.isEmpty ? "" : " \(drawn)"), "
        + "\(patient.totalVolumeMilliliters.fixed(1)) mL together"
    ]
  }

  /// How the series became SUV, in a line.
  private var suvLine: String {
    var parts: [String] = []
    if let uptake = certificate.uptakeSeconds {
      parts.append("uptake \((uptake / 60).fixed(0)) min")
    }
    if let step = certificate.steps.first(where: { $0.stage == "reference time" }) {
      parts.append(step.words)
    }
    if !certificate.adaptations.isEmpty {
      parts.append("\(certificate.adaptations.count) adaptations of the header")
    }
    return parts.isEmpty ? "as the scanner gives it" : parts.joined(separator: ", ")
  }

  /// The hottest regions as a small table.
  private func table(_ normalization: Normalization) -> [String] {
    guard !lesions.isEmpty else { return [] }
    let factor = scales.first { $0.normalization == normalization }?.factor ?? 1
    let most = 12
    let order = measurements.indices.sorted {
      (measurements[$0].suvbw.maximum.value ?? 0) > (measurements[$1].suvbw.maximum.value ?? 0)
    }
    func number(_ value: Double?, _ decimals: Int) -> String {
      (value.map { $0.fixed(decimals) } ?? "-").padded(to: 10, onTheLeft: true)
    }
    let name = normalization.name
    let width = order.prefix(most).reduce(18) { max($0, measurements[$1].label.count) }
    var lines = [
      "         " + "label".padded(to: width)
        + ["volume mL", "max", "peak 1 mL", "mean"].map { $0.padded(to: 10, onTheLeft: true) }
        .joined() + "   (\(name))"
    ]
    let shown = Set(order.prefix(most))
    for index in measurements.indices where shown.contains(index) {
      let m = measurements[index]
      let uptake = m.suvbw.scaled(by: factor)
      lines.append(
        "         " + m.label.padded(to: width) + number(m.volumeMilliliters, 2)
          + number(uptake.maximum.value, 2) + number(uptake.peakOneMilliliter.value, 2)
          + number(uptake.mean.value, 2)
      )
    }
    if order.count > most {
      lines.append("         and \(order.count - most) less hot ones, in lesions.csv")
    }
    return lines
  }
}
