import Voxels

/// Which organ lies where on the search lattice: one byte a voxel.
struct OrganLabels: Sendable {
  private let grid: Grid
  private let labels: [UInt8]
  private let organs: [Organ]
  private let isInBody: [Bool]

  /// Organs on a lattice; where two share a voxel, the smaller one has it.
  ///
  /// - Parameters:
  ///   - regions: the organs, on the lattice.
  ///   - body: the patient, on any grid; nil where nobody says.
  ///   - grid: the lattice.
  init(_ regions: [Organ: Region], body: Region?, on grid: Grid) {
    var labels = [UInt8](repeating: 0, count: grid.voxelCount)
    // Small organs last, so that an injection site or a ureter isn't painted over.
    let regions = regions.fromTheLargest
    for (number, entry) in regions.enumerated() {
      for run in entry.value.runs {
        for offset in run.offsets { labels[offset] = UInt8(number + 1) }
      }
    }
    var isInBody = [Bool](repeating: body == nil, count: body == nil ? 0 : grid.voxelCount)
    if let body {
      for run in body.resampled(to: grid).runs {
        for offset in run.offsets { isInBody[offset] = true }
      }
    }
    self.grid = grid
    self.labels = labels
    self.isInBody = isInBody
    organs = regions.map(\.key)
  }

  /// The organ at an offset of the lattice; nil where none was found.
  func organ(at offset: Int) -> Organ? {
    let label = labels[offset]
    return label == 0 ? nil : organs[Int(label) - 1]
  }

  /// Whether an offset lies in the patient; true everywhere where the map doesn't say.
  func isInBody(at offset: Int) -> Bool { isInBody.isEmpty || isInBody[offset] }

  /// The lattice's offset nearest to a position in LPS mm; nil beyond it.
  func offset(at position: SIMD3<Double>) -> Int? {
    grid.nearestVoxel(to: position).map(grid.offset)
  }

  /// How much of a region each organ holds: shares that, with the part in no organ, add up to 1.
  func shares(of region: Region) -> (organs: [Organ: Double], inBody: Double) {
    var counts = [Int](repeating: 0, count: organs.count + 1)
    var inBody = 0
    var total = 0
    for run in region.runs {
      let index = region.grid.index(at: Int(run.start))
      for step in 0..<Int(run.count) {
        total += 1
        let position = region.grid.position(of: SIMD3(index.x + step, index.y, index.z))
        guard let offset = offset(at: position) else { continue }
        counts[Int(labels[offset])] += 1
        if isInBody(at: offset) { inBody += 1 }
      }
    }
    guard total > 0 else { return ([:], 0) }
    var shares: [Organ: Double] = [:]
    for (number, organ) in organs.enumerated() where counts[number + 1] > 0 {
      shares[organ] = Double(counts[number + 1]) / Double(total)
    }
    return (shares, Double(inBody) / Double(total))
  }

  /// The nearest voxel of each organ about a position, as its distance in mm.
  func distances(from position: SIMD3<Double>, within reach: Double) -> [Organ: Double] {
    var nearest: [Organ: Double] = [:]
    let ball = Region.sphere(center: position, radiusMillimeters: reach, grid: grid)
    for run in ball.runs {
      for offset in run.offsets where labels[offset] != 0 {
        let organ = organs[Int(labels[offset]) - 1]
        let distance = length(grid.position(of: grid.index(at: offset)) - position)
        nearest[organ] = min(nearest[organ] ?? .infinity, distance)
      }
    }
    return nearest
  }
}

extension [Organ: Region] {
  /// The organs from the largest down: who paints them in this order leaves the small ones visible.
  var fromTheLargest: [(key: Organ, value: Region)] {
    sorted { ($1.value.voxelCount, $0.key.rawValue) < ($0.value.voxelCount, $1.key.rawValue) }
  }
}
