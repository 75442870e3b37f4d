import Voxels

/// How far from a point a region may extend: the voxels whose centres lie within a ball.
///
/// A centre exactly on the ball's surface is inside.
struct Reach {
  let center: SIMD3<Double>
  let millimeters: Double

  /// The columns of a row whose voxel centres lie inside.
  func columns(of row: Int, slice: Int, on grid: Grid) -> Range<Int> {
    let affine = grid.affine
    let step = affine.columnStep
    let start = affine.position(ofVoxel: SIMD3(0, Double(row), Double(slice))) - center
    // |start + i * step| <= radius, solved for i.
    let a = dot(step, step)
    let b = dot(start, step)
    let c = dot(start, start) - millimeters * millimeters * (1 + 1e-9)
    let discriminant = b * b - a * c
    guard discriminant >= 0 else { return 0..<0 }
    let root = discriminant.squareRoot()
    let lower = max(0, ((-b - root) / a).rounded(.up))
    let upper = min(Double(grid.size.x - 1), ((-b + root) / a).rounded(.down))
    guard lower <= upper else { return 0..<0 }
    return Int(lower)..<Int(upper) + 1
  }
}
