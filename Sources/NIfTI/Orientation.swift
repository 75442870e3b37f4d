import Voxels

/// The map from voxels to the world as NIfTI has it: RAS, in mm.
///
/// RAS is LPS with the first two axes turned round; the order of voxels stays as it is.
struct Orientation: Equatable {
  /// Three rows of four: the steps along i, j, k and the centre of voxel (0, 0, 0).
  var rows: [[Double]]

  init(rows: [[Double]]) { self.rows = rows }

  /// The orientation of a DICOM affine.
  init(_ affine: Affine) {
    let columns = [affine.columnStep, affine.rowStep, affine.sliceStep, affine.origin]
    rows = [
      columns.map { 0 - $0.x },
      columns.map { 0 - $0.y },
      columns.map(\.z),
    ]
  }

  /// The DICOM affine of this orientation.
  var affine: Affine {
    let columns = (0..<4).map { SIMD3(0 - rows[0][$0], 0 - rows[1][$0], rows[2][$0]) }
    return Affine(
      columnStep: columns[0],
      rowStep: columns[1],
      sliceStep: columns[2],
      origin: columns[3]
    )
  }

  /// The orientation by a unit quaternion (1 - b² - c² - d², b, c, d), voxel sizes and an offset.
  ///
  /// - Source: nifti1.h, "METHOD 2".
  init(quaternion: Quaternion, spacing: SIMD3<Double>, offset: SIMD3<Double>) {
    var (b, c, d) = (quaternion.b, quaternion.c, quaternion.d)
    let rest = 1 - (b * b + c * c + d * d)
    var a = 0.0
    if rest < 1e-7 {
      // A half turn: the parts may add up to a little over 1 in single precision.
      let length = (b * b + c * c + d * d).squareRoot()
      (b, c, d) = (b / length, c / length, d / length)
    } else {
      a = rest.squareRoot()
    }
    let (x, y, z) = (spacing.x, spacing.y, spacing.z * quaternion.handedness)
    rows = [
      [
        (a * a + b * b - c * c - d * d) * x, 2 * (b * c - a * d) * y, 2 * (b * d + a * c) * z,
        offset.x,
      ],
      [
        2 * (b * c + a * d) * x, (a * a + c * c - b * b - d * d) * y, 2 * (c * d - a * b) * z,
        offset.y,
      ],
      [
        2 * (b * d - a * c) * x, 2 * (c * d + a * b) * y, (a * a + d * d - b * b - c * c) * z,
        offset.z,
      ],
    ]
  }

  /// The rotation as a quaternion; nil when the axes aren't at right angles, which no quaternion can
  /// say.
  var quaternion: Quaternion? {
    var axes = (0..<3).map { SIMD3(rows[0][$0], rows[1][$0], rows[2][$0]) }
    axes = axes.map { $0 / length($0) }
    let skew = max(
      abs(dot(axes[0], axes[1])),
      abs(dot(axes[1], axes[2])),
      abs(dot(axes[2], axes[0]))
    )
    guard skew < 1e-6 else { return nil }
    let handedness: Double = dot(axes[0], cross(axes[1], axes[2])) < 0 ? -1 : 1
    return Quaternion(axes[0], axes[1], axes[2] * handedness, handedness: handedness)
  }
}

/// A rotation, as NIfTI stores it: the three imaginary parts of a unit quaternion whose real part
/// isn't negative.
struct Quaternion: Equatable {
  let b: Double
  let c: Double
  let d: Double
  /// 1, or -1 when the third axis is turned round after the rotation (`qfac`).
  let handedness: Double

  init(b: Double, c: Double, d: Double, handedness: Double) {
    self.b = b
    self.c = c
    self.d = d
    self.handedness = handedness
  }

  /// The rotation that takes the unit vectors to `x`, `y`, `z`, which are right-handed.
  ///
  /// The largest part is found first, so that nothing is divided by a small number.
  ///
  /// - Source: Shepperd, J Guidance and Control 1978;1:223.
  init(_ x: SIMD3<Double>, _ y: SIMD3<Double>, _ z: SIMD3<Double>, handedness: Double) {
    let squares = [
      1 + x.x + y.y + z.z, 1 + x.x - y.y - z.z, 1 - x.x + y.y - z.z, 1 - x.x - y.y + z.z,
    ]
    var largest = 0
    for i in 1..<4 where squares[i] > squares[largest] { largest = i }
    let part = squares[largest].squareRoot() / 2
    let s = 4 * part
    var q: SIMD4<Double>
    switch largest {
    case 0: q = SIMD4(part, (y.z - z.y) / s, (z.x - x.z) / s, (x.y - y.x) / s)
    case 1: q = SIMD4((y.z - z.y) / s, part, (y.x + x.y) / s, (z.x + x.z) / s)
    case 2: q = SIMD4((z.x - x.z) / s, (y.x + x.y) / s, part, (z.y + y.z) / s)
    default: q = SIMD4((x.y - y.x) / s, (z.x + x.z) / s, (z.y + y.z) / s, part)
    }
    if q.x < 0 { q = SIMD4(repeating: 0) - q }
    self.init(b: q.y, c: q.z, d: q.w, handedness: handedness)
  }
}
