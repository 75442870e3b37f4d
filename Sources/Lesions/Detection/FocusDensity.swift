import Voxels

/// What a CT shows in a focus and about it.
struct FocusDensity: Sendable {
  /// The mean CT number of the focus.
  let inside: Double
  /// The mean CT number of a shell from 3 to 8 mm about it.
  let around: Double
  /// How much of the shell is fat, from -200 to -30.
  let fatShare: Double
  /// How much of the shell is gas or lung, below -200.
  let gasShare: Double
  /// How much of the shell is bone or contrast agent, above 150.
  let boneShare: Double

  /// How much of a ball about it is neither fat nor gas, less the same of the place that mirrors it;
  /// nan in the body's middle.
  let softOverMirror: Double
  /// The same, less the usual of the slices above.
  let softOverAbove: Double
  /// The same of the slices below.
  let softOverBelow: Double

  /// How far about a place dense tissue is counted, in mm.
  private static let softReach = 10.0

  /// The densities of a region; nil where the CT doesn't hold it.
  ///
  /// - Parameters:
  ///   - region: the focus.
  ///   - position: its highest place, in LPS mm.
  ///   - middle: the column of the body's middle, in LPS mm.
  ///   - ct: the CT.
  init?(
    of region: Region,
    at position: SIMD3<Double>,
    middle: Double,
    on ct: Volume<Hounsfield>
  ) {
    func values(_ region: Region) -> [Double] {
      region.offsets.compactMap { offset in
        let position = region.grid.position(of: region.grid.index(at: offset))
        return ct.grid.nearestVoxel(to: position).map { Double(ct[$0]) }
      }
    }
    let shell = region.dilated(byMillimeters: 8).subtracting(region.dilated(byMillimeters: 3))
    let (core, rim) = (values(region), values(shell))
    guard !core.isEmpty, !rim.isEmpty else { return nil }
    inside = core.reduce(0, +) / Double(core.count)
    around = rim.reduce(0, +) / Double(rim.count)
    func share(_ range: Range<Double>) -> Double {
      Double(rim.count { range.contains($0) }) / Double(rim.count)
    }
    fatShare = share(-200 ..< -30)
    gasShare = share(-2000 ..< -200)
    boneShare = share(150..<20_000)

    let reach = Self.softReach
    let steps = Array(stride(from: -reach, through: reach, by: 2.5))
    /// How much of a ball is dense; nan outside the CT.
    func soft(_ place: SIMD3<Double>) -> Double {
      var (all, dense) = (0.0, 0.0)
      for z in steps {
        for y in steps {
          for x in steps where x * x + y * y + z * z <= reach * reach {
            guard let voxel = ct.grid.nearestVoxel(to: place + SIMD3(x, y, z)) else { continue }
            all += 1
            if ct[voxel] > -20 { dense += 1 }
          }
        }
      }
      return all > 0 ? dense / all : .nan
    }
    let own = soft(position)
    let side = position.x - middle
    softOverMirror =
      abs(side) < FocusComparison.middleReach
      ? .nan : own - soft(SIMD3(middle - side, position.y, position.z))
    func usual(_ sign: Double) -> Double {
      let along = FocusComparison.along
      let heights = stride(from: along.lowerBound, through: along.upperBound, by: 9)
      let all = heights.map { soft(position + SIMD3(0, 0, sign * $0)) }
        .filter { !$0.isNaN }.sorted()
      return all.isEmpty ? .nan : all[all.count / 2]
    }
    softOverAbove = own - usual(1)
    softOverBelow = own - usual(-1)
  }
}
