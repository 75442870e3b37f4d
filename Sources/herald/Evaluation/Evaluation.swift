import Foundation
import Lesions
import Phantoms
import Statistics
import Pipeline
import Voxels

/// What an evaluation found, as tables.
struct Evaluation {
  /// The file whose presence says that a folder is an evaluation.
  static let marker = "evaluation.md"

  let scans: [EvaluatedScan]
  let method: String
  let seed: UInt64
  /// What the participants are: the rule of the seed, and which of them.
  let choice: String

  /// A lesion that is there, with its scan.
  typealias Row = (scan: EvaluatedScan, lesion: EvaluatedScan.KnownFocus)

  private var rows: [Row] { scans.flatMap { scan in scan.known.map { (scan, $0) } } }

  /// The files to write, by name.
  func files(withFoci: Bool) -> [(name: String, text: String)] {
    var files = [
      (Self.marker, markdown + "\n"), ("known.csv", knownTable), ("false.csv", falseTable),
      ("organs.csv", organTable), ("references.csv", referenceTable),
    ]
    if withFoci { files.append(("foci.csv", fociTable)) }
    return files
  }

  /// The report.
  var markdown: String {
    var lines = [
      "# Lesions found by \(method) in \(scans.count) simulated participants",
      "",
      "Seed \(seed) (\(choice)); \(rows.count) lesions in \(scans.count) scans; "
        + "\(scans.reduce(0) { $0 + $1.falseFoci.count }) false lesions, "
        + "\(scans.reduce(0) { $0 + $1.unsureCount }) unsure. Intervals are Wilson's, 95 %. Simulated "
        + "uptake is assumed, not measured.",
      "",
      "| what is asked for | bar | found |",
      "|---|---|---|",
    ]
    lines += goals
    lines += ["", "## By kind of lesion", "", Self.head("site")]
    lines += table(LesionSite.allCases.map { site in (site.rawValue, { $0.lesion.site == site }) })
    lines += ["", Self.head("true volume, mL")]
    lines += table(Self.classes([0, 0.3, 1, 2, 5, 20, .infinity]) { $0.lesion.volumeMilliliters })
    lines += ["", Self.head("true contrast")]
    lines += table(Self.classes([0, 2, 3, 5, 10, .infinity]) { $0.lesion.contrast })
    lines += ["", Self.head("tracer")]
    lines += table(names { $0.tracer }.map { name in (name, { $0.scan.tracer == name }) })
    let kinds = names { "\($0.tracer), \($0.cancer.rawValue)" }
    lines += ["", Self.head("tracer and cancer, lesions ≥ 1 mL, contrast ≥ 3, outside the liver")]
    lines += table(
      kinds.map { name in
        (name, { Self.isAskedFor($0) && "\($0.scan.tracer), \($0.scan.cancer.rawValue)" == name })
      }
    )
    lines += ["", Self.head("vendor")]
    lines += table(names { $0.vendor }.map { name in (name, { $0.scan.vendor == name }) })
    lines += [
      "", "## False lesions", "", "| scans | n | false lesions a scan | most in one scan |",
      "|---|---:|---:|---:|",
    ]
    lines += falseLines
    lines += ["", "| where false lesions truly lie | n |", "|---|---:|"]
    let tissues = scans.flatMap(\.falseFoci).map(\.tissue)
    let counts = Set(tissues).map { tissue in (tissue, tissues.count { $0 == tissue }) }
    lines += counts.sorted { (-$0.1, $0.0) < (-$1.1, $1.0) }.prefix(12).map { "| \($0) | \($1) |" }
    lines += [
      "", "| reference region | inside | partly outside | refused |", "|---|---:|---:|---:|",
    ]
    for tissue in Set(scans.flatMap(\.references).map(\.tissue.rawValue)).sorted() {
      let those = scans.flatMap(\.references).filter { $0.tissue.rawValue == tissue }
      let inside = those.count { $0.outside == 0 }
      let refused = those.count { $0.outside == nil }
      lines.append("| \(tissue) | \(inside) | \(those.count - inside - refused) | \(refused) |")
    }
    lines += [
      "", "## Organs", "",
      "| organ | there | missing | median Dice | Dice below \(Self.poorDice.fixed(1)) |",
      "|---|---:|---:|---:|---:|",
    ]
    lines += organLines
    lines += [
      "",
      "One scan took \(Self.median(scans.map(\.seconds)).fixed(1)) s to search (median).",
    ]
    return lines.joined(separator: "\n")
  }

  /// Below this Dice what was taken for an organ is hardly it.
  private static let poorDice = 0.6

  private var organLines: [String] {
    let all = scans.flatMap(\.organs)
    return Organ.allCases.compactMap { organ in
      let those = all.filter { $0.organ == organ }
      guard !those.isEmpty else { return nil }
      let dice = those.compactMap(\.dice)
      return "| \(organ.name) | \(those.count) | \(those.count - dice.count) | "
        + "\(Self.median(dice).fixed(2)) | \(dice.count { $0 < Self.poorDice }) |"
    }
  }

