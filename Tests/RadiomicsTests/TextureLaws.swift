import Dispatch
import Radiomics
import Synchronization
import Testing

private func region(
  _ size: SIMD3<Int>,
  levelCount: Int,
  _ level: (Int, Int, Int) -> Int
) -> DiscretizedRegion {
  var levels: [UInt16] = []
  for slice in 0..<size.z {
    for row in 0..<size.y {
      for column in 0..<size.x { levels.append(UInt16(level(column, row, slice))) }
    }
  }
  return DiscretizedRegion(
    size: size,
    spacingMillimeters: [1, 1, 1],
    levels: levels,
    levelCount: levelCount
  )
}

/// Levels without order, with holes.
private func scattered(_ column: Int, _ row: Int, _ slice: Int) -> Int {
  let mixed = column * 7 + row * 13 + slice * 29
  return (mixed + column * row * slice) % 11 % 6
}

private func isUndefined(_ result: Result<Double, Feature.NotComputed>) -> Bool {
  if case .failure(.undefined) = result { true } else { false }
}

@Test func `An empty region says so for every feature`() {
  let features = region([3, 3, 3], levelCount: 4) { _, _, _ in 0 }.textureFeatures()
  #expect(features.count == 408)
  #expect(features.allSatisfy { $0.value == .failure(.emptyRegion) })
}

@Test func `One voxel has no neighbours but is a run, a zone and a dependence`() throws {
  let features = region([1, 1, 1], levelCount: 4) { _, _, _ in 3 }.textureFeatures()
  for feature in features where feature.tag.hasPrefix("cm_") || feature.tag.hasPrefix("ngt_") {
    #expect(isUndefined(feature.value), "\(feature.tag)")
  }
  for end in ["rlm_sre_2D_avg", "rlm_r_perc_3D_comb", "szm_sze_3D", "dzm_lde_2_5D", "ngl_hde_3D"] {
    #expect(try features.value(end) == 1)
  }
  #expect(try features.value("szm_hgze_3D") == 9)
  #expect(try features.value("ngl_lgce_2D") == 1.0 / 9)
}

@Test func `A uniform cube has one zone and no contrast`() throws {
  let features = region([3, 3, 3], levelCount: 5) { _, _, _ in 2 }.textureFeatures()
  #expect(try features.value("cm_joint_max_3D_comb") == 1)
  #expect(try features.value("cm_joint_entr_3D_avg") == 0)
  #expect(try features.value("cm_contrast_2D_comb") == 0)
  #expect(try features.value("cm_auto_corr_2_5D_avg") == 4)
  #expect(isUndefined(try features.result("cm_corr_3D_comb")))
  #expect(isUndefined(try features.result("cm_info_corr1_2D_avg")))
  // 9 runs along each axis; per plane diagonal 15 (5 in each of 3 planes), per space diagonal 19.
  let runs = [3 * 9, 6 * 15, 4 * 19].reduce(0, +)
  let percentage = Double(runs) / Double(13 * 27)
  #expect(abs(try features.value("rlm_r_perc_3D_comb") - percentage) < 1e-12)
  #expect(try features.value("szm_lze_3D") == 27 * 27)
  #expect(try features.value("szm_lze_2D") == 81)
  #expect(try features.value("szm_z_perc_2_5D") == 1.0 / 9)
  #expect(try features.value("dzm_zd_var_3D") == 0)
  #expect(try features.value("ngt_coarseness_3D") == 1e6)
  for feature in ["contrast", "busyness", "complexity", "strength"] {
    #expect(try features.value("ngt_\(feature)_3D") == 0)
  }
  // 8 corners see 8 voxels, 12 edges 12, 6 faces 18, the centre 27, themselves included.
  let squares = [8 * 64, 12 * 144, 6 * 324, 729]
  let dependence = Double(squares.reduce(0, +)) / 27
  #expect(abs(try features.value("ngl_hde_3D") - dependence) < 1e-12)
}

