package import Voxels

/// Breathing: tissue moved from where the anatomy rests, through the phases of a cycle.
package struct RespiratoryMotion: Sendable {
  /// How far the tissue that rests at a place, in LPS mm, lies from there at a phase, 0 up to 1; in mm.
  package let displacement: @Sendable (SIMD3<Double>, Double) -> SIMD3<Double>
  /// The phases that a PET is the mean of.
  package static let phases: [Double] = (0..<8).map { Double($0) / 8 }

  /// Motion by a displacement.
  package init(displacement: @escaping @Sendable (SIMD3<Double>, Double) -> SIMD3<Double>) {
    self.displacement = displacement
  }

  /// The mean displacement over the cycle of the tissue that rests at a place, in mm.
  package func meanDisplacement(at place: SIMD3<Double>) -> SIMD3<Double> {
    Self.phases.reduce(SIMD3(0, 0, 0)) { $0 + displacement(place, $1) }
      / Double(Self.phases.count)
  }

  /// The mean of a volume over the cycle: what a scan of minutes sees.
  ///
  /// - Parameter volume: the tissue at rest; axes parallel to the patient's.
  /// - Returns: the mean on the same grid.
  package func mean<Unit: VoxelUnit>(of volume: Volume<Unit>) -> Volume<Unit> {
    moved(volume, through: Self.phases)
  }

  /// The volume at one phase: what a CT of seconds sees.
  package func moved<Unit: VoxelUnit>(_ volume: Volume<Unit>, at phase: Double) -> Volume<Unit> {
    moved(volume, through: [phase])
  }

  private func moved<Unit: VoxelUnit>(
    _ volume: Volume<Unit>,
    through phases: [Double]
  ) -> Volume<Unit> {
    let grid = volume.grid
    let lattices = phases.map { phase in
      DisplacementLattice(of: grid) { displacement($0, phase) }
    }
    let share = 1 / Float(phases.count)
    let size = grid.size
    let values = filledSlices(size.z, of: size.x * size.y) { slice, out in
      var shifts = [SIMD3<Float>](repeating: .zero, count: size.x)
      unsafe volume.values.withUnsafeBufferPointer { values in
        for row in 0..<size.y {
          let start = size.x * row
          for lattice in lattices {
            if lattice.fill(&shifts, row: row, slice: slice) {
              for column in 0..<size.x {
                let place = SIMD3(Float(column), Float(row), Float(slice)) - shifts[column]
                let value = unsafe linear(values, size, place)
                out[start &+ column] += share * value
              }
            } else {
              let source = start + size.x * size.y * slice
              for column in 0..<size.x {
                let value = unsafe values[source &+ column]
                out[start &+ column] += share * value
              }
            }
          }
        }
      }
    }
    return Volume(grid: grid, values: values)
  }
}

/// The value between eight voxels; beyond the grid its edge goes on.
@inline(__always)
private func linear(
  _ values: UnsafeBufferPointer<Float>,
  _ size: SIMD3<Int>,
  _ place: SIMD3<Float>
) -> Float {
  let highest = SIMD3(Float(size.x - 1), Float(size.y - 1), Float(size.z - 1))
  let inside = place.clamped(lowerBound: .zero, upperBound: highest)
  let i = min(Int(inside.x), max(0, size.x - 2))
  let j = min(Int(inside.y), max(0, size.y - 2))
  let k = min(Int(inside.z), max(0, size.z - 2))
  let (x, y, z) = (inside.x - Float(i), inside.y - Float(j), inside.z - Float(k))
  let start = i &+ size.x &* (j &+ size.y &* k)
  let right = size.x > 1 ? 1 : 0
  let down = size.y > 1 ? size.x : 0
  let up = size.z > 1 ? size.x &* size.y : 0
  func pair(_ offset: Int) -> Float {
    let first = unsafe values[offset]
    return unsafe first + x * (values[offset &+ right] - first)
  }
  let lower = pair(start) + y * (pair(start &+ down) - pair(start))
  let upper = pair(start &+ up) + y * (pair(start &+ up &+ down) - pair(start &+ up))
  return lower + z * (upper - lower)
}

/// Displacements in voxels, known at every fourth voxel of a grid and linear between.
private struct DisplacementLattice: Sendable {
  private static let step = 4
  private let size: SIMD3<Int>
  private var shifts: [SIMD3<Float>]

  init(of grid: Grid, _ displacement: (SIMD3<Double>) -> SIMD3<Double>) {
    size = (grid.size &- 1) / Self.step &+ 2
    shifts = []
    shifts.reserveCapacity(size.x * size.y * size.z)
    let steps = SIMD3(grid.affine.columnStep.x, grid.affine.rowStep.y, grid.affine.sliceStep.z)
    for k in 0..<size.z {
      for j in 0..<size.y {
        for i in 0..<size.x {
          let place = grid.position(of: SIMD3(i, j, k) &* Self.step)
          shifts.append(SIMD3<Float>(displacement(place) / steps))
        }
      }
    }
  }

  /// Fills the displacements of a row's voxels; false, and untouched, where none is worth moving.
  func fill(_ out: inout [SIMD3<Float>], row: Int, slice: Int) -> Bool {
    let (j, k) = (row / Self.step, slice / Self.step)
    let y = Float(row % Self.step) / Float(Self.step)
    let z = Float(slice % Self.step) / Float(Self.step)
    func start(_ j: Int, _ k: Int) -> Int { size.x * (j + size.y * k) }
    let corners = [start(j, k), start(j + 1, k), start(j, k + 1), start(j + 1, k + 1)]
    func isStill(_ first: Int) -> Bool {
      shifts[first..<first + size.x].allSatisfy { ($0 * $0).sum() < 0.0025 }
    }
    guard !corners.allSatisfy(isStill) else { return false }
    func shift(_ i: Int) -> SIMD3<Float> {
      let near = shifts[corners[0] + i] * (1 - y) + shifts[corners[1] + i] * y
      let far = shifts[corners[2] + i] * (1 - y) + shifts[corners[3] + i] * y
      return near * (1 - z) + far * z
    }
    var left = shift(0)
    for i in 0..<size.x - 1 {
      let right = shift(i + 1)
      for part in 0..<Self.step {
        let column = i * Self.step + part
        guard column < out.count else { break }
        let x = Float(part) / Float(Self.step)
        out[column] = left * (1 - x) + right * x
      }
      left = right
    }
    return true
  }
}
