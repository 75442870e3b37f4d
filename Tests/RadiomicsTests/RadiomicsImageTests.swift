import Foundation
import NIfTI
import Radiomics
import TestSupport
import Testing
import Voxels

/// Numbers without a unit.
private enum Plain: VoxelUnit {
  static let name = "intensity"
  static let ucum = ""
}

/// The features of one of the IBSI phantoms.
private func phantomFeatures(_ name: String, _ profile: String) throws -> [Feature] {
  let folder = try #require(SharedData.folder).path + "/ibsi-1/\(name)/nifti"
  let file = try NIfTIFile.read(path: folder + "/image/phantom.nii.gz")
  let labels = try NIfTIFile.readLabels(path: folder + "/mask/mask.nii.gz")
  let region = try #require(labels.first).region.mapped(onto: file.grid).region
  let image = try RadiomicsImage(
    Volume<Plain>(grid: file.grid, values: file.values),
    settings: .profile(profile)
  )
  return try image.diagnostics() + image.features(of: region)
}

@Suite(.enabled(if: SharedData.isPresent)) struct `IBSI's digital phantom` {
  private static let features = Result {
    try phantomFeatures("digital-phantom", "ibsi-digital-phantom")
  }

  @Test(arguments: Reference.rows(of: "reference_digital_phantom"))
  func `Each reference value is met`(_ reference: Reference) throws {
    let feature = try #require(Self.features.get().first { $0.tag == reference.tag })
    let value = try feature.value.get()
    #expect(reference.isMet(by: value), "\(reference.tag): \(value), not \(reference.text)")
    #expect(feature.name == reference.feature)
    #expect(feature.family == reference.family)
  }

  @Test
  func `All 487 features have a value and a tag of their own, the five without reference too`()
    throws
  {
    let features = try Self.features.get().filter { !$0.family.hasPrefix("Diagnostics") }
    #expect(features.count == 487)
    #expect(Set(features.map(\.tag)).count == 487)
    #expect(features.allSatisfy { $0.hasValue && $0.ibsiID.count == 4 })
  }
}

/// Slow in a debug build: `Scripts/ibsi-conformance` counts them by the installed program.
@Suite(
  .enabled(
    if: SharedData.isPresent && ProcessInfo.processInfo.environment["HERALD_IBSI_CT"] != nil,
    "set HERALD_IBSI_CT to run the CT phantom"
  )
)
struct `IBSI's CT phantom` {
  @Test(arguments: ["A", "B", "C"])
  func `Each reference value of a configuration is met`(_ configuration: String) throws {
    let features = try phantomFeatures("ct-phantom", "ibsi-\(configuration.lowercased())")
    for reference in Reference.rows(of: "reference_config_\(configuration)") {
      let value = try features.value(reference.tag)
      #expect(reference.isMet(by: value), "\(reference.tag): \(value), not \(reference.text)")
    }
  }
}

/// A small image with a region of no symmetry.
private struct Scene {
  let size: SIMD3<Int>
  let values: [Float]
  let mask: [UInt8]

  static let lopsided: Scene = {
    let size = SIMD3(6, 5, 4)
    var (values, mask): ([Float], [UInt8]) = ([], [])
    for k in 0..<4 {
      for j in 0..<5 {
        for i in 0..<6 {
          values.append(Float((i * i + 3 * j + 7 * k * k + i * j * k) % 11 + 1))
          mask.append(i + j <= 6 && i + 2 * k >= 1 && (i, j, k) != (2, 2, 1) ? 1 : 0)
        }
      }
    }
    return Scene(size: size, values: values, mask: mask)
  }()

  /// The scene with its axes taken in another order, and turned round where asked.
  func turned(_ order: [Int], flipped: [Bool]) -> Scene {
    let turned = SIMD3(size[order[0]], size[order[1]], size[order[2]])
    var (values, mask): ([Float], [UInt8]) = ([], [])
    for k in 0..<turned.z {
      for j in 0..<turned.y {
        for i in 0..<turned.x {
          var from = SIMD3<Int>.zero
          for (axis, index) in [i, j, k].enumerated() {
            from[order[axis]] = flipped[axis] ? turned[axis] - 1 - index : index
          }
          let offset = from.x + size.x * (from.y + size.y * from.z)
          values.append(self.values[offset])
          mask.append(self.mask[offset])
        }
      }
    }
    return Scene(size: turned, values: values, mask: mask)
  }

  func features(_ settings: RadiomicsSettings) throws -> [Feature] {
    let grid = try Grid(
      size: size,
      affine: Affine(
        columnStep: SIMD3(2, 0, 0),
        rowStep: SIMD3(0, 2, 0),
        sliceStep: SIMD3(0, 0, 2),
        origin: SIMD3(-5, 3, 8)
      )
    )
    return try RadiomicsImage(Volume<Plain>(grid: grid, values: values), settings: settings)
      .features(of: Region(grid: grid, mask: mask))
  }
}

