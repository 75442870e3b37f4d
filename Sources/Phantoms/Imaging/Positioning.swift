import Glibc
import Statistics

/// How a participant lies and breathes in one scan: never quite as in another.
///
/// The body keeps its place in the patient's coordinates; the scanner's voxels fall elsewhere on it. That
/// alone moves a small lesion's maximum and volume from one visit to the next.
///
/// - Source: the table within 10 mm of its place, the depth of breath within a fifth of the usual one
///   (standard deviation), a drift of 0.2 to 1.2 mm: assumed.
struct Positioning: Hashable, Sendable {
  /// How far the scanner's voxels lie from where the body's middle would have them, in LPS mm.
  let table: SIMD3<Double>
  /// The depth of breath over the participant's usual one.
  let breath: Double
  /// The standard deviation of the body's place during the scan, along each axis, in mm: nobody lies
  /// still for a quarter of an hour.
  let driftMillimeters: Double

  /// A position drawn for a scan.
  init(_ random: inout RandomNumbers) {
    table = SIMD3(random.uniform(), random.uniform(), random.uniform()) * 20 - 10
    breath = exp(0.2 * random.normal())
    driftMillimeters = 0.2 + random.uniform()
  }
}
