/// A set of connected voxels of one level.
struct Zone: Hashable, Sendable {
  let level: Int
  let voxelCount: Int
  /// The least distance of its voxels from the border of the morphological mask; 1 at the border.
  let distance: Int
}

/// The zones of a region: in each slice, and in the volume.
///
/// - Source: IBSI reference manual, sections 3.8 and 3.9.
struct Zones: Sendable {
  /// The 8-connected zones of each slice that holds any.
  let slices: [[Zone]]
  /// The 26-connected zones of the volume.
  let volume: [Zone]

  /// Whether the region is empty.
  let isEmpty: Bool

  /// The zones that the aggregations ask for.
  init(
    _ lattice: TextureLattice,
    distances: BorderDistances,
    _ aggregations: Set<RadiomicsSettings.Aggregation>
  ) {
    isEmpty = lattice.voxels.isEmpty
    slices = Self.zones(
      lattice,
      parts: aggregations == [.volume] ? [] : lattice.slices,
      neighbors: lattice.planarNeighbors,
      distances: distances.planar
    )
    volume = Self.zones(
      lattice,
      parts: aggregations.contains(.volume) ? [lattice.voxels.indices] : [],
      neighbors: lattice.neighbors,
      distances: distances.volume
    ).flatMap { $0 }
  }

  /// Floods from each voxel not yet seen, so that a zone stands where its first voxel is.
  private static func zones(
    _ lattice: TextureLattice,
    parts: [Range<Int>],
    neighbors: [Int],
    distances: [Int32]
  ) -> [[Zone]] {
    var unseen = lattice.levels
    var front: [Int] = []
    return parts.map { part in
      var zones: [Zone] = []
      for seed in lattice.voxels[part] where unseen[seed] > 0 {
        let level = unseen[seed]
        unseen[seed] = 0
        front.append(seed)
        var count = 0
        var distance = Int32.max
        while let voxel = front.popLast() {
          count += 1
          distance = min(distance, distances[voxel])
          for step in neighbors where unseen[voxel + step] == level {
            unseen[voxel + step] = 0
            front.append(voxel + step)
          }
        }
        zones.append(Zone(level: Int(level), voxelCount: count, distance: Int(distance)))
      }
      return zones
    }
  }
}

/// How many steps over the faces of voxels lead out of the morphological mask.
///
/// 1 at its border, 0 outside; what lies beyond the box is outside.
///
/// - Source: IBSI reference manual, section 3.9.
struct BorderDistances: Sendable {
  /// With steps within the slice only; laid out as the lattice.
  let planar: [Int32]
  /// With steps along all axes; laid out as the lattice.
  let volume: [Int32]

  /// The distances in a region's morphological mask; the region's voxels count as within.
  init(region: DiscretizedRegion, mask: [Bool]?) {
    let strides = [1, region.size.x + 2, (region.size.x + 2) * (region.size.y + 2)]
    var inside = [Int32](repeating: 0, count: strides[2] * (region.size.z + 2))
    var source = 0
    for slice in 0..<region.size.z {
      for row in 0..<region.size.y {
        let target = 1 + (row + 1) * strides[1] + (slice + 1) * strides[2]
        for column in 0..<region.size.x
        where region.levels[source + column] > 0 || mask?[source + column] == true {
          inside[target + column] = Int32.max - 1
        }
        source += region.size.x
      }
    }
    planar = Self.distances(inside, steps: Array(strides.prefix(2)))
    volume = Self.distances(inside, steps: strides)
  }

  /// Two sweeps find the exact distance in city blocks.
  private static func distances(_ inside: [Int32], steps: [Int]) -> [Int32] {
    var distances = inside
    for voxel in distances.indices where distances[voxel] > 0 {
      for step in steps { distances[voxel] = min(distances[voxel], distances[voxel - step] + 1) }
    }
    for voxel in distances.indices.reversed() where distances[voxel] > 0 {
      for step in steps { distances[voxel] = min(distances[voxel], distances[voxel + step] + 1) }
    }
    return distances
  }
}
