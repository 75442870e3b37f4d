import Voxels

/// The frame that the lungs give: the chest between them, the diaphragm under them.
struct ChestFrame: Sendable {
  /// One past the lungs' highest slice, and their lowest.
  let apex: Int
  let base: Int
  /// The highest slice of the diaphragm: under the right lung, or the left where there is no right.
  let dome: Int
  /// What lies between the lungs: heart, vessels, gullet, the front of the spine.
  let mediastinum: Region
  /// The CT number of unmoving blood and muscle there: far above 45 where contrast agent was given.
  let bloodDensity: Double
  /// The first slice above the diaphragm in each column of the grid, interpolated between the lungs.
  private let floor: [Float]
  private let columns: Int

  /// The frame of the lungs that were found; nil where there are none.
  init?(left: Region?, right: Region?, ct: Volume<Hounsfield>, trunk: Region) {
    let grid = ct.grid
    let lungs = [left, right].compactMap { $0 }
    let both = Region.union(lungs, on: grid)
    guard let box = both.boundingBox else { return nil }
    apex = box.upper.z
    base = box.lower.z
    columns = grid.size.x
    let space = both.convexInSlices().intersection(trunk).subtracting(both)
    mediastinum = space
    let blood = ct.region(in: -20...450, within: space.eroded(byMillimeters: 10))
    bloodDensity = ct.median(in: blood) ?? 45

    // Over the heart and beside the great vessels a lung's lower face is not the diaphragm.
    let middle = (left?.centroid).flatMap { l in (right?.centroid).map { ($0.x + l.x) / 2 } }
    func bottoms(of lung: Region?, beyond reach: Double) -> [(place: Int, slice: Int)] {
      guard let lung, let box = lung.boundingBox, let core = lung.centroid else { return [] }
      let axis = middle ?? core.x
      let reach = min(reach, abs(core.x - axis) * 0.85)
      var low = [Int](repeating: .max, count: grid.size.x * grid.size.y)
      lung.forEachSpan { first, count in
        for i in first.x..<first.x + count {
          let place = i + grid.size.x * first.y
          low[place] = min(low[place], first.z)
        }
      }
      // Under the tapering top the chest wall is the lower face.
      let highest = box.lower.z + box.size.z * 55 / 100
      return low.enumerated().compactMap { place, slice in
        guard slice < highest else { return nil }
        let index = SIMD3(place % grid.size.x, place / grid.size.x, slice)
        let position = grid.position(of: index)
        let isBehind = position.y > core.y + 12
        return abs(position.x - axis) > (isBehind ? reach * 0.5 : reach) ? (place, slice) : nil
      }
    }
    let rightBottoms = bottoms(of: right, beyond: 42)
    let leftBottoms = bottoms(of: left, beyond: 72)
    let heights = (rightBottoms.isEmpty ? leftBottoms : rightBottoms).map(\.slice).sorted()
    dome = heights.isEmpty ? base : heights[heights.count * 92 / 100]
    var lowest = [Float](repeating: .infinity, count: grid.size.x * grid.size.y)
    for (place, slice) in rightBottoms + leftBottoms where slice <= dome + BodyScan.steps(12) {
      lowest[place] = Float(slice)
    }
    floor = Self.spread(lowest, over: grid)
  }

  /// The diaphragm where no lung lies above: as a soap film between the places where one does.
  private static func spread(_ known: [Float], over grid: Grid) -> [Float] {
    let (columns, rows) = (grid.size.x, grid.size.y)
    let given = known.filter(\.isFinite)
    guard !given.isEmpty else { return known }
    var film = known.map { $0.isFinite ? $0 : given.reduce(0, +) / Float(given.count) }
    for _ in 0..<300 {
      for j in 1..<rows - 1 {
        for i in 1..<columns - 1 {
          let place = i + columns * j
          guard !known[place].isFinite else { continue }
          film[place] =
            (film[place - 1] + film[place + 1] + film[place - columns] + film[place + columns]) / 4
        }
      }
    }
    return film
  }

  /// How far a voxel lies above the diaphragm, in mm; below it is negative.
  func height(_ index: SIMD3<Int>) -> Double {
    (Double(index.z) - Double(floor[index.x + columns * index.y])) * BodyScan.spacing
  }

  /// Whether contrast agent was given: blood is denser than blood can be.
  var isEnhanced: Bool { bloodDensity > 85 }
}
