public import Voxels

/// A simulated image-quality phantom in the shape of a body, with known truth.
///
/// A body of known uptake holds six spheres of 10, 13, 17, 22, 28 and 37 mm in one plane about a cold
/// lung insert, as the NEMA NU 2 image-quality phantom does, and smaller spheres along its length
/// that stand for lesions. What is assumed (resolution, noise, tracer, timing) is written beside the
/// images.
public struct ImageQualityPhantom: Sendable {
  /// The body and what is in it.
  public var scene: PhantomScene
  /// The scanner's resolution and noise.
  public var camera = PETCamera()
  /// The noise of the CT, in HU.
  public var noiseHounsfield = 12.0
  /// How large images are.
  public var matrix: Matrix
  /// The invented person.
  public var patient = SimulatedPatient()
  /// When the scan starts.
  public var scanStart = Timestamp(2025, 3, 12, 10, 30)

  /// How large images are.
  public enum Matrix: Hashable, Sendable {
    /// The whole body in the scanner's own matrix; CT of 512 × 512.
    case wholeBody
    /// The plane of the six spheres in few voxels: columns and rows, slices, and voxel sizes in mm.
    case box(columns: Int, slices: Int, pixelMillimeters: Double, sliceMillimeters: Double)
  }

  /// The six spheres of the image-quality phantom, in mm.
  public static let sphereDiameters = [10.0, 13, 17, 22, 28, 37]

  /// A phantom of an uptake, with spheres of another.
  ///
  /// - Parameters:
  ///   - backgroundSUV: the true SUVbw of the body.
  ///   - sphereSUV: the true SUVbw of the six spheres.
  ///   - matrix: how large images are.
  public init(
    backgroundSUV: Double = 1,
    sphereSUV: Double = 8,
    matrix: Matrix = .wholeBody
  ) {
    self.matrix = matrix
    scene = PhantomScene(
      backgroundSUV: backgroundSUV,
      inserts: Self.spheres(suv: sphereSUV) + [Self.lung] + Self.lesions
    )
  }

  /// The six spheres, 57.2 mm from the axis, 60° apart.
  ///
  /// - Source: NEMA NU 2, image-quality phantom.
  static func spheres(suv: Double) -> [PhantomInsert] {
    // cos and sin of 0°, 60°, ... 300°.
    let half = 0.5
    let root = 0.75.squareRoot()
    let directions = [
      SIMD2(1, 0), SIMD2(half, root), SIMD2(-half, root), SIMD2(-1, 0), SIMD2(-half, -root),
      SIMD2(half, -root),
    ]
    return zip(sphereDiameters, directions).map { diameter, direction in
      PhantomInsert(
        name: "sphere \(Int(diameter)) mm",
        shape: .sphere(diameterMillimeters: diameter),
        center: SIMD3(57.2 * direction.x, 57.2 * direction.y, 0),
        suv: suv,
        hounsfield: 40
      )
    }
  }

  /// The cold lung insert: 51 mm wide, 180 mm long, about the body's axis.
  static let lung = PhantomInsert(
    name: "lung insert",
    shape: .cylinder(diameterMillimeters: 51, lengthMillimeters: 180),
    center: .zero,
    suv: 0,
    hounsfield: -700
  )

  /// Spheres along the body that stand for lesions.
  static let lesions: [PhantomInsert] = [
    lesion("cervical left", SIMD3(28, -12, 235), 11, 9),
    lesion("supraclavicular left", SIMD3(66, -8, 190), 13, 12),
    lesion("axillary right", SIMD3(-132, 4, 138), 18, 14),
    lesion("mediastinal", SIMD3(12, -36, 118), 16, 7),
    lesion("hepatic", SIMD3(-82, -18, -96), 26, 6),
    lesion("para-aortic", SIMD3(18, 34, -146), 12, 10),
    lesion("iliac left", SIMD3(78, 22, -222), 21, 8),
    lesion("sacral", SIMD3(-4, 70, -248), 15, 16),
    lesion("inguinal right", SIMD3(-84, -46, -292), 9.5, 11),
  ]

  private static func lesion(
    _ name: String,
    _ center: SIMD3<Double>,
    _ diameter: Double,
    _ suv: Double
  ) -> PhantomInsert {
    PhantomInsert(
      name: name,
      shape: .sphere(diameterMillimeters: diameter),
      center: center,
      suv: suv,
      hounsfield: 45
    )
  }

  /// Where the voxels of a variant's PET lie.
  ///
  /// - Parameter variant: decides the scanner's matrix and the orientation.
  /// - Returns: the grid.
  /// - Throws: ``PhantomError/grid(_:)`` when ``matrix`` can't be a grid.
  public func petGrid(of variant: PhantomVariant) throws(PhantomError) -> Grid {
    switch matrix {
    case .wholeBody:
      let scanner = variant.scanner.wholeBodyMatrix
      let heights = scene.heights
      // 10 mm of air above the crown and none below the cut.
      let length = heights.upperBound - heights.lowerBound + 10
      let slices = Int((length / scanner.slice).rounded(.up))
      let center = SIMD3(scene.center.x, scene.center.y, heights.lowerBound + length / 2)
      return try variant.grid(
        center: center,
        columns: scanner.columns,
        pixel: scanner.pixel,
        slices: slices,
        slice: scanner.slice
      )
    case .box(let columns, let slices, let pixel, let slice):
      return try variant.grid(
        center: scene.center,
        columns: columns,
        pixel: pixel,
        slices: slices,
        slice: slice
      )
    }
  }

  /// Where the voxels of a variant's CT lie: always axial, finer than the PET, on slices of its own.
  ///
  /// - Parameter variant: the variant.
  /// - Returns: the grid.
  /// - Throws: ``PhantomError/grid(_:)`` when ``matrix`` can't be a grid.
  public func ctGrid(of variant: PhantomVariant) throws(PhantomError) -> Grid {
    var axial = variant
    axial.orientation = .axial
    switch matrix {
    case .wholeBody:
      let heights = scene.heights
      let length = heights.upperBound - heights.lowerBound + 10
      return try axial.grid(
        center: SIMD3(scene.center.x, scene.center.y, heights.lowerBound + length / 2),
        columns: 512,
        pixel: 0.976562,
        slices: Int((length / 3.75).rounded(.up)),
        slice: 3.75
      )
    case .box(let columns, let slices, let pixel, let slice):
      return try axial.grid(
        center: scene.center,
        columns: columns,
        pixel: pixel,
        slices: slices,
        slice: slice
      )
    }
  }

  /// The PET image of a variant: true uptake, blurred, with noise.
  ///
  /// - Parameters:
  ///   - variant: decides the grid.
  ///   - seed: decides the noise.
  /// - Returns: SUVbw.
  /// - Throws: ``PhantomError/grid(_:)`` when ``matrix`` can't be a grid.
  public func image(of variant: PhantomVariant, seed: UInt64) throws(PhantomError) -> Volume<SUVbw>
  {
    let grid = try petGrid(of: variant)
    return Volume(grid: grid, values: camera.image(of: scene, on: grid, seed: seed))
  }
}
