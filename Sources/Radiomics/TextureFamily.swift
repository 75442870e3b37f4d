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

  /// The group on a region without voxels.
  var empty: Self { Self(tag: tag, text: text, matrices: []) }
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

  /// The six aggregations of a family whose matrices have a direction.
  ///
  /// - Parameters:
  ///   - slices: the four matrices of each slice.
  ///   - oblique: the nine matrices of the directions between slices.
  /// - Returns: the groups in the order of the reference tables.
  static func directionalGroups(slices: [[Self]], oblique: [Self]) -> [TextureGroup<Self>] {
    let planar = TextureDirection.planar.indices.map { direction in
      Self(merging: slices.map { $0[direction] })
    }
    let all = planar + oblique
    let groups = [
      TextureGroup(tag: "2D_avg", text: "2D, averaged", matrices: slices.flatMap { $0 }),
      TextureGroup(
        tag: "2D_comb",
        text: "2D, slice-merged",
        matrices: slices.map { Self(merging: $0) }
      ),
      TextureGroup(tag: "2_5D_avg", text: "2.5D, direction-merged", matrices: planar),
      TextureGroup(tag: "2_5D_comb", text: "2.5D, merged", matrices: [Self(merging: planar)]),
      TextureGroup(tag: "3D_avg", text: "3D, averaged", matrices: all),
      TextureGroup(tag: "3D_comb", text: "3D, merged", matrices: [Self(merging: all)]),
    ]
    return slices.isEmpty ? groups.map(\.empty) : groups
  }

  /// The three aggregations of a family whose matrices have no direction.
  ///
  /// - Parameters:
  ///   - slices: the matrix of each slice, of neighbourhoods within the slice.
  ///   - volume: the matrix of neighbourhoods in three dimensions.
  /// - Returns: the groups in the order of the reference tables.
  static func groups(slices: [Self], volume: Self) -> [TextureGroup<Self>] {
    let groups = [
      TextureGroup(tag: "2D", text: "2D", matrices: slices),
      TextureGroup(tag: "2_5D", text: "2.5D", matrices: [Self(merging: slices)]),
      TextureGroup(tag: "3D", text: "3D", matrices: [volume]),
    ]
    return slices.isEmpty ? groups.map(\.empty) : groups
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
