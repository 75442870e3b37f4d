import Voxels

/// All that is known about a focus when it is judged.
struct FocusEvidence: Sendable {
  let focus: Focus
  let outline: FocusOutline
  /// SUVpeak over the local background.
  let contrast: Double
  /// The highest voxel, in SUVbw.
  let maximum: Double
  let volumeMilliliters: Double
  let axes: RegionAxes
  /// How much of it lies in each organ.
  let shares: [Organ: Double]
  /// How much of it lies in the patient.
  let inBody: Double
  /// The organs about its highest place, with their distance from it, in mm.
  let nearby: [Organ: Double]
  /// How large the part of the body it lies in is, in its slice, against the slice's largest part.
  let limb: Double
  /// How many standard deviations its organ's usual scatter it stands above the organ's usual uptake,
  /// at the scale where that is most; nil without an organ of even uptake.
  var deviations: Double?
  /// Its peak over the usual uptake of its organ; nil without an organ of even uptake.
  var overOrgan: Double?
  /// What the CT shows in it and about it; nil without a CT.
  let density: FocusDensity?
  /// The mean CT number of a ball of 4 mm about its highest place; nil without a CT.
  ///
  /// A node of 8 mm fills it; a ureter in fat doesn't.
  let coreHounsfield: Double?
  /// Where in the body its highest place lies.
  let place: BodyPlace
  /// How it stands beside like places of the body.
  let comparison: FocusComparison
  /// How the whole of it stands beside what is there in health.
  let mass: FocusMass
  /// How round its peak is at each scale but the finest and the coarsest.
  let roundness: [Double]
  /// What the network sees there; nil where it isn't asked.
  let disease: DiseaseSight?
  /// How it stands beside the other foci of the scan.
  var company = FocusCompany()
  /// Its peak over the uptake that half, a tenth and a hundredth of its organ exceed; nil outside organs.
  var overQuantiles: (half: Double, tenth: Double, hundredth: Double)?

  /// The bladder's median, in SUVbw; nil where no bladder was found.
  var urine: Double?
  /// The volume of the focus that it is part of, in mL; nil where it is a whole focus.
  var wholeMilliliters: Double?
  /// Its parts, that may be something else than the whole.
  var parts: [FocusEvidence] = []

  /// The organ that holds most of it, where that is a third or more.
  var organ: Organ? { Self.organ(holding: shares) }

  /// The organ of the largest share, where that is a third or more.
  static func organ(holding shares: [Organ: Double]) -> Organ? {
    let most = shares.max { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }
    return most.flatMap { $0.value >= 1.0 / 3 ? $0.key : nil }
  }

  /// How much longer than thick it is.
  var elongation: Double { axes.long / max(axes.middle, 0.1) }
}
