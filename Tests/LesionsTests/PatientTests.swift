import Testing
import Voxels

@testable import Lesions

@Suite struct PatientTests {
  static let liver = AnatomicalSite(code: "10200004", meaning: "Liver")
  static let bone = AnatomicalSite(code: "272673000", meaning: "Bone")

  static func box(_ grid: Grid, _ lower: SIMD3<Int>, _ upper: SIMD3<Int>) -> Region {
    Region(grid: grid, box: VoxelBox(lower: lower, upper: upper))
  }

  static func patient(
    _ lesions: [Lesion],
    on volume: Volume<SUVbw>,
    bodySurface: Double? = nil
  ) throws -> PatientMeasurement {
    PatientMeasurement(
      of: lesions,
      measurements: try volume.measured(lesions),
      on: volume,
      bodySurfaceAreaSquareMeters: bodySurface
    )
  }

  @Test func `sums, hottest, distances and sites of three lesions`() throws {
    // Voxels of 2 x 2 x 5 mm: 0.02 mL.
    let grid = try Phantom.grid(40, 40, 20, spacing: SIMD3(2, 2, 5))
    let volume = Phantom.volume(grid) { $0.x < 20 ? 4 : ($0.x < 60 ? 9 : 6) }
    let lesions = [
      drawn("one", Self.box(grid, SIMD3(0, 0, 0), SIMD3(2, 2, 2)), site: Self.liver),
      drawn("two", Self.box(grid, SIMD3(12, 4, 4), SIMD3(16, 8, 5)), site: Self.bone),
      drawn(
        "bladder",
        Self.box(grid, SIMD3(20, 20, 2), SIMD3(25, 25, 5)),
        category: .physiological
      ),
      drawn("three", Self.box(grid, SIMD3(36, 38, 18), SIMD3(40, 40, 20)), site: Self.liver),
      drawn("none", .empty(grid), site: Self.bone),
    ]
    let patient = try Self.patient(lesions, on: volume, bodySurface: 1.8)
    #expect(patient.lesionCount == 3)
    #expect(abs(patient.totalVolumeMilliliters - (8 + 16 + 16) * 0.02) < 1e-12)
    let uptake = (8 * 4.0 + 16 * 9 + 16 * 6) * 0.02
    #expect(abs((patient.totalUptake.value ?? 0) - uptake) < 1e-9)
    #expect(abs((patient.mean.value ?? 0) - (8 * 4.0 + 16 * 9 + 16 * 6) / 40) < 1e-9)
    #expect(patient.hottestLesion == "two")
    #expect(patient.hottest.maximum == .value(9))
    #expect(patient.sharedVoxelCount == 0)

    // Centroids at (1, 1, 2.5), (27, 11, 20), (75, 77, 92.5); corners at the grid's ends.
    let byCentroid = (74.0 * 74 + 76 * 76 + 90 * 90).squareRoot()
    #expect(abs((patient.maximumCentroidDistanceMillimeters.value ?? 0) - byCentroid) < 1e-9)
    let byVoxel = (78.0 * 78 + 78 * 78 + 95 * 95).squareRoot()
    #expect(abs((patient.maximumVoxelDistanceMillimeters.value ?? 0) - byVoxel) < 1e-9)
    #expect(
      abs((patient.standardizedDistancePerMeter.value ?? 0) - byCentroid / 1000 / 1.8) < 1e-12
    )

    #expect(patient.sites.map(\.site) == [Self.liver, Self.bone])
    #expect(patient.sites.map(\.lesionCount) == [2, 1])
    #expect(patient.sites.map(\.maximum) == [.value(6), .value(9)])
    #expect(abs(patient.sites[0].totalVolumeMilliliters - 24 * 0.02) < 1e-12)
    #expect(abs((patient.sites[1].totalUptake.value ?? 0) - 144 * 0.02) < 1e-9)
  }

  @Test func `Dmax by voxel is the largest of all distances between voxel centres`() throws {
    let grid = try Phantom.obliqueGrid(30, 20, 10)
    let volume = Phantom.noise(grid, seed: 4)
    let region = volume.region(atLeast: 9)
    let centers = region.offsets.map { grid.position(of: grid.index(at: $0)) }
    let lesions = region.components(.corners).map { drawn("x", $0) }
    #expect(lesions.count > 3)
    let patient = try Self.patient(lesions, on: volume)
    let byVoxel = patient.maximumVoxelDistanceMillimeters.value ?? 0
    #expect(abs(byVoxel - ShapeTests.farthest(centers)) < 1e-9)
    let centroids = lesions.compactMap(\.region.centroid)
    let byCentroid = patient.maximumCentroidDistanceMillimeters.value ?? 0
    #expect(abs(byCentroid - ShapeTests.farthest(centroids)) < 1e-9)
  }

  @Test func `a voxel of two lesions counts once`() throws {
    let grid = try Phantom.grid(10, 10, 10)
    let volume = Phantom.volume(grid) { _ in 5 }
    let lesions = [
      drawn("mass", Self.box(grid, SIMD3(2, 2, 2), SIMD3(4, 4, 4))),
      drawn("oedema", Self.box(grid, SIMD3(1, 1, 1), SIMD3(5, 5, 5))),
    ]
    let patient = try Self.patient(lesions, on: volume)
    #expect(abs(patient.totalVolumeMilliliters - 64 * 0.008) < 1e-12)
    #expect(abs((patient.totalUptake.value ?? 0) - 5 * 64 * 0.008) < 1e-9)
    #expect(patient.sharedVoxelCount == 8)
    // Equally hot: the first.
    #expect(patient.hottestLesion == "mass")
  }

  @Test func `without two lesions there is no distance between them`() throws {
    let grid = try Phantom.grid(10, 10, 10)
    let volume = Phantom.volume(grid) { _ in 5 }
    let one = try Self.patient(
      [drawn("a", Self.box(grid, SIMD3(2, 2, 2), SIMD3(5, 3, 3)))],
      on: volume,
      bodySurface: 2
    )
    #expect(one.maximumCentroidDistanceMillimeters == .notComputed(.fewerThanTwoLesions))
    #expect(one.standardizedDistancePerMeter == .notComputed(.fewerThanTwoLesions))
    #expect(one.maximumVoxelDistanceMillimeters == .value(4))
    let none = try Self.patient([], on: volume)
    #expect(none.lesionCount == 0)
    #expect(none.totalVolumeMilliliters == 0)
    #expect(none.totalUptake == .notComputed(.noLesion))
    #expect(none.maximumVoxelDistanceMillimeters == .notComputed(.noLesion))
    #expect(none.hottestLesion == nil)
    #expect(none.hottest.mean == .notComputed(.noLesion))
    #expect(none.standardizedDistancePerMeter == .notComputed(.bodySurfaceAreaNotGiven))
  }
}
