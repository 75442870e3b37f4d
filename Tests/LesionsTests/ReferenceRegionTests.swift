import Testing
import Voxels

@testable import Lesions

@Suite struct ReferenceRegionTests {
  /// Mean and SD of the voxels that a condition picks, in two plain passes.
  static func naive(
    _ volume: Volume<SUVbw>,
    _ isInside: (SIMD3<Double>) -> Bool
  ) -> (count: Int, mean: Double, deviation: Double) {
    let inside = (0..<volume.grid.voxelCount).filter {
      isInside(volume.grid.position(of: volume.grid.index(at: $0)))
    }.map { Double(volume.values[$0]) }
    let mean = inside.reduce(0, +) / Double(inside.count)
    let squares = inside.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
    return (inside.count, mean, (squares / Double(inside.count - 1)).squareRoot())
  }

  @Test(arguments: [false, true])
  func `the liver sphere and the aorta cylinder hold the voxels whose centres lie inside`(
    oblique: Bool
  ) throws {
    let grid = try oblique ? Phantom.obliqueGrid(24, 24, 20) : Phantom.grid(24, 24, 20)
    let volume = Phantom.noise(grid, seed: 3)
    let center = grid.position(of: SIMD3(12, 11, 9)) + SIMD3(0.3, -0.2, 0.4)
    let liver = try ReferenceRegion(.liver, placed: .liver(center: center), on: volume)
    let sphere = Self.naive(volume) { Phantom.distance($0, center) <= 15 }
    #expect(liver.voxelCount == sphere.count)
    #expect(abs(liver.mean - sphere.mean) < 1e-9)
    #expect(abs(liver.standardDeviation - sphere.deviation) < 1e-9)

    let aorta = try ReferenceRegion(.bloodPool, placed: .bloodPool(center: center), on: volume)
    // PERCIST 1.0: 1.5 and 2 times the mean, and two standard deviations.
    let least = [liver, aorta].map(\.leastMeasurableSUVbw)
    #expect(least[0] == 1.5 * liver.mean + 2 * liver.standardDeviation)
    #expect(least[1] == 2 * aorta.mean + 2 * aorta.standardDeviation)
    let spleen = try ReferenceRegion(.spleen, placed: .liver(center: center), on: volume)
    #expect(spleen.leastMeasurableSUVbw == nil)
    let cylinder = Self.naive(volume) { position in
      let arm = position - center
      return abs(arm.z) <= 10 && (arm.x * arm.x + arm.y * arm.y).squareRoot() <= 5
    }
    #expect(aorta.voxelCount == cylinder.count)
    #expect(abs(aorta.mean - cylinder.mean) < 1e-9)
    #expect(abs(aorta.standardDeviation - cylinder.deviation) < 1e-9)
  }

  @Test func `the PERCIST thresholds are 1.5 liver and 2 blood pool means plus two SD`() throws {
    // Checkerboard of 1 and 3 on the even number of voxels of a drawn region: mean 2.
    let grid = try Phantom.grid(20, 20, 20)
    let values = (0..<grid.voxelCount).map { offset in
      let index = grid.index(at: offset)
      if index == SIMD3(2, 2, 2) { return Float(5.01) }
      if index == SIMD3(17, 2, 2) { return Float(4.9) }
      return (index.x + index.y + index.z).isMultiple(of: 2) ? Float(1) : 3
    }
    let volume = Volume<SUVbw>(grid: grid, values: values)
    let box = Region(grid: grid, box: VoxelBox(lower: SIMD3(4, 4, 4), upper: SIMD3(14, 14, 14)))
    let deviation = (1000.0 / 999).squareRoot()
    for (tissue, factor) in [(ReferenceTissue.liver, 1.5), (.bloodPool, 2)] {
      let reference = try ReferenceRegion(tissue, imported: box, label: "box", on: volume)
      #expect(reference.mean == 2)
      #expect(abs(reference.standardDeviation - deviation) < 1e-12)
      let method = SegmentationMethod.reference(tissue, factor: factor, deviations: 2)
      let result = try volume.segmented(
        by: method,
        from: .wholeVolume,
        references: [reference]
      )
      // 1.5 * 2 + 2.001 takes in the 5.01 alone; 2 * 2 + 2.001 nothing.
      let expected = tissue == .liver ? [[grid.offset(of: SIMD3(2, 2, 2))]] : []
      #expect(result.lesions.map { Array($0.region.offsets) } == expected)
    }
  }

