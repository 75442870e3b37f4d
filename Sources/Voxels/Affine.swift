/// A map from voxel indices to positions in the patient: LPS, in millimetres.
///
/// A voxel index (i, j, k) names the voxel's *centre*: i is the column, j the row, k the slice,
/// zero-based. `position = origin + i * columnStep + j * rowStep + k * sliceStep`.
///
/// - Source: DICOM PS3.3 C.7.6.2.1.1, equation C.7.6.2.1-1.
public struct Affine: Hashable, Sendable, Codable {
  /// The step from one column to the next, along a row, in mm.
  public let columnStep: SIMD3<Double>
  /// The step from one row to the next, down a column, in mm.
  public let rowStep: SIMD3<Double>
  /// The step from one slice to the next, in mm.
  public let sliceStep: SIMD3<Double>
  /// The centre of voxel (0, 0, 0), in mm.
  public let origin: SIMD3<Double>

  /// The affine with the given steps and origin, all in mm.
  public init(
    columnStep: SIMD3<Double>,
    rowStep: SIMD3<Double>,
    sliceStep: SIMD3<Double>,
    origin: SIMD3<Double>
  ) {
    self.columnStep = columnStep
    self.rowStep = rowStep
    self.sliceStep = sliceStep
    self.origin = origin
  }

  /// The position of a (fractional) voxel index, in LPS mm.
  public func position(ofVoxel index: SIMD3<Double>) -> SIMD3<Double> {
    origin + columnStep * index.x + rowStep * index.y + sliceStep * index.z
  }

  /// The fractional voxel index of a position in LPS mm.
  public func voxel(at position: SIMD3<Double>) -> SIMD3<Double> {
    let p = position - origin
    let d = determinant
    return SIMD3(
      dot(p, cross(rowStep, sliceStep)) / d,
      dot(p, cross(sliceStep, columnStep)) / d,
      dot(p, cross(columnStep, rowStep)) / d
    )
  }

  /// The signed volume of one voxel, in mm³; negative when the axes are left-handed.
  public var determinant: Double { dot(columnStep, cross(rowStep, sliceStep)) }

  /// The length of each step, in mm: between columns, rows, slices.
  public var spacingMillimeters: SIMD3<Double> {
    SIMD3(length(columnStep), length(rowStep), length(sliceStep))
  }

  /// Whether the axes are perpendicular, to within a ten-thousandth of a radian.
  package var isOrthogonal: Bool {
    func cosine(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double {
      abs(dot(a, b)) / (length(a) * length(b))
    }
    return cosine(columnStep, rowStep) < 1e-4 && cosine(rowStep, sliceStep) < 1e-4
      && cosine(sliceStep, columnStep) < 1e-4
  }
}

/// The scalar product of two vectors.
@inlinable
package func dot(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double {
  a.x * b.x + a.y * b.y + a.z * b.z
}

/// The vector product of two vectors.
@inlinable
package func cross(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
  SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
}

/// The Euclidean length of a vector.
@inlinable
package func length(_ a: SIMD3<Double>) -> Double { dot(a, a).squareRoot() }
