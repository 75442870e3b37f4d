import Glibc
package import Voxels

/// Activity where no organ takes it up: in urine on its way, at the needle, on the skin.
package struct ActivityDeposit: Hashable, Sendable {
  /// The centre, in LPS mm.
  package let center: SIMD3<Double>
  /// The diameter, in mm; the edge is soft.
  package let diameterMillimeters: Double
  /// What it adds at its centre, in SUVbw.
  package let suv: Double
  /// What it is, for people: "ureter", "injection site".
  package let name: String

  /// A deposit of an uptake.
  package init(name: String, center: SIMD3<Double>, diameterMillimeters: Double, suv: Double) {
    self.name = name
    self.center = center
    self.diameterMillimeters = diameterMillimeters
    self.suv = suv
  }

  /// A deposit that holds a share of the injected activity.
  ///
  /// - Parameters:
  ///   - name: what it is.
  ///   - center: its centre, in LPS mm.
  ///   - diameterMillimeters: its diameter, in mm.
  ///   - share: the share of the injected activity.
  ///   - grams: the body's mass, in g: what an SUVbw of 1 in every gram adds up to.
  package init(
    name: String,
    center: SIMD3<Double>,
    diameterMillimeters: Double,
    share: Double,
    ofBodyGrams grams: Double
  ) {
    let sigma = diameterMillimeters / 2 / Self.sigmas
    let milliliters = pow(2 * .pi, 1.5) * sigma * sigma * sigma / 1000
    self.init(
      name: name,
      center: center,
      diameterMillimeters: diameterMillimeters,
      suv: share * grams / milliliters
    )
  }

  /// The radius over the standard deviation of the deposit's Gaussian: half of the peak is left at
  /// the radius.
  private static let sigmas = 1.1774

  /// Adds the deposit to an activity.
  package func add(to activity: inout Volume<SUVbw>) {
    let grid = activity.grid
    let sigma = diameterMillimeters / 2 / Self.sigmas
    let reach = 3.5 * sigma / grid.spacingMillimeters
    let middle = grid.affine.voxel(at: center)
    func range(_ axis: Int) -> Range<Int> {
      let low = max(0, Int((middle[axis] - reach[axis]).rounded(.down)))
      let high = min(grid.size[axis], Int((middle[axis] + reach[axis]).rounded(.up)) + 1)
      return low..<max(low, high)
    }
    // The mean of the Gaussian over each voxel along an axis, so that small deposits lose nothing.
    func shares(_ axis: Int) -> [Double] {
      let half = 0.5
      let scale = sigma / grid.spacingMillimeters[axis] * 2.0.squareRoot()
      return range(axis).map { place in
        let offset = Double(place) - middle[axis]
        return (erf((offset + half) / scale) - erf((offset - half) / scale)) * sigma
          * (Double.pi / 2).squareRoot() / grid.spacingMillimeters[axis]
      }
    }
    let (x, y, z) = (shares(0), shares(1), shares(2))
    for (k, inZ) in zip(range(2), z) {
      for (j, inY) in zip(range(1), y) {
        for (i, inX) in zip(range(0), x) {
          let offset = grid.offset(of: SIMD3(i, j, k))
          activity.values[offset] += Float(suv * inX * inY * inZ)
        }
      }
    }
  }
}
