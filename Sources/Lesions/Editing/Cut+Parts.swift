import Voxels

extension Cut {
  /// The cut in a word or two, for a region's method.
  var kind: String {
    switch self {
    case .seeds(let points): "by watershed from \(points.count) points"
    case .plane: "by a plane"
    }
  }

  /// The parts of a region: none empty, no voxel in two, all together the region.
  func parts(of lesion: Lesion, on suv: Volume<SUVbw>) throws(EditError) -> [Region] {
    switch self {
    case .seeds(let points): return try basins(of: points, in: lesion, on: suv)
    case .plane(let point, let normal):
      let holds = try ClipShape.halfSpace(point: point, normal: normal).membership()
      let front = lesion.region.filtered(holds)
      let back = lesion.region.subtracting(front)
      guard !front.isEmpty, !back.isEmpty else {
        throw .emptyResult("the plane does not go through region \(lesion.label)")
      }
      return [front, back]
    }
  }

  /// The watershed of the uptake between single voxels, over faces, edges and corners.
  ///
  /// What no path joins to a point, and values that are no number, go to the point nearest to them;
  /// to the earlier one at a tie.
  private func basins(
    of points: [SIMD3<Double>],
    in lesion: Lesion,
    on suv: Volume<SUVbw>
  ) throws(EditError) -> [Region] {
    guard points.count > 1 else {
      throw .wrongRegions("give at least two points, one for each part")
    }
    let grid = suv.grid
    var offsets: [Int] = []
    for (number, point) in points.enumerated() {
      guard let voxel = grid.nearestVoxel(to: point), lesion.region.contains(voxel) else {
        throw .pointOutside(number + 1, region: lesion.label)
      }
      let offset = grid.offset(of: voxel)
      if let same = offsets.firstIndex(of: offset) { throw .samePoint(same + 1, number + 1) }
      offsets.append(offset)
    }
    let markers = offsets.map { Region(grid: grid, runs: [Region.Run(start: $0, count: 1)]) }
    let basins = suv.watershed(
      markers: markers,
      within: lesion.region,
      .corners,
      order: .descending
    )
    let rest = lesion.region.subtracting(Region.union(basins, on: grid))
    guard !rest.isEmpty else { return basins }
    let centers = offsets.map { grid.position(of: grid.index(at: $0)) }
    var nearest = offsets.map { _ in [Region.Run]() }
    for offset in rest.offsets {
      let position = grid.position(of: grid.index(at: offset))
      let distances = centers.map { dot($0 - position, $0 - position) }
      let least = distances.indices.min { distances[$0] < distances[$1] } ?? 0
      nearest[least].append(Region.Run(start: offset, count: 1))
    }
    return zip(basins, nearest).map { $0.union(Region(grid: grid, runs: $1)) }
  }
}

extension ClipShape {
  /// Whether a position lies in the shape; another region is no shape of its own.
  ///
  /// A millionth of a millimetre beyond the surface still counts as on it.
  func membership() throws(EditError) -> (SIMD3<Double>) -> Bool {
    let slack = 1e-6
    switch self {
    case .box(let a, let b):
      for number in [a.x, a.y, a.z, b.x, b.y, b.z] where !number.isFinite {
        throw .badNumber("corner of the box", number)
      }
      return { position in
        (0..<3).allSatisfy {
          position[$0] >= min(a[$0], b[$0]) - slack && position[$0] <= max(a[$0], b[$0]) + slack
        }
      }
    case .sphere(let center, let radius):
      guard radius > 0, radius.isFinite else { throw .badNumber("radius in mm", radius) }
      return { length($0 - center) <= radius + slack }
    case .halfSpace(let point, let normal):
      let size = length(normal)
      guard size > 0, size.isFinite else { throw .badNumber("length of the normal", size) }
      return { dot($0 - point, normal) / size >= -slack }
    case .region:
      preconditionFailure("another region is clipped to by its voxels")
    }
  }
}

extension Region {
  /// The voxels whose centres satisfy a condition.
  func filtered(_ isKept: (SIMD3<Double>) -> Bool) -> Region {
    var kept: [Run] = []
    forEachSpan { first, count in
      let start = grid.offset(of: first)
      var from: Int?
      for step in 0...count {
        let holds = step < count && isKept(grid.position(of: first &+ SIMD3(step, 0, 0)))
        if holds, from == nil { from = step }
        if !holds, let begin = from {
          kept.append(Run(start: start + begin, count: step - begin))
          from = nil
        }
      }
    }
    return Region(grid: grid, runs: kept)
  }
}