@Suite struct `What features keep to` {
  private let settings = RadiomicsSettings(
    name: "law",
    interpolation: .init(.linear, inPlaneMillimeters: 1.6, sliceMillimeters: 1.6),
    range: .init(lower: 2, upper: nil),
    discretization: .fixedBinSize(1, anchor: 2),
    volumeHistogram: .fixedBinSize(0.5, anchor: 2)
  )

  @Test(arguments: [
    ([0, 1, 2], [true, false, false]), ([0, 1, 2], [false, true, true]),
    ([1, 0, 2], [true, false, false]), ([2, 1, 0], [false, false, true]),
    ([1, 2, 0], [false, false, false]),
  ])
  func `A flipped or turned image has the same features`(_ order: [Int], _ flipped: [Bool]) throws {
    let straight = try Scene.lopsided.features(settings)
    let turned = try Scene.lopsided.turned(order, flipped: flipped).features(settings)
    for (a, b) in zip(straight, turned) where isTurnedAlong(a) {
      let (x, y) = (try a.value.get(), try b.value.get())
      #expect(abs(x - y) <= 1e-4 * max(1, abs(x)), "\(a.tag): \(x) and \(y)")
    }
  }

  /// Whether a feature doesn't ask in which direction the slices lie.
  private func isTurnedAlong(_ feature: Feature) -> Bool {
    !feature.family.hasPrefix("Diagnostics") && !feature.aggregation.hasPrefix("2")
  }

