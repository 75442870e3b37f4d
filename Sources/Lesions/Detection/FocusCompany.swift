import Voxels

/// How a focus stands beside the other foci of its scan.
///
/// Healthy uptake comes in company: patches along the bowel, glands and renal pelves on both sides.
struct FocusCompany: Sendable {
  /// A focus as the others see it.
  struct Member: Sendable {
    /// Its highest place, in LPS mm.
    let position: SIMD3<Double>
    /// Its SUVpeak, in SUVbw.
    let peak: Double
    /// The kind of place that it lies in.
    let place: FocusPlace

    init(position: SIMD3<Double>, peak: Double, place: FocusPlace) {
      (self.position, self.peak, self.place) = (position, peak, place)
    }

    init(_ focus: FocusEvidence) {
      self.init(
        position: focus.focus.position,
        peak: focus.outline.peak,
        place: FocusPlace(focus.organ)
      )
    }
  }

  /// How many others in the same kind of place take up at least ``likeShare`` of what it does.
  var likeCount = 0
  /// Its peak over the median peak of the others in the same kind of place; nan where there are fewer
  /// than three.
  var overOthers = Double.nan
  /// Whether another one with a like uptake mirrors it on the other side of the body.
  var isMirrored = false

  static let likeShare = 0.7
  /// How far from the mirrored place a twin may lie along each axis, in mm.
  private static let twinReach = SIMD3(16.0, 14, 22)
  /// What a twin may take up, as a share of a focus' own.
  private static let twinShare = 0.55...1.8
  /// Nearer to the body's middle nothing has another side, in mm.
  private static let middleReach = 12.0

  init() {}

  /// How a focus stands beside others.
  ///
  /// - Parameters:
  ///   - own: the focus.
  ///   - others: all others of the scan.
  ///   - middle: the column of the body's middle, in LPS mm.
  init(of own: Member, among others: some Sequence<Member>, middle: Double) {
    let side = own.position.x - middle
    let mirrored = SIMD3(middle - side, own.position.y, own.position.z)
    var peaks: [Double] = []
    for other in others {
      if other.place == own.place { peaks.append(other.peak) }
      let off = pointwiseMax(other.position - mirrored, mirrored - other.position)
      if abs(side) > Self.middleReach, all(off .< Self.twinReach),
        (other.position.x - middle) * side < 0, Self.twinShare.contains(other.peak / own.peak)
      {
        isMirrored = true
      }
    }
    likeCount = peaks.count { $0 >= Self.likeShare * own.peak }
    peaks.sort()
    if peaks.count >= 3 { overOthers = own.peak / max(peaks[peaks.count / 2], 0.05) }
  }
}
