import Radiomics
import Testing
import Voxels

/// Numbers without a unit.
private enum Plain: VoxelUnit {
  static let name = "intensity"
  static let ucum = ""
}

@Suite struct `Moran's I and Geary's C` {
  private static let spacing = SIMD3(2.0, 1.5, 3.0)

  private func grid(_ size: SIMD3<Int>) throws -> Grid {
    try Grid(
      size: size,
      affine: Affine(
        columnStep: SIMD3(Self.spacing.x, 0, 0),
        rowStep: SIMD3(0, Self.spacing.y, 0),
        sliceStep: SIMD3(0, 0, Self.spacing.z),
        origin: .zero
      )
    )
  }

  private func features(
    _ size: SIMD3<Int>,
    _ values: [Float],
    _ mask: [UInt8],
    slabs: Int? = nil
  ) throws -> [Feature] {
    let grid = try grid(size)
    return try Slabs.$forcedCount.withValue(slabs) {
      try RadiomicsImage(
        Volume<Plain>(grid: grid, values: values),
        settings: RadiomicsSettings(
          name: "law",
          discretization: .fixedBinNumber(8),
          aggregations: [.volume]
        )
      ).features(of: Region(grid: grid, mask: mask))
    }
  }

  /// Numbers without order.
  private func noise(_ count: Int) -> [Float] {
    (0..<count).map { (index: Int) -> Float in
      let mixed = index * index * 7 + index * 31
      return Float(mixed % 101) / 10
    }
  }

  /// The definition, every pair by itself.
  private func byPairs(_ size: SIMD3<Int>, _ values: [Float], _ mask: [UInt8]) -> (Double, Double) {
    var points: [(SIMD3<Double>, Double)] = []
    for offset in mask.indices where mask[offset] == 1 {
      let place = SIMD3(
        Double(offset % size.x),
        Double(offset / size.x % size.y),
        Double(offset / (size.x * size.y))
      )
      points.append((place * Self.spacing, Double(values[offset])))
    }
    let count = Double(points.count)
    let mean = points.reduce(0) { $0 + $1.1 } / count
    let spread = points.reduce(0) { $0 + ($1.1 - mean) * ($1.1 - mean) }
    var (weights, products, squares) = (0.0, 0.0, 0.0)
    for (i, a) in points.enumerated() {
      for b in points[..<i] {
        let step = a.0 - b.0
        let weight = 2 / (step * step).sum().squareRoot()
        weights += weight
        products += weight * (a.1 - mean) * (b.1 - mean)
        squares += weight * (a.1 - b.1) * (a.1 - b.1)
      }
    }
    return (
      count / weights * products / spread, (count - 1) / (2 * weights) * squares / spread
    )
  }

  @Test(arguments: [SIMD3(9, 8, 7), SIMD3(13, 4, 8), SIMD3(1, 20, 20), SIMD3(2, 3, 4)])
  func `Of a region of any size they are those of every pair taken by itself`(
    _ size: SIMD3<Int>
  ) throws {
    let count = size.x * size.y * size.z
    // Holes, so that the mask is no box.
    let mask = (0..<count).map { UInt8($0 % 17 == 5 ? 0 : 1) }
    let found = try features(size, noise(count), mask)
    let (moran, geary) = byPairs(size, noise(count), mask)
    #expect(abs(try found.value("morph_moran_i") - moran) < 1e-12)
    #expect(abs(try found.value("morph_geary_c") - geary) < 1e-12)
  }

  @Test func `They don't depend on how many threads there are`() throws {
    let size = SIMD3(9, 8, 7)
    let mask = [UInt8](repeating: 1, count: 504)
    let one = try features(size, noise(504), mask, slabs: 1)
    #expect(try features(size, noise(504), mask, slabs: 2) == one)
    #expect(try features(size, noise(504), mask, slabs: 5) == one)
  }
}
