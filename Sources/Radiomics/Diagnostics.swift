import Voxels

/// What image and masks are like before and after each step of image processing.
///
/// - Source: IBSI 5.2, diagnostic features.
enum Diagnostics {
  /// An image: size, spacing and intensities.
  struct Image {
    let size: SIMD3<Int>
    let spacing: SIMD3<Double>
    let mean: Double
    let minimum: Double
    let maximum: Double
  }

  /// A region: its image's size, the boxes around its masks, their voxels, and intensities.
  struct Masks {
    let size: SIMD3<Int>
    let intensityBox: SIMD3<Int>
    let morphologicalBox: SIMD3<Int>
    let intensityCount: Int
    let morphologicalCount: Int
    /// The intensities of the intensity mask; nil where it is empty.
    let intensities: Extent?

    func extent() throws(Feature.NotComputed) -> Extent {
      guard let intensities else { throw .emptyRegion }
      return intensities
    }
  }

  /// The intensities of a mask.
  struct Extent {
    var sum = 0.0
    var count = 0
    var minimum = Double.infinity
    var maximum = -Double.infinity

    mutating func add(_ value: Double) {
      sum += value
      count += 1
      minimum = min(minimum, value)
      maximum = max(maximum, value)
    }
  }

  private static let axes = ["x", "y", "z"]

  /// An image's diagnostics.
  static func image(_ stage: String) -> [FeatureDefinition<Image>] {
    var definitions: [FeatureDefinition<Image>] = []
    for (axis, name) in axes.enumerated() {
      definitions.append(
        .init("", "Image dimension \(name)", "img_dim_\(name)_\(stage)") { Double($0.size[axis]) }
      )
    }
    for (axis, name) in axes.enumerated() {
      definitions.append(
        .init("", "Voxel dimension \(name)", "vox_dim_\(name)_\(stage)", .fixed("mm")) {
          $0.spacing[axis]
        }
      )
    }
    definitions += [
      .init("", "Mean intensity", "mean_int_\(stage)", .intensity) { $0.mean },
      .init("", "Minimum intensity", "min_int_\(stage)", .intensity) { $0.minimum },
      .init("", "Maximum intensity", "max_int_\(stage)", .intensity) { $0.maximum },
    ]
    return definitions
  }

  /// The diagnostics of a region's masks.
  static func masks(_ stage: String) -> [FeatureDefinition<Masks>] {
    var definitions: [FeatureDefinition<Masks>] = []
    func add(_ name: String, _ tag: String, _ size: @escaping @Sendable (Masks) -> SIMD3<Int>) {
      for (axis, letter) in axes.enumerated() {
        definitions.append(
          .init("", "\(name) \(letter)", "\(tag)_\(letter)_\(stage)") { Double(size($0)[axis]) }
        )
      }
    }
    add("Int. mask dimension", "int_mask_dim") { $0.size }
    add("Int. mask bounding box dimension", "int_mask_bb_dim") { $0.intensityBox }
    add("Morph. mask bounding box dimension", "morph_mask_bb_dim") { $0.morphologicalBox }
    definitions += [
      .init("", "Int. mask voxel count", "int_mask_vox_count_\(stage)") {
        Double($0.intensityCount)
      },
      .init("", "Morph. mask voxel count", "morph_mask_vox_count_\(stage)") {
        Double($0.morphologicalCount)
      },
      .init("", "Int. mask mean intensity", "int_mask_mean_int_\(stage)", .intensity) {
        (m) throws(Feature.NotComputed) in
        let extent = try m.extent()
        return extent.sum / Double(extent.count)
      },
      .init("", "Int. mask minimum intensity", "int_mask_min_int_\(stage)", .intensity) {
        (m) throws(Feature.NotComputed) in try m.extent().minimum
      },
      .init("", "Int. mask maximum intensity", "int_mask_max_int_\(stage)", .intensity) {
        (m) throws(Feature.NotComputed) in try m.extent().maximum
      },
    ]
    return definitions
  }
}
