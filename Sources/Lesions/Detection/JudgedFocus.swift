package import Voxels

/// A focus with its evidence and what it was taken for.
package struct JudgedFocus: Sendable {
  let evidence: FocusEvidence
  let judgement: FocusJudgement
  /// What was weighed.
  let traits: [FocusTrait: Double]
  /// The verdict; nil where it is nothing worth showing.
  package let verdict: Finding.Verdict?
  /// Whether it stands for its place: of a focus and its parts only those do that explain it best.
  let stands: Bool
  /// The place of the focus that it is part of, among all that were judged; its own for a whole focus.
  let whole: Int

  /// Whether it is a lesion of a leg, where foci that touch are one.
  var isLesionOfLeg: Bool { verdict == .lesion && judgement.isUnexplained }
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
      ("score", score), ("settled", judgement.settled == nil ? 0 : 1), ("whole", Double(whole)),
      ("x", e.focus.position.x), ("y", e.focus.position.y), ("z", e.focus.position.z),
      ("peak", e.outline.peak), ("maximum", e.maximum),
      ("background", e.outline.background), ("volume_ml", e.volumeMilliliters),
    ]
    columns += FocusTrait.allCases.map { ("t_\($0.rawValue)", traits[$0] ?? .nan) }
    return columns
  }
}
