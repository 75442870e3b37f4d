import Glibc
import Statistics
import Testing
import Voxels

@testable import Phantoms

@Suite struct LesionBodyTests {
  static func grid(_ count: Int, step: Double, center: SIMD3<Double> = .zero) throws -> Grid {
    try Grid(
      size: SIMD3(count, count, count),
      affine: Affine(
        columnStep: SIMD3(step, 0, 0),
        rowStep: SIMD3(0, step, 0),
        sliceStep: SIMD3(0, 0, step),
        origin: center - step * Double(count - 1) / 2
      )
    )
  }

  static func lobulated(_ seed: UInt64, at center: SIMD3<Double>) throws -> LesionShape {
    var random = RandomNumbers(seed: seed, stream: 5)
    let heights = try CohortStatistics.shipped().shape.lobeHeight
    return LesionShape(
      center: center,
      aspects: SIMD3(1.3, 1.0, 1 / 1.3),
      normal: nil,
      lobeHeights: heights,
      &random
    )
  }

  @Test func `a sphere of scale r is a ball of radius r`() {
    let shape = LesionShape(sphereAt: SIMD3(1, 2, 3))
    #expect(abs(shape.unitVolume - 4 * .pi / 3) < 1e-9)
    #expect(abs(shape.scale(forMilliliters: 4 * .pi / 3) - 10) < 1e-9)
    #expect(abs(shape.radius(of: SIMD3(1, 2, 13)) - 10) < 1e-12)
    #expect(shape.radius(of: SIMD3(1, 2, 3)) == 0)
  }

