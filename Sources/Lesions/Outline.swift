import Voxels

/// A voxel that a lesion is drawn from.
struct Start {
  let label: String
  let voxel: SIMD3<Int>
  /// The preselected part that the lesion stays within; nil for a seed.
  var part: Region?
}

/// A region drawn from one start, before overlaps are settled.
struct Outline {
  var label: String
  /// The hottest voxel that it was drawn from.
  var hottest: SIMD3<Int>
  var region: Region
  var threshold: Double?
  var caveats: [LesionCaveat] = []

  func lesion(method: String) -> Lesion {
    Lesion(
      label: label,
      region: region,
      method: method,
      thresholdSUVbw: threshold,
      caveats: caveats
    )
  }
}

extension OverlapRule {
  /// The outlines with each voxel in at most one of them.
  func settle(_ outlines: [Outline]) -> [Outline] {
    switch self {
    case .merge: merge(outlines)
    case .nearest: divide(outlines)
    }
  }

  /// Joins outlines that share a voxel, directly or through others.
  private func merge(_ outlines: [Outline]) -> [Outline] {
    var groups: [(members: [Outline], region: Region)] = []
    for outline in outlines {
      var joined = (members: [outline], region: outline.region)
      // A new outline may bring several earlier groups together; the earliest keeps its place.
      var place = groups.count
      for index in groups.indices.reversed()
      where !groups[index].region.isDisjoint(with: outline.region) {
        let earlier = groups.remove(at: index)
        joined.members.insert(contentsOf: earlier.members, at: 0)
        joined.region = joined.region.union(earlier.region)
        place = index
      }
      groups.insert(joined, at: min(place, groups.count))
    }
    return groups.map { members, region in
      var lesion = members[0]
      guard members.count > 1 else { return lesion }
      lesion.region = region
      // One threshold drew the lesion only where it is everyone's.
      if members.contains(where: { $0.threshold != lesion.threshold }) { lesion.threshold = nil }
      lesion.caveats = [.merged(labels: members.map(\.label))]
      for caveat in members.flatMap(\.caveats) where !lesion.caveats.contains(caveat) {
        lesion.caveats.append(caveat)
      }
      return lesion
    }
  }

  /// Gives each shared voxel to the outline whose hottest voxel is nearest.
  private func divide(_ outlines: [Outline]) -> [Outline] {
    var divided = outlines
    for first in divided.indices {
      for second in divided.indices where second > first {
        let shared = divided[first].region.intersection(divided[second].region)
        guard !shared.isEmpty else { continue }
        let grid = shared.grid
        let a = grid.position(of: divided[first].hottest)
        let b = grid.position(of: divided[second].hottest)
        var nearerToFirst: [Region.Run] = []
        for offset in shared.offsets {
          let position = grid.position(of: grid.index(at: offset))
          if length(position - a) <= length(position - b) {
            nearerToFirst.append(Region.Run(start: offset, count: 1))
          }
        }
        let ofFirst = Region(grid: grid, runs: nearerToFirst)
        divided[first].region = divided[first].region.subtracting(shared.subtracting(ofFirst))
        divided[second].region = divided[second].region.subtracting(ofFirst)
        for index in [first, second] {
          divided[index].caveats.append(.sharedVoxelsDivided(count: shared.voxelCount))
        }
      }
    }
    return divided
  }
}
