/// A feature's value on one matrix or region, or why there is none.
typealias FeatureValue = Result<Double, Feature.NotComputed>

/// The matrices of slices and directions, as they become one value for each feature.
struct TextureGroup<Matrix: TextureMatrix> {
  /// How the reference tables end the tag: `3D_comb`.
  let tag: String
  /// How the reference tables say it: "3D, merged".
  let text: String
  /// The matrices whose features are averaged.
  let matrices: [Matrix]
}

/// A matrix that texture features are computed from.
protocol TextureMatrix: Sendable {
  /// What the features of the matrix are called.
  static var family: TextureFamily { get }

  /// The matrix of several slices or directions together.
  init(merging parts: [Self])

  /// The features in the order of the family.
  var values: [FeatureValue] { get }
}

/// The names of a family's features, in the order of the reference tables.
struct TextureFamily: Sendable {
  /// The family, as the reference tables name it.
  let name: String
  /// The features: IBSI identifier, name and tag of the reference tables.
  let features: [(ibsiID: String, name: String, tag: String)]
}

extension TextureMatrix {
  /// The features of each group: the mean over its matrices.
  ///
  /// A matrix on which a feature is undefined (a slice with a single voxel has no pairs) takes no
  /// part in that feature's mean; where it is undefined on all, so is the mean.
  static func features(of groups: [TextureGroup<Self>]) -> [Feature] {
    groups.flatMap { group in
      let values = group.matrices.map(\.values)
      return family.features.indices.map { index in
        let feature = family.features[index]
        return Feature(
          ibsiID: feature.ibsiID,
          family: "\(family.name) (\(group.text))",
          name: feature.name,
          tag: "\(feature.tag)_\(group.tag)",
          aggregation: group.tag,
          value: mean(values.lazy.map { $0[index] })
        )
      }
    }
  }

  /// The aggregations of a family whose matrices have a direction: two each in the slices, merged
  /// over the slices, and in the volume.
  ///
  /// - Parameters:
  ///   - lattice: the region's levels.
  ///   - aggregations: which are asked for.
  ///   - matrix: the matrix of some voxels in a direction.
  /// - Returns: the groups in the order of the reference tables.
  static func directionalGroups(
    _ lattice: TextureLattice,
    _ aggregations: Set<RadiomicsSettings.Aggregation>,
    matrix: (SIMD3<Int>, Range<Int>) -> Self
  ) -> [TextureGroup<Self>] {
    let isEmpty = lattice.voxels.isEmpty
    let isSliced = aggregations.contains(.slice) && !isEmpty
    let slices: [[Self]] =
      isSliced
      ? lattice.slices.map { slice in TextureDirection.planar.map { matrix($0, slice) } } : []
    let planar =
      isEmpty
      ? []
      : TextureDirection.planar.enumerated().map { number, direction in
        isSliced
          ? Self(merging: slices.map { $0[number] }) : matrix(direction, lattice.voxels.indices)
      }
    var groups: [TextureGroup<Self>] = []
    func append(_ tag: String, _ text: String, _ matrices: [Self]) {
      groups.append(TextureGroup(tag: tag, text: text, matrices: matrices))
    }
    func merged(_ parts: [Self]) -> [Self] { parts.isEmpty ? [] : [Self(merging: parts)] }
    if aggregations.contains(.slice) {
      append("2D_avg", "2D, averaged", slices.flatMap { $0 })
      append("2D_comb", "2D, slice-merged", slices.map { Self(merging: $0) })
    }
    if aggregations.contains(.mergedSlices) {
      append("2_5D_avg", "2.5D, direction-merged", planar)
      append("2_5D_comb", "2.5D, merged", merged(planar))
    }
    if aggregations.contains(.volume) {
      let all =
        isEmpty
        ? planar : planar + TextureDirection.oblique.map { matrix($0, lattice.voxels.indices) }
      append("3D_avg", "3D, averaged", all)
      append("3D_comb", "3D, merged", merged(all))
    }
    return groups
  }

  /// The aggregations of a family whose matrices have no direction.
  ///
  /// - Parameters:
  ///   - aggregations: which are asked for.
  ///   - isEmpty: whether the region is.
  ///   - slices: the matrix of each slice, of neighbourhoods within the slice.
  ///   - volume: the matrix of neighbourhoods in three dimensions.
  /// - Returns: the groups in the order of the reference tables.
  static func groups(
    _ aggregations: Set<RadiomicsSettings.Aggregation>,
    isEmpty: Bool,
    slices: () -> [Self],
    volume: () -> Self
  ) -> [TextureGroup<Self>] {
    var groups: [TextureGroup<Self>] = []
    func append(_ tag: String, _ matrices: [Self]) {
      let text = tag == "2_5D" ? "2.5D" : tag
      groups.append(TextureGroup(tag: tag, text: text, matrices: isEmpty ? [] : matrices))
    }
    let parts = aggregations.isDisjoint(with: [.slice, .mergedSlices]) || isEmpty ? [] : slices()
    if aggregations.contains(.slice) { append("2D", parts) }
    if aggregations.contains(.mergedSlices) { append("2_5D", [Self(merging: parts)]) }
    if aggregations.contains(.volume) { append("3D", isEmpty ? [] : [volume()]) }
    return groups
  }

  private static func mean(_ values: some Sequence<FeatureValue>) -> FeatureValue {
    var sum = 0.0
    var count = 0
    var reason = Feature.NotComputed.emptyRegion
    for value in values {
      switch value {
      case .success(let number):
        sum += number
        count += 1
      case .failure(let why): reason = why
      }
    }
    return count > 0 ? .success(sum / Double(count)) : .failure(reason)
  }
}
