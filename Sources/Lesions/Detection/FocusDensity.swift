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

  /// The densities of a region; nil where the CT doesn't hold it.
  init?(of region: Region, on ct: Volume<Hounsfield>) {
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
  }
}
