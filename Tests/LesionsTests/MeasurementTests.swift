import Foundation
import Testing
import Voxels

@testable import Lesions

/// A lesion drawn by hand.
func drawn(
  _ label: String,
  _ region: Region,
  category: LesionCategory = .unclassified,
  site: AnatomicalSite? = nil
) -> Lesion {
  Lesion(label: label, region: region, site: site, category: category, method: "drawn")
}

func measure(_ region: Region, on volume: Volume<SUVbw>) throws -> LesionMeasurement {
  try #require(try volume.measured([drawn("a", region)]).first)
}

private func near(_ measured: Measured, _ expected: Double, _ tolerance: Double = 1e-9) -> Bool {
  measured.value.map { abs($0 - expected) <= tolerance * max(1, abs(expected)) } ?? false
}

@Suite struct MeasurementTests {
  /// IBSI 1, digital phantom, consensus values and tolerances of the reference table.
  @Test func `the IBSI digital phantom gives the consensus values`() throws {
    let (volume, region) = try Phantom.ibsi()
    let lesion = try measure(region, on: volume)
    #expect(lesion.voxelCount == 74)
    #expect(near(lesion.suvbw.peakIBSILocal, 2.6, 0.05 / 2.6))
    #expect(near(lesion.suvbw.peakIBSIGlobal, 3.1, 0.05 / 3.1))
    #expect(near(lesion.suvbw.mean, 2.15, 0.005 / 2.15))
    #expect(lesion.suvbw.median == .value(1))
    #expect(lesion.suvbw.minimum == .value(1))
    #expect(lesion.suvbw.maximum == .value(6))
    #expect(lesion.suvbw.percentiles.p10 == .value(1))
    #expect(lesion.suvbw.percentiles.p90 == .value(4))
    // The consensus variance of 3.05 is over n; ours is over n - 1.
    let deviation = try #require(lesion.suvbw.standardDeviation.value)
    #expect(abs(deviation * deviation * 73 / 74 - 3.05) < 0.005)
    #expect(lesion.volumeMilliliters == 0.592)
    // Integrated intensity 1200 mm³, by the mesh volume of 556 mm³; ours counts voxels.
    #expect(near(lesion.suvbw.totalUptake, 2.1486486 * 0.592, 1e-6))
    #expect(abs((lesion.shape?.maximumDiameterMillimeters ?? 0) - 13.1) < 0.1)
    #expect(
      lesion.caveats.contains(.belowOneMilliliter(volumeMilliliters: 0.592))
        && lesion.caveats.contains(.touchesImageEdge)
        && lesion.caveats.contains(.peakSphereLeavesImage)
    )
  }

  /// Numbers by numpy 2 (percentile, std with ddof 1), SimpleITK (centroid, mean, SD) and scipy
  /// (convolution by a sphere; the exact one from 40³ points a voxel) on the same arrays.
  @Test func `numpy, SimpleITK and scipy give the same numbers`() throws {
    let grid = try Phantom.grid(11, 9, 7, spacing: SIMD3(2.5, 2, 3))
    let values = (0..<grid.voxelCount).map { offset in
      let v = grid.index(at: offset)
      return Float((v.x * 7 + v.y * 13 + v.z * 29 + v.x * v.y * v.z) % 97) / 8
    }
    let region = Region(grid: grid) { v in
      let d = SIMD3(Double(v.x - 5), Double(v.y - 4), Double(v.z - 3))
      return d.x * d.x / 16 + d.y * d.y / 9 + d.z * d.z / 6 <= 1
    }
    let lesion = try measure(region, on: Volume(grid: grid, values: values))
    #expect(lesion.voxelCount == 119)
    #expect(abs(lesion.volumeMilliliters - 1.785) < 1e-12)
    #expect(lesion.suvbw.maximum == .value(12))
    #expect(lesion.suvbw.minimum == .value(0))
    #expect(near(lesion.suvbw.mean, 6.120798319327731))
    #expect(lesion.suvbw.median == .value(6))
    #expect(near(lesion.suvbw.standardDeviation, 3.452957647916093))
    let percentiles = lesion.suvbw.percentiles
    #expect(near(percentiles.p5, 0.9875))
    #expect(near(percentiles.p10, 1.75))
    #expect(near(percentiles.p25, 3.0625))
    #expect(near(percentiles.p75, 8.75))
    #expect(near(percentiles.p90, 11.25))
    #expect(near(percentiles.p95, 11.75))
    #expect(near(lesion.suvbw.totalUptake, 6.120798319327731 * 1.785))
    // Three voxels are 12; the first in storage is reported, the best local peak counts.
    #expect(lesion.maximumVoxel == SIMD3(3, 6, 2))
    #expect(lesion.maximumPosition == SIMD3(7.5, 12, 6))
    #expect(near(lesion.suvbw.peakIBSILocal, 6.696969696969697))
    #expect(near(lesion.suvbw.peakIBSIGlobal, 7.079545454545454))
    #expect(near(lesion.suvbw.peakOneMilliliter, 6.862378015020939, 1e-3))
    #expect(near(lesion.suvbw.peakPERCIST, 6.868665211578001, 1e-3))
    let centroid = try #require(lesion.shape?.centroid)
    #expect(Phantom.distance(centroid, SIMD3(12.5, 8, 9)) < 1e-12)
  }

  @Test func `a uniform sphere of 5 in nothing has every number known`() throws {
    let grid = try Phantom.grid(21, 21, 21, origin: SIMD3(repeating: -20))
    let volume = Phantom.volume(grid) { Phantom.distance($0, .zero) <= 12.1 ? 5 : 0 }
    let region = volume.region(atLeast: 2)
    let lesion = try measure(region, on: volume)
    let count = Double(region.voxelCount)
    for number in [
      lesion.suvbw.maximum, lesion.suvbw.minimum, lesion.suvbw.mean, lesion.suvbw.median,
      lesion.suvbw.percentiles.p5, lesion.suvbw.percentiles.p95, lesion.suvbw.peakIBSIGlobal,
      lesion.suvbw.peakOneMilliliter, lesion.suvbw.peakPERCIST,
    ] { #expect(near(number, 5, 1e-12)) }
    #expect(lesion.suvbw.standardDeviation == .value(0))
    #expect(near(lesion.suvbw.totalUptake, 5 * count * 0.008))
    #expect(abs(lesion.volumeMilliliters - 4 / 3 * Double.pi * 1.21 * 1.21 * 1.21) < 0.3)
    #expect(lesion.caveats.isEmpty)
    let shape = try #require(lesion.shape)
    #expect(Phantom.distance(shape.centroid, .zero) < 1e-9)
    // Within a voxel of the diameter of 24.2 mm.
    for length in [
      shape.longAxisMillimeters, shape.shortAxisMillimeters, shape.maximumDiameterMillimeters,
    ] { #expect(abs(length - 24.2) < 2) }
  }

  @Test func `a peak may lie where the maximum is not`() throws {
    // A spike of 30 beside a block of 10.
    let grid = try Phantom.grid(31, 15, 15)
    let volume = Phantom.volume(grid) { position in
      if position == SIMD3(8, 14, 14) { return 30 }
      return position.x >= 20 ? 10 : 0
    }
    let region = Region(grid: grid) { $0.x >= 4 && $0.x <= 20 && $0.y == 7 && $0.z == 7 }
    let lesion = try measure(region, on: volume)
    #expect(lesion.maximumPosition == SIMD3(8, 14, 14))
    #expect(near(lesion.suvbw.peakOneMilliliter, 10))
    #expect(near(lesion.suvbw.peakPERCIST, 10))
    #expect(near(lesion.suvbw.peakIBSIGlobal, 10))
    // Around the spike: 30 over the voxels whose centres lie within 6.2 mm.
    let spheres = Region.sphere(
      center: SIMD3(8, 14, 14),
      radiusMillimeters: 6.2035,
      grid: grid
    )
    #expect(near(lesion.suvbw.peakIBSILocal, 30 / Double(spheres.voxelCount)))
    #expect((lesion.peakPosition?.x ?? 0) >= 26)
  }

  @Test func `what does not exist is not computed, never zero`() throws {
    let grid = try Phantom.grid(9, 9, 9)
    let volume = Phantom.volume(grid) { $0.x < 4 ? .nan : 3 }
    let empty = try measure(.empty(grid), on: volume)
    #expect(empty.suvbw.maximum == .notComputed(.emptyRegion))
    #expect(empty.suvbw.peakIBSILocal == .notComputed(.emptyRegion))
    #expect(empty.suvbw.totalUptake == .notComputed(.emptyRegion))
    #expect(empty.shape == nil)
    #expect(empty.maximumVoxel == nil)
    #expect(empty.volumeMilliliters == 0)
    #expect(empty.caveats.isEmpty)

    let single = try measure(Region(grid: grid) { $0 == SIMD3(7, 4, 4) }, on: volume)
    #expect(single.suvbw.standardDeviation == .notComputed(.fewerThanTwoVoxels))
    #expect(single.suvbw.median == .value(3))
    #expect(single.shape?.maximumDiameterMillimeters == 2)
    #expect(single.shape?.longAxisMillimeters == 2)
    #expect(single.shape?.shortAxisMillimeters == 2)

    let undefined = try measure(Region(grid: grid) { $0.x < 2 }, on: volume)
    #expect(undefined.suvbw.mean == .notComputed(.noDefinedVoxel))
    #expect(undefined.caveats.contains(.undefinedVoxels(count: 162)))

    let partly = try measure(Region(grid: grid) { $0.x < 3 }, on: volume)
    #expect(partly.suvbw.mean == .value(3))
    #expect(partly.suvbw.peakIBSILocal == .notComputed(.undefinedVoxelInSphere))
    #expect(partly.caveats.contains(.undefinedVoxels(count: 162)))
    #expect(near(partly.suvbw.totalUptake, 3 * 81 * 0.008))
  }

  @Test func `a sheared grid has no exact spheres, and the IBSI peaks`() throws {
    let grid = try Grid(
      size: SIMD3(9, 9, 9),
      affine: Affine(
        columnStep: SIMD3(2, 0, 0),
        rowStep: SIMD3(0, 2, 0),
        sliceStep: SIMD3(0.5, 0, 2),
        origin: .zero
      )
    )
    let lesion = try measure(.whole(grid), on: Phantom.volume(grid) { _ in 2 })
    #expect(lesion.suvbw.peakOneMilliliter == .notComputed(.shearedGrid))
    #expect(lesion.suvbw.peakPERCIST == .notComputed(.shearedGrid))
    #expect(near(lesion.suvbw.peakIBSIGlobal, 2))
  }

  @Test func `ratios are to each reference region's mean`() throws {
    let grid = try Phantom.grid(20, 20, 20)
    let volume = Phantom.volume(grid) { $0.x < 20 ? 12 : ($0.y < 20 ? 3 : 0) }
    func reference(_ tissue: ReferenceTissue, _ y: Double) throws -> ReferenceRegion {
      let placement = ReferencePlacement.sphere(
        center: SIMD3(30, y, 20),
        diameterMillimeters: 8
      )
      return try ReferenceRegion(tissue, placed: placement, on: volume)
    }
    let measured = try volume.measured(
      [drawn("a", volume.region(atLeast: 10))],
      references: [reference(.liver, 8), reference(.muscle, 30)]
    )
    let ratios = try #require(measured.first?.ratios)
    #expect(ratios.map(\.tissue) == [.liver, .muscle])
    #expect(ratios[0].maximum == .value(4))
    #expect(near(ratios[0].mean, 4))
    #expect(near(ratios[0].peak, 4))
    #expect(ratios[1].maximum == .notComputed(.divisorIsZero))
  }

  @Test func `another normalisation is the same numbers times its factor`() throws {
    let (volume, region) = try Phantom.ibsi()
    let lesion = try measure(region, on: volume)
    let sul = lesion.uptake(on: UptakeScale(name: "SULjanma", factor: 0.75))
    // The volume times the factor, measured anew, is the independent way.
    let scaled = Volume<SUVbw>(grid: volume.grid, values: volume.values.map { $0 * 0.75 })
    let direct = try measure(region, on: scaled).suvbw
    #expect(sul.maximum == direct.maximum)
    #expect(sul.percentiles.p75 == direct.percentiles.p75)
    #expect(near(sul.standardDeviation, direct.standardDeviation.value ?? .nan))
    #expect(near(sul.peakPERCIST, direct.peakPERCIST.value ?? .nan))
    #expect(near(sul.totalUptake, direct.totalUptake.value ?? .nan))
  }

  @Test func `the columns have the names of the contract`() throws {
    let (volume, region) = try Phantom.ibsi()
    let columns = try measure(region, on: volume).suvbw.columns
    let contract = [
      "max", "mean", "median", "sd", "min", "peak_ibsi_local", "peak_ibsi_global", "peak_1ml",
    ]
    #expect(Set(contract).isSubset(of: columns.map(\.name)))
    #expect(Set(columns.map(\.name)).count == columns.count)
    #expect(columns.first { $0.name == "p90" }?.value == .value(4))
    #expect(columns.first { $0.name == "max" }?.value == .value(6))
    #expect(columns.first { $0.name == "min" }?.value == .value(1))
  }

  @Test func `a lesion of another grid is an error`() throws {
    let (volume, _) = try Phantom.ibsi()
    let other = try Region.whole(Phantom.grid(5, 4, 4, origin: SIMD3(1, 0, 0)))
    #expect(throws: LesionsError.otherGrid("a")) { try volume.measured([drawn("a", other)]) }
  }

  @Test func `missing numbers go to JSON with their reason and come back`() throws {
    let (volume, region) = try Phantom.ibsi()
    let measured = try volume.measured([drawn("a", region), drawn("b", .empty(volume.grid))])
    let json = try JSONEncoder().encode(measured)
    #expect(try JSONDecoder().decode([LesionMeasurement].self, from: json) == measured)
    #expect(String(decoding: json, as: UTF8.self).contains(#"{"notComputed":"emptyRegion"}"#))
  }
}
