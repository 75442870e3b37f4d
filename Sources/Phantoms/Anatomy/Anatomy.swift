import Glibc
import Statistics
public import Voxels

/// A body: drawn once, asked for its tissues on any grid.
///
/// Positions are LPS mm from the middle of the perineum: x to the patient's left, y to the back, z
/// to the head. The whole body is there, from the soles to the vertex and the fingers, so that its
/// mass is that of its build.
public struct Anatomy: Sendable {
  /// What was decided about the body.
  public let build: Build
  let seed: UInt64
  let stream: UInt64
  let plan: Plan
  let scene: Scene

  /// Draws a body.
  ///
  /// - Parameters:
  ///   - build: its sex, height, mass, age and arms.
  ///   - seed: the same seed and stream give the same body.
  ///   - stream: one for each body under a seed.
  public init(_ build: Build, seed: UInt64, stream: UInt64) {
    self.build = build
    self.seed = seed
    self.stream = stream
    var numbers = RandomNumbers(seed: seed, stream: stream)
    let draws = Draws(build, &numbers)
    plan = Plan.settled(build, draws, numbers)
    scene = Scene(plan.layers, columns: plan.columns)
  }

  /// The volume that an organ's shape was made to have, in mL.
  ///
  /// The heart's is that of its walls and chambers, the kidney's without its pelvis.
  ///
  /// - Parameter organ: the organ.
  /// - Returns: mL.
  func drawnVolumeMilliliters(_ organ: DrawnOrgan) -> Double { plan.draws.volume(organ) }

  /// The tissue at each voxel's centre; air outside the body.
  ///
  /// - Parameter grid: any grid, of all of the body or a part.
  /// - Returns: the tissues, the same for any number of threads.
  public func tissues(on grid: Grid) -> TissueMap {
    TissueMap(grid: grid, tissues: scene.painted(on: grid))
  }

  /// The tissue at a point in LPS mm.
  public func tissue(at point: SIMD3<Double>) -> Tissue {
    Tissue(rawValue: scene.tissue(at: SIMD3<Float>(point))) ?? .air
  }

  /// The corners of a box around the whole body, in LPS mm.
  public var bounds: (lower: SIMD3<Double>, upper: SIMD3<Double>) {
    var box: Bounds?
    for item in scene.items { box = box?.union(item.bounds) ?? item.bounds }
    guard let box else { return (.zero, .zero) }
    return (SIMD3<Double>(box.lower), SIMD3<Double>(box.upper))
  }

  /// The thickness of the fat under the skin of the flank, in mm.
  public var fatThicknessMillimeters: Double { Double(plan.fat) }

  /// The usual scan: from mid-thigh to the vertex, in LPS mm of height.
  public var frameHeights: ClosedRange<Double> {
    Double(plan.frame.z(-130))...Double(plan.frame.z(Frame.vertex)) + 4
  }
}
