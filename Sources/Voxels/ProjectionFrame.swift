import Glibc

/// The picture plane of a projection about the patient's long axis: head up, in square pixels.
///
/// At 0 degrees the patient is seen from the front, with the patient's left at the picture's right; the
/// eye moves to the patient's left as the angle grows: 90 degrees is the view from the left side, with
/// the back at the picture's right.
public struct ProjectionFrame: Hashable, Sendable {
  /// The angle of view, in degrees.
  public let angleDegrees: Double
  /// The edge of a pixel, in mm.
  public let pixelMillimeters: Double
  /// The number of pixels across.
  public let columns: Int
  /// The number of pixels from head to feet.
  public let rows: Int

  /// The direction in the patient that runs from left to right in the picture.
  let right: SIMD3<Double>
  /// Where the middle of the first pixel lies: along `right`, and along z.
  let firstRight: Double
  let firstHeight: Double

  /// The smallest frame that holds all voxels of a grid.
  ///
  /// - Parameters:
  ///   - grid: what has to fit in.
  ///   - angleDegrees: the angle of view.
  ///   - pixelMillimeters: the edge of a pixel, in mm; above 0.
  public init(covering grid: Grid, angleDegrees: Double, pixelMillimeters: Double) {
    precondition(pixelMillimeters > 0, "pixels of some size")
    let angle = angleDegrees * .pi / 180
    right = SIMD3(cos(angle), sin(angle), 0)
    var (left, most, low, high) = (
      Double.infinity, -Double.infinity, Double.infinity, -Double.infinity
    )
    for x in [-0.5, Double(grid.size.x) - 0.5] {
      for y in [-0.5, Double(grid.size.y) - 0.5] {
        for z in [-0.5, Double(grid.size.z) - 0.5] {
          let corner = grid.affine.position(ofVoxel: SIMD3(x, y, z))
          let across = dot(corner, right)
          (left, most) = (min(left, across), max(most, across))
          (low, high) = (min(low, corner.z), max(high, corner.z))
        }
      }
    }
    self.angleDegrees = angleDegrees
    self.pixelMillimeters = pixelMillimeters
    columns = max(1, Int(((most - left) / pixelMillimeters - 1e-6).rounded(.up)))
    rows = max(1, Int(((high - low) / pixelMillimeters - 1e-6).rounded(.up)))
    // What rounding adds is shared out on both sides.
    firstRight = (left + most) / 2 - Double(columns - 1) / 2 * pixelMillimeters
    firstHeight = (low + high) / 2 + Double(rows - 1) / 2 * pixelMillimeters
  }

  /// Where a position falls: the pixel's column and row, counted from the middle of the first pixel.
  ///
  /// - Parameter position: in LPS mm.
  /// - Returns: x to the right and y down, in pixels.
  public func pixel(of position: SIMD3<Double>) -> SIMD2<Double> {
    SIMD2(
      (dot(position, right) - firstRight) / pixelMillimeters,
      (firstHeight - position.z) / pixelMillimeters
    )
  }
}