@Test func `A checkerboard alternates along rows and repeats along diagonals`() throws {
  let features = region([4, 4, 1], levelCount: 2) { 1 + ($0 + $1) % 2 + $2 }.textureFeatures()
  // 12 unequal pairs along rows, 12 along columns, 9 equal pairs along either diagonal.
  #expect(abs(try features.value("cm_contrast_2D_comb") - 24.0 / 42) < 1e-12)
  #expect(abs(try features.value("cm_contrast_2D_avg") - 0.5) < 1e-12)
  // Along rows and columns every voxel is a run; the two diagonals have 7 runs each.
  #expect(abs(try features.value("rlm_r_perc_2D_comb") - 46.0 / 64) < 1e-12)
  // Diagonal neighbours join each colour into one zone.
  #expect(try features.value("szm_lze_2D") == 64)
  #expect(try features.value("szm_zs_var_2_5D") == 0)
  // In the one slice nothing depends on the way the neighbourhoods are merged.
  #expect(try features.value("ngt_strength_2D") == features.value("ngt_strength_2_5D"))
}

@Test func `Distances are measured from the border of the morphological mask`() throws {
  let center = region([5, 5, 5], levelCount: 1) { [$0, $1, $2] == [2, 2, 2] ? 1 : 0 }
  #expect(try center.textureFeatures().value("dzm_lde_3D") == 1)
  let whole = center.textureFeatures(morphologicalMask: Array(repeating: true, count: 125))
  #expect(try whole.value("dzm_lde_3D") == 9)
  #expect(try whole.value("dzm_lde_2D") == 9)
  // With the outer slices absent a way out leads along the slices.
  let mask = (0..<125).map { (25..<100).contains($0) }
  let flat = center.textureFeatures(morphologicalMask: mask)
  #expect(try flat.value("dzm_lde_3D") == 4)
  #expect(try flat.value("dzm_lde_2D") == 9)
}

@Test(arguments: 0..<3)
func `Texture in the volume does not depend on the way the axes run`(axis: Int) throws {
  let size = SIMD3(6, 5, 4)
  let original = region(size, levelCount: 5, scattered).textureFeatures()
  let flipped = region(size, levelCount: 5) { column, row, slice in
    var place = SIMD3(column, row, slice)
    place[axis] = size[axis] - 1 - place[axis]
    return scattered(place.x, place.y, place.z)
  }.textureFeatures()
  for feature in original where ["3D_comb", "3D_avg", "3D"].contains(feature.aggregation) {
    let value = try feature.value.get()
    let other = try flipped.value(feature.tag)
    #expect(abs(value - other) <= 1e-12 * max(1, abs(value)), "\(feature.tag)")
  }
}

@Test func `Levels far apart are counted as levels side by side`() throws {
  let near = region([9, 8, 7], levelCount: 6) { scattered($0, $1, $2) }.textureFeatures()
  let far = region([9, 8, 7], levelCount: 60_000) { scattered($0, $1, $2) * 10_000 }
    .textureFeatures()
  // Those whose definitions ask how often a level occurs, and not which it is.
  let indifferent = [
    "cm_joint_max", "cm_joint_entr", "cm_energy", "cm_corr", "cm_info_corr1", "cm_info_corr2",
    "rlm_sre", "rlm_lre", "rlm_glnu", "rlm_rlnu", "rlm_rl_entr", "szm_sze", "szm_glnu",
    "szm_zs_entr", "dzm_lde", "dzm_zd_entr", "ngl_lde", "ngl_dcnu", "ngl_dc_entr",
  ]
  var held = 0
  for feature in near
  where indifferent.contains(where: { feature.tag == "\($0)_\(feature.aggregation)" }) {
    let (value, other) = (try feature.value.get(), try far.value(feature.tag))
    #expect(abs(value - other) <= 1e-9 * max(1, abs(value)), "\(feature.tag)")
    held += 1
  }
  #expect(held == 11 * 6 + 8 * 3)
}

@Test func `Empty slices and margins change nothing`() throws {
  let tight = region([4, 4, 2], levelCount: 5, scattered).textureFeatures()
  let wide = region([6, 7, 4], levelCount: 5) { column, row, slice in
    (1...4).contains(column) && (2...5).contains(row) && (1...2).contains(slice)
      ? scattered(column - 1, row - 2, slice - 1) : 0
  }.textureFeatures()
  #expect(tight == wide)
}

@Test func `Texture is the same on every thread`() {
  let region = region([7, 6, 5], levelCount: 5, scattered)
  let expected = region.textureFeatures()
  let different = Mutex(0)
  DispatchQueue.concurrentPerform(iterations: 8) { _ in
    if region.textureFeatures() != expected { different.withLock { $0 += 1 } }
  }
  #expect(different.withLock { $0 } == 0)
}