  @Test(arguments: [0.1, 0.5, 3, 12, 60])
  func `a lesion fills its true volume within one percent on a 2 mm grid`(milliliters: Double)
    throws
  {
    for seed in [UInt64(1), 2] {
      let center = SIMD3(0.37, -0.71, 0.53)
      let body = LesionBody(shape: try Self.lobulated(seed, at: center), limits: [])
      let (scale, volume) = body.scale(forMilliliters: milliliters)
      #expect(volume == milliliters)
      let count = Int(2 * scale * body.shape.reach / 2) + 5
      let coverage = try #require(
        body.coverage(on: try Self.grid(count, step: 2), scale: scale) { _, _ in 1 }
      )
      #expect(abs(coverage.volumeMilliliters / milliliters - 1) < 0.01)
      #expect(coverage.fractions.allSatisfy { $0 > 0 && $0 <= 1 })
      #expect(coverage.relative.allSatisfy { $0 == 1 })
      #expect(coverage.core.isSubset(of: coverage.region))
    }
  }

  @Test func `voxels that the surface cannot cut are decided as dividing them would`() throws {
    let shape = try Self.lobulated(7, at: SIMD3(0.2, 0.1, -0.4))
    let body = LesionBody(shape: shape, limits: [])
    let scale = shape.scale(forMilliliters: 4)
    let grid = try Self.grid(24, step: 2)
    let coverage = try #require(body.coverage(on: grid, scale: scale) { _, _ in 1 })
    var found: [Int: Float] = [:]
    for (offset, fraction) in zip(coverage.region.runs.flatMap(\.offsets), coverage.fractions) {
      found[offset] = fraction
    }
    for offset in 0..<grid.voxelCount {
      let center = grid.position(of: grid.index(at: offset))
      var inside = 0
      for part in 0..<512 {
        let eighth = SIMD3<Double>(Double(part & 7), Double(part >> 3 & 7), Double(part >> 6))
        let p = center + eighth * 0.25 - SIMD3<Double>(repeating: 0.875)
        if shape.radius(of: p) <= scale { inside += 1 }
      }
      #expect(abs(Float(inside) / 512 - found[offset, default: 0]) < 0.1)
    }
  }

  @Test func `a lesion stays within the tissue that it may fill, and keeps its volume there`()
    throws
  {
    let grid = try Self.grid(61, step: 1)
    // A slab of liver 24 mm thick in fat.
    let labels = (0..<grid.voxelCount).map { offset in
      let z = grid.position(of: grid.index(at: offset)).z
      return abs(z) <= 12.1 ? Tissue.liver.rawValue : Tissue.fat.rawValue
    }
    let margin = try HostMargin(
      allowing: [.liver],
      in: TissueMap(grid: grid, tissues: labels)
    )
    #expect(abs(margin[SIMD3(3, 4, 0)] - 13) < 0.6)
    #expect(margin[SIMD3(0, 0, 20)] < 0)
    let body = LesionBody(shape: LesionShape(sphereAt: .zero), limits: [margin])
    let (scale, volume) = body.scale(forMilliliters: 12)
    #expect(abs(volume - 12) < 0.1)
    // A ball cut by planes h = 12.5 mm on either side: V = 2 pi (r² h - h³ / 3), r = 14.31 mm.
    #expect(abs(scale - 14.31) < 0.15)
    let coverage = try #require(
      body.coverage(on: try Self.grid(41, step: 2), scale: scale) { _, _ in 1 }
    )
    #expect(abs(coverage.volumeMilliliters / 12 - 1) < 0.02)
    let highest = coverage.region.runs.flatMap(\.offsets).map {
      abs(coverage.region.grid.position(of: coverage.region.grid.index(at: $0)).z)
    }.max()
    #expect((highest ?? 99) <= 14)
  }

  @Test func `a blurred ball's peak is the closed form`() throws {
    // A Gaussian's share within r of its centre: erf(a) - 2 a exp(-a²) / sqrt(pi), a = r / (sigma sqrt 2).
    let body = LesionBody(shape: LesionShape(sphereAt: .zero), limits: [])
    for (radius, width) in [(5.0, 7.6), (8.5, 6.1), (18.5, 7.6)] {
      let peak = try body.blurredPeak(scale: radius, fullWidthMillimeters: width) { _, _ in 1 }
      let a = radius / (width / 2.354820045 * 2.0.squareRoot())
      let expected = erf(a) - 2 * a * exp(-a * a) / Double.pi.squareRoot()
      #expect(abs(peak.uptake / expected - 1) < 0.05, "\(radius) mm: \(peak.uptake) of \(expected)")
      #expect(abs(peak.coverage - peak.uptake) < 1e-6)
    }
  }

  @Test func `patterns put uptake where they say`() throws {
    func pattern(_ kind: UptakePattern.Kind) -> UptakePattern {
      UptakePattern(
        kind: kind,
        textureCV: 0,
        textureMillimeters: 6,
        seed: 1,
        cloneDirection: SIMD3(0, 0, 1)
      )
    }
    let necrosis = pattern(.necrosis(coreUptake: 0.3, coreVolumeShare: 0.2))
    #expect(necrosis.relative(at: .zero, depth: 0, side: 0, showsHER2: true) == 0.3)
    #expect(necrosis.relative(at: .zero, depth: 0.9, side: 0, showsHER2: false) == 1)
    let clones = pattern(.twoClones(secondUptake: 0.25, secondVolumeShare: 0.5))
    #expect(clones.relative(at: .zero, depth: 0.5, side: -0.5, showsHER2: true) == 0.25)
    #expect(clones.relative(at: .zero, depth: 0.5, side: 0.5, showsHER2: true) == 1)
    #expect(clones.relative(at: .zero, depth: 0.5, side: -0.5, showsHER2: false) == 1)
  }

  @Test func `a dead core takes the share of the volume that it was given`() throws {
    let shape = LesionShape(sphereAt: .zero)
    let body = LesionBody(shape: shape, limits: [])
    let pattern = UptakePattern(
      kind: .necrosis(coreUptake: 0.3, coreVolumeShare: 0.3),
      textureCV: 0,
      textureMillimeters: 6,
      seed: 1
    )
    let coverage = try #require(
      body.coverage(on: try Self.grid(41, step: 1), scale: 18) { point, depth in
        pattern.relative(at: point, depth: depth, side: 0, showsHER2: true)
      }
    )
    let sum = zip(coverage.fractions, coverage.relative).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(sum / coverage.fractions.reduce(0, +) - 1) < 1e-4)
    let middle = (coverage.relative.min() ?? 0) + (coverage.relative.max() ?? 0)
    let core = zip(coverage.fractions, coverage.relative).reduce(0) {
      $0 + ($1.1 < middle / 2 ? $1.0 : 0)
    }
    #expect(abs(core / coverage.fractions.reduce(0, +) - 0.3) < 0.03)
    #expect(abs((coverage.relative.min() ?? 0) / (coverage.relative.max() ?? 1) - 0.3) < 1e-3)
  }
}
