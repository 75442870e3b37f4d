import Testing
import Voxels

@testable import Lesions

/// What must hold for every method on any volume.
@Suite struct LawTests {
  static let methods: [SegmentationMethod] = {
    let shell = LocalBackground(gapMillimeters: 6, thicknessMillimeters: 4)
    return [
      .fixed(threshold: 8), .percentOfMax(41), .percentOfPeak(50, background: shell),
      .iterative(.sphere(fwhmMillimeters: 5), background: shell),
      .gradient(inner: 70, outer: 20, background: shell),
      .majorityVote(votes: 2, background: shell), .grow(lower: 6, upper: 30),
    ]
  }()

  /// Two hot blobs in a noisy background.
  static func blobs(_ grid: Grid, at shift: SIMD3<Double> = .zero) -> Volume<SUVbw> {
    let noise = Phantom.noise(grid, seed: 21)
    var index = 0
    return Phantom.volume(grid) { position in
      let a = Phantom.distance(position, SIMD3(14, 14, 12) + shift)
      let b = Phantom.distance(position, SIMD3(34, 22, 16) + shift)
      index += 1
      return 20 / (1 + a * a / 20) + 14 / (1 + b * b / 16) + Double(noise.values[index - 1]) / 10
    }
  }

  static let seeds = [SIMD3(14.0, 14, 12), SIMD3(34.0, 22, 16)]

  static func segment(
    _ method: SegmentationMethod,
    _ volume: Volume<SUVbw>,
    shift: SIMD3<Double> = .zero,
    factor: Double = 1
  ) throws -> [Lesion] {
    try volume.segmented(
      by: method,
      from: .seeds(
        seeds.enumerated().map { Seed(label: "\($0.offset)", position: $0.element + shift) }
      ),
      // A limit of reach, so that nothing floods the small image.
      settings: SegmentationSettings(
        reachMillimeters: 12,
        scale: UptakeScale(name: "scaled", factor: factor)
      )
    ).lesions
  }

  @Test(arguments: methods)
  func `twice the uptake on half the scale gives the same outline and twice the numbers`(
    method: SegmentationMethod
  ) throws {
    let grid = try Phantom.grid(24, 18, 14)
    let volume = Self.blobs(grid)
    let twice = Volume<SUVbw>(grid: grid, values: volume.values.map { 2 * $0 })
    let lesions = try Self.segment(method, volume)
    #expect(!lesions.isEmpty)
    let doubled = try Self.segment(method, twice, factor: 0.5)
    #expect(lesions.map(\.region) == doubled.map(\.region))
    let a = try volume.measured(lesions).map { $0.suvbw.scaled(by: 2) }
    #expect(try twice.measured(doubled).map(\.suvbw) == a)
  }

  @Test(arguments: methods)
  func `where the patient lies does not matter`(method: SegmentationMethod) throws {
    let here = Self.blobs(try Phantom.grid(24, 18, 14))
    let shift = SIMD3<Double>(-128, 64, 256)
    let grid = try Phantom.grid(24, 18, 14, origin: shift)
    let there = Volume<SUVbw>(grid: grid, values: here.values)
    let lesions = try Self.segment(method, here)
    let moved = try Self.segment(method, there, shift: shift)
    #expect(lesions.map { Array($0.region.offsets) } == moved.map { Array($0.region.offsets) })
    for (a, b) in zip(try here.measured(lesions), try there.measured(moved)) {
      #expect(a.suvbw == b.suvbw)
      #expect(
        Phantom.distance((a.shape?.centroid ?? .zero) + shift, b.shape?.centroid ?? .zero) < 1e-9
      )
      #expect(
        abs((a.shape?.maximumDiameterMillimeters ?? 0) - (b.shape?.maximumDiameterMillimeters ?? 1))
          < 1e-9
      )
    }
  }

  @Test(arguments: methods, 0..<3)
  func `how the voxels are stored does not matter`(method: SegmentationMethod, axis: Int) throws {
    // The same positions with one index axis running backwards.
    let grid = try Phantom.grid(24, 18, 14)
    let volume = Self.blobs(grid)
    var steps = [grid.affine.columnStep, grid.affine.rowStep, grid.affine.sliceStep]
    let origin = steps[axis] * Double(grid.size[axis] - 1)
    steps[axis] = -steps[axis]
    let flippedGrid = try Grid(
      size: grid.size,
      affine: Affine(
        columnStep: steps[0],
        rowStep: steps[1],
        sliceStep: steps[2],
        origin: origin
      )
    )
    func flip(_ offset: Int) -> Int {
      var index = grid.index(at: offset)
      index[axis] = grid.size[axis] - 1 - index[axis]
      return grid.offset(of: index)
    }
    let flipped = Volume<SUVbw>(
      grid: flippedGrid,
      values: (0..<grid.voxelCount).map { volume.values[flip($0)] }
    )
    let lesions = try Self.segment(method, volume)
    let mirrored = try Self.segment(method, flipped)
    #expect(
      lesions.map { Set($0.region.offsets) } == mirrored.map { Set($0.region.offsets.map(flip)) }
    )
    for (a, b) in zip(try volume.measured(lesions), try flipped.measured(mirrored)) {
      #expect(a.suvbw.maximum == b.suvbw.maximum)
      #expect(a.suvbw.median == b.suvbw.median)
      #expect(
        abs((a.suvbw.peakOneMilliliter.value ?? 0) - (b.suvbw.peakOneMilliliter.value ?? 1)) < 1e-9
      )
      #expect(
        abs((a.shape?.maximumDiameterMillimeters ?? 0) - (b.shape?.maximumDiameterMillimeters ?? 1))
          < 1e-9
      )
    }
  }
}