  /// Whether it is one of the lesions outside the liver that are asked for.
  private static func isAskedFor(_ row: Row) -> Bool {
    row.lesion.site != .liver && row.lesion.volumeMilliliters >= 1 && row.lesion.contrast >= 3
  }

  /// What the method was made to reach.
  private var goals: [String] {
    let outside = rows.filter(Self.isAskedFor)
    let liver = rows.filter {
      $0.lesion.site == .liver && $0.lesion.volumeMilliliters >= 1 && $0.lesion.contrast >= 2
    }
    let small = rows.filter {
      $0.lesion.volumeMilliliters >= 0.3 && $0.lesion.volumeMilliliters < 1
        && $0.lesion.contrast >= 5
    }
    func hits(from milliliters: Double) -> [DetectionScore.Hit] {
      rows.filter { $0.lesion.volumeMilliliters >= milliliters }.compactMap(\.lesion.hit)
    }
    let falseCount = Double(scans.reduce(0) { $0 + $1.falseFoci.count })
    var lines = [
      "| lesions ≥ 1 mL, contrast ≥ 3, outside the liver | ≥ 95 % | \(Self.share(outside)) |",
      "| lesions ≥ 1 mL, contrast ≥ 2, in the liver | ≥ 85 % | \(Self.share(liver)) |",
      "| lesions 0.3 to 1 mL, contrast ≥ 5 | ≥ 80 % | \(Self.share(small)) |",
      "| false lesions a scan | ≤ 1 | \((falseCount / Double(max(1, scans.count))).fixed(2)) "
        + "\(Self.meanInterval(scans.map { Double($0.falseFoci.count) })) |",
      "| median Dice, lesions ≥ 2 mL | ≥ 0.80 | "
        + "\(Self.medianWithInterval(hits(from: 2).map(\.dice), digits: 3)) |",
    ]
    for least in [2.0, 1] {
      let those = hits(from: least)
      lines += [
        "| median error of volume, lesions ≥ \(least.short) mL | ≤ 10 % | "
          + "\(Self.percent(those.map(\.volumeError))) |",
        "| median error of SUVpeak, lesions ≥ \(least.short) mL | ≤ 5 % | "
          + "\(Self.percent(those.compactMap(\.peakError))) |",
      ]
    }
    return lines + ["| reference regions inside their organ, or refused | 100 % | \(references) |"]
  }

  /// How many reference regions lie wholly in their organ, and how many were refused.
  private var references: String {
    let all = scans.flatMap(\.references)
    let placed = all.compactMap(\.outside)
    let inside = placed.count { $0 == 0 }
    return "\(inside) of \(placed.count) placed; \(all.count - placed.count) refused"
  }

  /// The median size of some errors, with its interval, in per cent.
  private static func percent(_ errors: [Double]) -> String {
    medianWithInterval(errors.map { 100 * abs($0) }, digits: 1) + " %"
  }

  /// A median with the 95 % interval between its order statistics.
  private static func medianWithInterval(_ values: [Double], digits: Int) -> String {
    guard values.count > 5 else { return median(values).fixed(digits) }
    let sorted = values.sorted()
    let n = Double(sorted.count)
    let half = 1.96 * n.squareRoot() / 2
    let low = max(0, Int((n / 2 - half).rounded(.down)))
    let high = min(sorted.count - 1, Int((n / 2 + half).rounded(.down)))
    return "\(median(values).fixed(digits)) (\(sorted[low].fixed(digits)) to "
      + "\(sorted[high].fixed(digits)))"
  }

  /// The 95 % interval of a mean of counts, by their own spread.
  private static func meanInterval(_ values: [Double]) -> String {
    guard values.count > 1 else { return "" }
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    let spread = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
    let half = 1.96 * (spread / n).squareRoot()
    return "(\(max(0, mean - half).fixed(2)) to \((mean + half).fixed(2)))"
  }

  private static func head(_ name: String) -> String {
    "| \(name) | n | found | median Dice | median volume error | median peak error |\n"
      + "|---|---:|---:|---:|---:|---:|"
  }

  private func table(_ groups: [(name: String, holds: (Row) -> Bool)]) -> [String] {
    groups.compactMap { name, holds in
      let group = rows.filter(holds)
      guard !group.isEmpty else { return nil }
      let hits = group.compactMap(\.lesion.hit)
      let volume = 100 * Self.median(hits.map { abs($0.volumeError) })
      let peak = 100 * Self.median(hits.compactMap(\.peakError).map(abs))
      return "| \(name) | \(group.count) | \(Self.share(group)) | "
        + "\(Self.median(hits.map(\.dice)).fixed(2)) | \(volume.fixed(0)) % | \(peak.fixed(1)) % |"
    }
  }

  private var falseLines: [String] {
    let groups: [(String, (EvaluatedScan) -> Bool)] =
      [("all", { _ in true })]
      + names { $0.tracer }.map { name in (name, { $0.tracer == name }) }
      + names { $0.vendor }.map { name in (name, { $0.vendor == name }) }
    return groups.map { name, holds in
      let counts = scans.filter(holds).map(\.falseFoci.count)
      let mean = Double(counts.reduce(0, +)) / Double(max(1, counts.count))
      return "| \(name) | \(counts.count) | \(mean.fixed(2)) | \(counts.max() ?? 0) |"
    }
  }

