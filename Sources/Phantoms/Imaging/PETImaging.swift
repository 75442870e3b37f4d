import Glibc
package import Voxels

/// The PET of a PET/CT: from true activity to an image, as one scanner would show it.
public struct PETImaging: Sendable {
  /// The scanner.
  public let system: PETCTSystem
  /// How the image is reconstructed.
  public let reconstruction: ReconstructionProfile
  /// The nuclide.
  public let emitter: PositronEmitter
  /// The standard deviation over the mean of a voxel in the liver; 0 for no noise.
  public var noiseCoefficient: Double
  /// The liver's uptake, where the noise coefficient holds, in SUVbw.
  public var liverSUV: Double
  /// Breathing during the scan.
  package var motion: RespiratoryMotion?
  /// The standard deviation of the body's place during the scan, along each axis, in mm.
  package var driftMillimeters = 0.0
  /// Activity outside organs.
  package var deposits: [ActivityDeposit] = []
  /// What the scanner reads of organs over what is true: its calibration, and the share of the activity
  /// that arrived.
  package var readingFactor = 1.0
  /// The depth of the ring about very hot organs; 0 for none.
  package var haloDepth = 0.008
  /// Metal, which attenuation correction makes brighter.
  package var metal: [CTImaging.Metal] = []
  /// The diameter of a CT too narrow for the arms, in mm: what lies about its edge and beyond is
  /// corrected too little; nil for one that is wide enough.
  package var truncationMillimeters: Double?

  /// A PET by a scanner, reconstructed as its clinic does unless said otherwise.
  ///
  /// - Parameters:
  ///   - system: the scanner.
  ///   - reconstruction: another reconstruction than the clinic's.
  ///   - emitter: the nuclide.
  ///   - noiseCoefficient: the standard deviation over the mean of a liver voxel.
  ///   - liverSUV: the liver's uptake, in SUVbw.
  public init(
    system: PETCTSystem,
    reconstruction: ReconstructionProfile? = nil,
    emitter: PositronEmitter,
    noiseCoefficient: Double,
    liverSUV: Double
  ) {
    self.system = system
    self.reconstruction = reconstruction ?? system.reconstruction
    self.emitter = emitter
    self.noiseCoefficient = noiseCoefficient
    self.liverSUV = liverSUV
  }

  /// Organs that may leave a ring, on the image's grid.
  package struct HotOrgans: Sendable {
    package let kidneys: [Region]
    package let bladder: Region

    package init(kidneys: [Region], bladder: Region) {
      self.kidneys = kidneys
      self.bladder = bladder
    }
  }

  /// The mean of all images that the scanner could make of an activity: what noise is added to.
  ///
  /// - Parameters:
  ///   - activity: the true uptake on a grid finer than the image's, at rest; axes parallel to the
  ///     patient's.
  ///   - grid: the image's grid.
  ///   - organs: organs that may leave a ring; nil for none.
  /// - Returns: the image without noise.
  /// - Throws: `GridError` when a part of the grid can't be cut out.
  package func mean(
    of activity: Volume<SUVbw>,
    on grid: Grid,
    organs: HotOrgans? = nil
  ) throws(GridError) -> Volume<SUVbw> {
    var activity = activity
    if readingFactor != 1 {
      for index in activity.values.indices { activity.values[index] *= Float(readingFactor) }
    }
    for deposit in deposits { deposit.add(to: &activity) }
    if let motion { activity = motion.mean(of: activity) }
    let spread = PointSpread(reconstruction, emitter: emitter, driftMillimeters: driftMillimeters)
    var image = spread.image(of: activity, on: grid)
    if haloDepth > 0, let organs {
      let halo = HotOrganHalo(depth: haloDepth)
      for kidney in organs.kidneys {
        try halo.apply(to: &image, around: kidney, darkeningSlices: false)
      }
      try halo.apply(to: &image, around: organs.bladder, darkeningSlices: true)
    }
    for metal in metal { brighten(&image, around: metal) }
    if let truncationMillimeters { darken(&image, beyond: truncationMillimeters / 2) }
    return image
  }

  /// An image with noise.
  ///
  /// - Parameters:
  ///   - mean: the image without.
  ///   - seed: decides the noise, with the stream.
  ///   - stream: one for each image of a seed.
  /// - Returns: one image that the scanner could have made.
  package func noisy(
    _ mean: Volume<SUVbw>,
    seed: UInt64,
    stream: UInt64
  ) -> Volume<SUVbw> {
    noise(on: mean.grid).applied(to: mean, seed: seed, stream: stream)
  }

  /// The noise of images on a grid.
  package func noise(on grid: Grid) -> NoiseModel {
    let spread = PointSpread(reconstruction, emitter: .fluorine18)
    var model = NoiseModel(
      coefficient: noiseCoefficient,
      referenceSUV: liverSUV,
      filterMillimeters: spread.fullWidthMillimeters * reconstruction.noiseCorrelation
    )
    model.axialFactors = BedPositions(covering: grid, by: system).noiseFactors(of: grid)
    return model
  }

  /// Attenuation correction by a CT with metal overestimates the uptake near it by up to a fifth.
  private func brighten(_ image: inout Volume<SUVbw>, around metal: CTImaging.Metal) {
    let grid = image.grid
    let middle = grid.affine.voxel(at: metal.center)
    let radius = metal.diameterMillimeters / 2
    let reach = (radius + 30) / grid.spacingMillimeters
    func range(_ axis: Int) -> Range<Int> {
      let low = max(0, Int(middle[axis] - reach[axis]))
      return low..<max(low, min(grid.size[axis], Int(middle[axis] + reach[axis]) + 2))
    }
    for k in range(2) {
      for j in range(1) {
        for i in range(0) {
          let far = length(grid.position(of: SIMD3(i, j, k)) - metal.center) - radius
          guard far < 30 else { continue }
          image.values[grid.offset(of: SIMD3(i, j, k))] *=
            Float(1 + 0.2 * exp(-max(0, far) / 10))
        }
      }
    }
  }

  /// Beyond the CT's edge nothing attenuates for the correction: a fifth is missing there, less inside.
  private func darken(_ image: inout Volume<SUVbw>, beyond radius: Double) {
    let grid = image.grid
    let middle = grid.position(of: grid.size / 2)
    let perSlice = grid.size.x * grid.size.y
    for row in 0..<grid.size.y {
      for column in 0..<grid.size.x {
        let place = grid.position(of: SIMD3(column, row, 0)) - middle
        let distance = (place.x * place.x + place.y * place.y).squareRoot()
        let factor = Float(1 - 0.2 / (1 + exp((radius - 15 - distance) / 8)))
        for slice in 0..<grid.size.z {
          image.values[column + row * grid.size.x + slice * perSlice] *= factor
        }
      }
    }
  }
}