  @Test func `a reference region that reaches out of the image is refused`() throws {
    // 20 voxels of 2 mm: the image goes from -1 to 39 mm.
    let volume = Phantom.volume(try Phantom.grid(20, 20, 20)) { _ in 1 }
    func sphere(_ x: Double) throws -> ReferenceRegion {
      try ReferenceRegion(
        .spleen,
        placed: .sphere(center: SIMD3(x, 19, 19), diameterMillimeters: 20),
        on: volume
      )
    }
    #expect(try sphere(9).mean == 1)
    #expect(try sphere(29).standardDeviation == 0)
    #expect(throws: LesionsError.referenceCutOff("spleen")) { try sphere(8.9) }
    #expect(throws: LesionsError.referenceCutOff("spleen")) { try sphere(29.1) }
    func cylinder(_ z: Double, axis: SIMD3<Double>) throws -> ReferenceRegion {
      try ReferenceRegion(
        .bloodPool,
        placed: .cylinder(
          center: SIMD3(19, 19, z),
          axis: axis,
          diameterMillimeters: 10,
          lengthMillimeters: 20
        ),
        on: volume
      )
    }
    #expect(try cylinder(9, axis: SIMD3(0, 0, 3)).mean == 1)
    #expect(throws: LesionsError.referenceCutOff("blood-pool")) {
      try cylinder(8.9, axis: SIMD3(0, 0, 3))
    }
    #expect(try cylinder(4, axis: SIMD3(1, 0, 0)).mean == 1)
    #expect(throws: LesionsError.referenceCutOff("blood-pool")) {
      try cylinder(3.9, axis: SIMD3(1, 0, 0))
    }
    // At 45 degrees it reaches (10 + 5) / sqrt(2) = 10.607 mm down.
    #expect(try cylinder(9.7, axis: SIMD3(1, 0, 1)).mean == 1)
    #expect(throws: LesionsError.referenceCutOff("blood-pool")) {
      try cylinder(9.5, axis: SIMD3(1, 0, 1))
    }
  }

  @Test func `what can't give a mean and a SD is refused with the reason`() throws {
    let grid = try Phantom.grid(9, 9, 9)
    let volume = Phantom.volume(grid) { $0.x == 8 ? .nan : 1 }
    let center = SIMD3<Double>(8, 8, 8)
    func placed(_ placement: ReferencePlacement) throws -> ReferenceRegion {
      try ReferenceRegion(.muscle, placed: placement, on: volume)
    }
    #expect(throws: LesionsError.referenceUndefined("muscle", count: 5)) {
      try placed(.sphere(center: center, diameterMillimeters: 4))
    }
    #expect(throws: LesionsError.referenceTooSmall("muscle", voxels: 1)) {
      try placed(.sphere(center: SIMD3(4, 8, 8), diameterMillimeters: 1))
    }
    #expect(throws: LesionsError.referenceTooSmall("muscle", voxels: 0)) {
      try placed(.sphere(center: SIMD3(5, 9, 9), diameterMillimeters: 1))
    }
    #expect(throws: LesionsError.self) {
      try placed(.sphere(center: center, diameterMillimeters: 0))
    }
    #expect(throws: LesionsError.self) { try placed(.imported(label: "x")) }
    #expect(throws: LesionsError.otherGrid("x")) {
      try ReferenceRegion(
        .muscle,
        imported: .whole(Phantom.grid(2, 2, 2)),
        label: "x",
        on: volume
      )
    }
  }

  @Test func `an imported region at the edge of the image is marked`() throws {
    let grid = try Phantom.grid(6, 6, 6)
    let volume = Phantom.volume(grid) { _ in 1 }
    func imported(_ lower: Int) throws -> ReferenceRegion {
      let box = VoxelBox(lower: SIMD3(repeating: lower), upper: SIMD3(repeating: 4))
      return try ReferenceRegion(
        .liver,
        imported: Region(grid: grid, box: box),
        label: "drawn",
        on: volume
      )
    }
    #expect(try imported(0).touchesImageEdge)
    #expect(try !imported(1).touchesImageEdge)
    #expect(try imported(1).placement == .imported(label: "drawn"))
  }
}
