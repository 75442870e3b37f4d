package import Voxels

/// A focus with its evidence and what it was taken for.
package struct JudgedFocus: Sendable {
  let evidence: FocusEvidence
  let judgement: FocusJudgement
  /// What was weighed.
  let traits: [FocusTrait: Double]
  /// The verdict; nil where it is nothing worth showing.
  package let verdict: Finding.Verdict?

  /// The voxels.
  package var region: Region { evidence.outline.region }
  /// The organ that it lies in.
  package var organ: Organ? { judgement.organ }
  /// Where it lies, in words.
  package var site: String { judgement.site }
  /// How much speaks for disease.
  package var score: Double { judgement.score }
  /// What speaks for the verdict and against it.
  package var reasons: [String] { judgement.reasons }

  /// The evidence as numbers with their names.
  package var columns: [(name: String, value: Double)] {
    let e = evidence
    var columns: [(name: String, value: Double)] = [
      ("score", score), ("x", e.focus.position.x), ("y", e.focus.position.y),
      ("z", e.focus.position.z), ("uptake", e.focus.uptake), ("pass_share", e.focus.passShare),
      ("scale_contrast", e.focus.contrast), ("significance", e.focus.significance),
      ("scale_mm", e.focus.scaleMillimeters), ("peak", e.outline.peak), ("maximum", e.maximum),
    ]
    columns += [
      ("background", e.outline.background), ("contrast", e.contrast), ("share", e.outline.share),
      ("volume_ml", e.volumeMilliliters), ("hemmed", e.outline.isHemmedIn ? 1 : 0),
      ("long_mm", e.axes.long), ("middle_mm", e.axes.middle), ("short_mm", e.axes.short),
      ("organ_share", e.organ.flatMap { e.shares[$0] } ?? 0), ("in_body", e.inBody),
    ]
    columns += [
      ("deviations", e.deviations ?? .nan), ("over_organ", e.overOrgan ?? .nan),
      ("hu_inside", e.hounsfield?.inside ?? .nan), ("hu_around", e.hounsfield?.around ?? .nan),
      ("from_end_mm", e.fromEndMillimeters), ("limb", e.limb),
      ("hu_core", e.coreHounsfield ?? .nan),
    ]
    for (name, organs) in Self.neighbours {
      let nearest = organs.compactMap { e.nearby[$0] }.min() ?? .infinity
      columns.append(("to_\(name)_mm", nearest))
    }
    columns += FocusTrait.allCases.map { ("t_\($0.rawValue)", traits[$0] ?? 0) }
    return columns
  }

  private static let neighbours: [(name: String, organs: [Organ])] = [
    ("bladder", [.urinaryBladder]), ("bowel", [.bowel]), ("brain", [.brain]),
    ("heart", [.heart]), ("kidney", [.kidneyLeft, .kidneyRight]), ("liver", [.liver]),
    ("ureter", [.ureterLeft, .ureterRight]), ("vessel", [.aorta, .bloodPool]),
  ]
}
