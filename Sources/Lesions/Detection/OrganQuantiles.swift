import Voxels

/// The uptake that half, a tenth and a hundredth of an organ exceed, in SUVbw.
struct OrganQuantiles: Sendable {
  let half: Double
  let tenth: Double
  let hundredth: Double

  /// The quantiles of an organ on an uptake's grid; nil where it has too few voxels to tell.
  init?(_ region: Region, on uptake: Volume<SUVbw>) {
    var values = uptake.values(in: region)
    guard values.count >= 30 else { return nil }
    values.sort()
    func exceeded(by share: Double) -> Double {
      Double(values[min(values.count - 1, Int((1 - share) * Double(values.count)))])
    }
    (half, tenth, hundredth) = (exceeded(by: 0.5), exceeded(by: 0.1), exceeded(by: 0.01))
  }
}