  @Test func `An empty mask has every feature and no value`() throws {
    var scene = Scene.lopsided
    scene = Scene(size: scene.size, values: scene.values, mask: scene.mask.map { _ in 0 })
    let features = try scene.features(settings).filter { !$0.family.hasPrefix("Diagnostics") }
    #expect(features.count == 487)
    for feature in features { #expect(!feature.hasValue, "\(feature.tag)") }
  }

  @Test func `One voxel has a mesh and no axes, and nothing of it is 0 for want of a value`() throws
  {
    var mask = [UInt8](repeating: 0, count: 120)
    mask[45] = 1
    var settings = settings
    settings.interpolation = nil
    settings.range = nil
    settings.discretization = .fixedBinNumber(8)
    let one = Scene(size: Scene.lopsided.size, values: Scene.lopsided.values, mask: mask)
    let features = try one.features(settings)
    // The octahedron whose corners lie half a voxel from the middle.
    #expect(abs(try features.value("morph_volume") - 4.0 / 3) < 1e-12)
    #expect(abs(try features.value("morph_area_mesh") - 4 * 3.0.squareRoot()) < 1e-12)
    #expect(try features.value("stat_mean") == Double(Scene.lopsided.values[45]))
    for tag in ["morph_pca_maj_axis", "morph_moran_i", "stat_skew", "ih_max_grad"] {
      #expect(features.contains { $0.tag == tag && !$0.hasValue }, "\(tag)")
    }
  }

  @Test func `Regions together have what each has alone, in their order`() throws {
    let scene = Scene.lopsided
    let grid = try Grid(
      size: scene.size,
      affine: Affine(
        columnStep: SIMD3(2, 0, 0),
        rowStep: SIMD3(0, 2, 0),
        sliceStep: SIMD3(0, 0, 2),
        origin: .zero
      )
    )
    let image = try RadiomicsImage(
      Volume<Plain>(grid: grid, values: scene.values),
      settings: settings
    )
    let masks = [
      scene.mask, scene.mask.map { 1 - $0 }, [UInt8](repeating: 0, count: 120),
      [UInt8](repeating: 1, count: 120),
    ]
    let regions = masks.map { Region(grid: grid, mask: $0) }
    #expect(try image.features(of: regions) == regions.map { try image.features(of: $0) })
    #expect(try image.features(of: []) == [])
  }

  @Test func `An image that stays as it is reads the same before and after`() throws {
    let scene = Scene.lopsided
    var settings = settings
    settings.interpolation = nil
    let grid = try Grid(
      size: scene.size,
      affine: Affine(
        columnStep: SIMD3(2, 0, 0),
        rowStep: SIMD3(0, 2, 0),
        sliceStep: SIMD3(0, 0, 2),
        origin: .zero
      )
    )
    let halves = scene.values.map { $0 + 0.25 }
    func diagnostics() throws -> [Feature] {
      let volume = Volume<Plain>(grid: grid, values: halves)
      return try RadiomicsImage(volume, settings: settings).diagnostics()
    }
    let kept = try diagnostics()
    let mean = Double(halves.reduce(0, +)) / 120
    for stage in ["init", "interp"] {
      #expect(abs(try kept.value("mean_int_\(stage)_img") - mean) < 1e-5)
    }
    // Rounding is a change, though nothing is interpolated.
    settings.roundsIntensities = true
    let rounded = try diagnostics()
    #expect(abs(try rounded.value("mean_int_interp_img") - (mean - 0.25)) < 1e-5)
  }

  @Test func `A flat region has a mean and no skewness`() throws {
    let flat = Scene(
      size: Scene.lopsided.size,
      values: [Float](repeating: 4, count: 120),
      mask: Scene.lopsided.mask
    )
    let features = try flat.features(settings)
    #expect(try features.value("stat_mean") == 4)
    #expect(try features.value("stat_var") == 0)
    for tag in ["stat_skew", "stat_kurt", "morph_moran_i", "morph_geary_c"] {
      #expect(features.contains { $0.tag == tag && !$0.hasValue }, "\(tag)")
    }
  }

  @Test func `Moran and Geary are those of every pair taken by itself`() throws {
    var settings = settings
    settings.interpolation = nil
    let scene = Scene.lopsided
    let features = try scene.features(settings)
    var points: [(SIMD3<Double>, Double)] = []
    for offset in scene.mask.indices where scene.mask[offset] == 1 && scene.values[offset] >= 2 {
      let place = SIMD3(offset % 6, offset / 6 % 5, offset / 30)
      points.append(
        (2 * SIMD3(Double(place.x), Double(place.y), Double(place.z)), Double(scene.values[offset]))
      )
    }
    let count = Double(points.count)
    let mean = points.reduce(0) { $0 + $1.1 } / count
    let spread = points.reduce(0) { $0 + ($1.1 - mean) * ($1.1 - mean) }
    var (weights, products, squares) = (0.0, 0.0, 0.0)
    for (i, a) in points.enumerated() {
      for (j, b) in points.enumerated() where i != j {
        let step = a.0 - b.0
        let weight = 1 / (step * step).sum().squareRoot()
        weights += weight
        products += weight * (a.1 - mean) * (b.1 - mean)
        squares += weight * (a.1 - b.1) * (a.1 - b.1)
      }
    }
    let moran = try features.value("morph_moran_i")
    let geary = try features.value("morph_geary_c")
    #expect(abs(moran - count / weights * products / spread) < 1e-12)
    #expect(abs(geary - (count - 1) / (2 * weights) * squares / spread) < 1e-12)
  }

  @Test func `Intensities shifted and scaled move features as their definitions say`() throws {
    var settings = settings
    settings.interpolation = nil
    settings.range = nil
    settings.discretization = .fixedBinNumber(6)
    settings.volumeHistogram = .fixedBinNumber(50)
    let scene = Scene.lopsided
    // Powers of two, so that single precision rounds neither.
    let (scale, shift) = (4.0, 32.0)
    let moved = Scene(
      size: scene.size,
      values: scene.values.map { Float(scale) * $0 + Float(shift) },
      mask: scene.mask
    )
    let (before, after) = (try scene.features(settings), try moved.features(settings))
    func expect(_ tag: String, _ change: (Double) -> Double) throws {
      let (old, new) = (try before.value(tag), try after.value(tag))
      #expect(abs(new - change(old)) <= 1e-9 * abs(new), "\(tag): \(old) and \(new)")
    }
    for end in ["mean", "median", "min", "max", "p10", "p90"] {
      try expect("stat_\(end)") { scale * $0 + shift }
    }
    for tag in ["loc_peak_loc", "loc_peak_glob"] { try expect(tag) { scale * $0 + shift } }
    for end in ["range", "iqr", "mad", "rmad", "medad"] { try expect("stat_\(end)") { scale * $0 } }
    try expect("stat_var") { scale * scale * $0 }
    // Bins of a number follow the intensities: nothing else changes, bit for bit but for Moran's sums.
    let follows = ["stat_", "loc_", "morph_com", "morph_integ"]
    for (a, b) in zip(before, after)
    where !a.family.hasPrefix("Diagnostics") && !follows.contains(where: a.tag.hasPrefix) {
      guard case .success(let old) = a.value else {
        #expect(a.value == b.value)
        continue
      }
      #expect(abs(old - (try b.value.get())) <= 1e-11 * max(1, abs(old)), "\(a.tag)")
    }
    for tag in ["stat_skew", "stat_kurt"] { try expect(tag) { $0 } }
  }

  @Test func `Texture asked for in the volume alone is what all aggregations give there`() throws {
    let all = try Scene.lopsided.features(settings)
    var settings = settings
    settings.aggregations = [.volume]
    let volume = try Scene.lopsided.features(settings)
    #expect(volume == all.filter { !$0.aggregation.hasPrefix("2") })
    settings.aggregations = [.slice, .mergedSlices]
    #expect(
      try Scene.lopsided.features(settings) == all.filter { !$0.aggregation.hasPrefix("3") }
    )
  }

  @Test func `Intensities below the anchor are refused, not put into the first bin`() {
    var settings = settings
    settings.interpolation = nil
    settings.range = nil
    #expect(throws: RadiomicsError.belowAnchor(intensity: 1, anchor: 2)) {
      try Scene.lopsided.features(settings)
    }
  }
}

extension Feature {
  /// Whether there is a value, and not a reason in its place.
  fileprivate var hasValue: Bool {
    if case .success = value { true } else { false }
  }
}