  private func names(_ name: (EvaluatedScan) -> String) -> [String] {
    Set(scans.map(name)).sorted()
  }

  private static func classes(
    _ bounds: [Double],
    _ value: @escaping (Row) -> Double
  ) -> [(String, (Row) -> Bool)] {
    zip(bounds, bounds.dropFirst()).map { low, high in
      let name = high.isFinite ? "\(low.short) to \(high.short)" : "\(low.short) or more"
      return (name, { value($0) >= low && value($0) < high })
    }
  }

  /// How many of some lesions were found, with the interval.
  private static func share(_ rows: [Row]) -> String {
    guard !rows.isEmpty else { return "none there" }
    let found = rows.count { $0.lesion.hit != nil }
    let share = Double(found) / Double(rows.count)
    let interval = Proportion.wilson(share, of: Double(rows.count), level: 0.95)
    return "\((100 * share).fixed(1)) % (\((100 * interval.lower).fixed(1)) to "
      + "\((100 * interval.upper).fixed(1))), \(found) of \(rows.count)"
  }

  private static func median(_ values: [Double]) -> Double {
    guard !values.isEmpty else { return .nan }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
      ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }

  /// One row an organ that is there.
  private var organTable: String {
    var csv = CSV(header: ["participant", "tracer", "cancer", "organ", "dice"])
    for scan in scans {
      for found in scan.organs {
        csv.append([
          "\(scan.participant)", scan.tracer, scan.cancer.rawValue, found.organ.rawValue,
          found.dice.map { $0.fixed(3) } ?? "",
        ])
      }
    }
    return csv.text
  }

  /// One row a reference region that was asked for.
  private var referenceTable: String {
    var csv = CSV(header: ["participant", "tracer", "tissue", "voxels_outside", "outside_in"])
    for scan in scans {
      for reference in scan.references {
        csv.append([
          "\(scan.participant)", scan.tracer, reference.tissue.rawValue,
          reference.outside.map(String.init) ?? "",
          reference.strays.map { "\($0)" }.sorted().joined(separator: " "),
        ])
      }
    }
    return csv.text
  }

  private var knownTable: String {
    var csv = CSV(header: [
      "participant", "tracer", "system", "vendor", "cancer", "noise_cov", "lesion", "site",
      "place", "volume_ml", "true_mean_suvbw", "contrast", "found", "dice", "volume_error",
      "peak_error", "taken_for",
    ])
    for (scan, lesion) in rows {
      csv.append([
        "\(scan.participant)", scan.tracer, scan.system, scan.vendor, scan.cancer.rawValue,
        scan.noise.fixed(3), "\(lesion.number)", lesion.site.rawValue, lesion.place,
        lesion.volumeMilliliters.fixed(3), lesion.trueMeanSUV.fixed(3), lesion.contrast.fixed(2),
        lesion.hit == nil ? "0" : "1", lesion.hit.map { $0.dice.fixed(3) } ?? "",
        lesion.hit.map { $0.volumeError.fixed(3) } ?? "",
        lesion.hit?.peakError.map { $0.fixed(4) } ?? "", lesion.takenFor,
      ])
    }
    return csv.text
  }

  private var falseTable: String {
    var csv = CSV(header: [
      "participant", "tracer", "system", "site", "true_tissue", "x_mm", "y_mm", "z_mm",
      "volume_ml", "peak_suvbw", "score", "reasons",
    ])
    for scan in scans {
      for focus in scan.falseFoci {
        csv.append([
          "\(scan.participant)", scan.tracer, scan.system, focus.site, focus.tissue,
          focus.position.x.fixed(1), focus.position.y.fixed(1), focus.position.z.fixed(1),
          focus.volumeMilliliters.fixed(3), focus.peakSUVbw.fixed(3), focus.score.fixed(3),
          focus.reasons.joined(separator: "; "),
        ])
      }
    }
    return csv.text
  }

  private var fociTable: String {
    let names = scans.lazy.flatMap(\.foci).first?.focus.columns.map(\.name) ?? []
    var csv = CSV(
      header: ["participant", "tracer", "lesions", "verdict", "organ", "site"] + names + ["reasons"]
    )
    for scan in scans {
      for (focus, lesions) in scan.foci {
        csv.append(
          [
            "\(scan.participant)", scan.tracer, lesions.map(String.init).joined(separator: " "),
            focus.verdict?.rawValue ?? "none",
            focus.organ?.rawValue ?? "", focus.site,
          ] + focus.columns.map { "\($0.value)" } + [focus.reasons.joined(separator: "; ")]
        )
      }
    }
    return csv.text
  }
}

extension Double {
  /// A class's bound as a person would write it.
  fileprivate var short: String { self == rounded() ? "\(Int(self))" : "\(self)" }
}
