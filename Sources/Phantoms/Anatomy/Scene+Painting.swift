import Dispatch
import Voxels

extension Scene {
  /// The tissue at each voxel's centre, column index fastest.
  ///
  /// Boxes of about 32 mm, and within them of 8 mm, are first asked what can matter there at all.
  func painted(on grid: Grid) -> [UInt8] {
    let step = grid.spacingMillimeters
    func voxels(in millimeters: Double, _ axis: Int) -> Int {
      max(1, Int((millimeters / step[axis]).rounded()))
    }
    let fine = SIMD3(voxels(in: 8, 0), voxels(in: 8, 1), voxels(in: 8, 2))
    let coarse = fine &* 4
    let slabs = (grid.size.z + coarse.z - 1) / coarse.z
    return unsafe [UInt8](unsafeUninitializedCapacity: grid.voxelCount) { buffer, initialized in
      // The slabs don't overlap.
      nonisolated(unsafe) let buffer = unsafe buffer
      DispatchQueue.concurrentPerform(iterations: slabs) { slab in
        let first = slab * coarse.z
        let slices = first..<min(first + coarse.z, grid.size.z)
        let slice = grid.size.x * grid.size.y
        let part = unsafe UnsafeMutableBufferPointer(
          rebasing: buffer[slices.lowerBound * slice..<slices.upperBound * slice]
        )
        unsafe part.initialize(repeating: 0)
        var span = unsafe part.mutableSpan
        paint(slices, of: grid, coarse: coarse, fine: fine, into: &span)
      }
      initialized = grid.voxelCount
    }
  }

  private func paint(
    _ slices: Range<Int>,
    of grid: Grid,
    coarse: SIMD3<Int>,
    fine: SIMD3<Int>,
    into tissues: inout MutableSpan<UInt8>
  ) {
    let lattice = Lattice(grid)
    var near = emptied()
    var nearest = emptied()
    for j in stride(from: 0, to: grid.size.y, by: coarse.y) {
      for i in stride(from: 0, to: grid.size.x, by: coarse.x) {
        let block = VoxelBox(
          lower: SIMD3(i, j, slices.lowerBound),
          upper: SIMD3(
            min(i + coarse.x, grid.size.x),
            min(j + coarse.y, grid.size.y),
            slices.upperBound
          )
        )
        select(around: lattice.centre(of: block), half: lattice.half(of: block), into: &near)
        if near.items.isEmpty { continue }
        for box in block.boxes(of: fine) {
          near.select(
            around: lattice.centre(of: box),
            half: lattice.half(of: box),
            into: &nearest
          )
          guard let front = nearest.items.first else { continue }
          for k in box.lower.z..<box.upper.z {
            for j in box.lower.y..<box.upper.y {
              let row = grid.size.x * (j + grid.size.y * (k - slices.lowerBound))
              var point = lattice.position(of: SIMD3(box.lower.x, j, k))
              for i in box.lower.x..<box.upper.x {
                tissues[row + i] = front.isSolid ? front.fill : nearest.tissue(at: point)
                point += lattice.columnStep
              }
            }
          }
        }
      }
    }
  }
}

/// A grid's geometry in single precision.
private struct Lattice {
  let origin: SIMD3<Float>
  let columnStep: SIMD3<Float>
  let rowStep: SIMD3<Float>
  let sliceStep: SIMD3<Float>

  init(_ grid: Grid) {
    origin = SIMD3(grid.affine.origin)
    columnStep = SIMD3(grid.affine.columnStep)
    rowStep = SIMD3(grid.affine.rowStep)
    sliceStep = SIMD3(grid.affine.sliceStep)
  }

  @inline(__always)
  func position(of index: SIMD3<Int>) -> SIMD3<Float> {
    origin + columnStep * Float(index.x) + rowStep * Float(index.y) + sliceStep * Float(index.z)
  }

  func centre(of box: VoxelBox) -> SIMD3<Float> {
    (position(of: box.lower) + position(of: box.upper &- 1)) / 2
  }

  /// Half the sides, along the patient's axes, of what the voxel centres of a box span.
  func half(of box: VoxelBox) -> SIMD3<Float> {
    let span = SIMD3<Float>(box.upper &- box.lower &- 1) / 2
    let i = columnStep * span.x
    let j = rowStep * span.y
    let k = sliceStep * span.z
    return pointwiseMax(i, -i) + pointwiseMax(j, -j) + pointwiseMax(k, -k)
  }
}

/// Voxels from a lowest up to, but not including, a highest index.
private struct VoxelBox {
  var lower: SIMD3<Int>
  var upper: SIMD3<Int>

  /// The boxes of at most a size that it is made of.
  func boxes(of size: SIMD3<Int>) -> [VoxelBox] {
    var boxes: [VoxelBox] = []
    for k in stride(from: lower.z, to: upper.z, by: size.z) {
      for j in stride(from: lower.y, to: upper.y, by: size.y) {
        for i in stride(from: lower.x, to: upper.x, by: size.x) {
          let corner = SIMD3(i, j, k)
          boxes.append(VoxelBox(lower: corner, upper: pointwiseMin(corner &+ size, upper)))
        }
      }
    }
    return boxes
  }
}
