import Glibc

extension Anatomy {
  /// How far a point of the body is moved by breathing, in mm.
  ///
  /// The body is drawn at the end of expiration, where nothing is moved. Breathing in pushes what is
  /// under the diaphragm down, less the lower it lies, and lifts the front of the chest; the spine,
  /// the pelvis and the limbs stay.
  ///
  /// - Parameters:
  ///   - point: a place of the body as drawn, in LPS mm.
  ///   - phase: the part of the cycle: 0 and 1 are the end of inspiration, 0.5 that of expiration,
  ///     where it dwells.
  /// - Returns: the displacement, in LPS mm.
  /// - Source: amplitudes from IJROBP 2006;65:554 (liver 13, kidneys 11–13 mm, 4D CT of 13 patients);
  ///   the waveform, cos⁴, and how the motion fades away from the diaphragm are assumed.
  public func breathing(at point: SIMD3<Double>, phase: Double) -> SIMD3<Double> {
    let quarter = cos(.pi * phase)
    let air = quarter * quarter * quarter * quarter
    return breathingExtent(at: SIMD3<Float>(point)) * air
  }

  /// The displacement of a point at the end of inspiration, in LPS mm.
  func breathingExtent(at point: SIMD3<Float>) -> SIMD3<Double> {
    let standard = plan.frame.standardHeight(point.z)
    // How much of the diaphragm's way goes with a height.
    let depth = Self.fading.value(at: standard)
    let wall = plan.trunk.cavity.distance(point)
    let inside = min(max(-wall / 18, 0), 1)
    let spine = SIMD2(
      point.x,
      point.y - Spine.depth(at: standard) * plan.frame.depth(standard) - 12
    )
    let clear = min(max(((spine * spine).sum().squareRoot() - 24) / 30, 0), 1)
    let down = plan.breathingAmplitude * depth * inside * clear
    let lift = Self.lifting.value(at: standard)
    let front = min(max(0.5 - point.y / 180, 0), 1)
    let trunk = wall < 60 ? Float(1) : max(0, 1 - (wall - 60) / 40)
    return SIMD3(0, Double(-2.5 * lift * front * trunk), Double(-down))
  }

  /// The diaphragm's way by standard height: all of it under the domes, little in the pelvis.
  private static let fading = SmoothCurve(
    [60, 140, 240, 320, 400, 450, 520, 600, 680],
    [0, 0.12, 0.45, 0.8, 1, 1, 0.6, 0.25, 0.05]
  )
  private static let lifting = SmoothCurve([240, 380, 480, 580, 680], [0.5, 1, 1, 0.8, 0])

  /// The way of the diaphragm between the ends of expiration and inspiration, in mm.
  public var breathingAmplitudeMillimeters: Double { Double(plan.breathingAmplitude) }
}
