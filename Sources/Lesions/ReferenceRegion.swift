public import Voxels

/// The normal tissues that lesions are compared with.
public enum ReferenceTissue: String, Hashable, Sendable, Codable, CaseIterable {
  /// The liver: PERCIST's first choice.
  case liver
  /// The blood pool, in the descending aorta: PERCIST's second choice.
  case bloodPool = "blood-pool"
  /// The spleen.
  case spleen
  /// Skeletal muscle.
  case muscle
  /// The normal breast.
  case breast
  /// The lung.
  case lung
  /// Bone marrow.
  case marrow
}

/// Where a reference region lies.
public enum ReferencePlacement: Hashable, Sendable, Codable {
  /// The voxels whose centres lie in a sphere: its centre in LPS mm and its diameter in mm.
  case sphere(center: SIMD3<Double>, diameterMillimeters: Double)
  /// The voxels whose centres lie in a cylinder: its centre in LPS mm, the direction of its axis, its
  /// diameter and its length in mm.
  case cylinder(
    center: SIMD3<Double>,
    axis: SIMD3<Double>,
    diameterMillimeters: Double,
    lengthMillimeters: Double
  )
  /// A region that somebody drew: the label it was imported under.
  case imported(label: String)

  /// PERCIST's liver region: a sphere of 3 cm in the right lobe.
  ///
  /// - Parameter center: its centre, in LPS mm.
  /// - Returns: the placement.
  /// - Source: PERCIST 1.0, J Nucl Med 2009;50:122S.
  public static func liver(center: SIMD3<Double>) -> ReferencePlacement {
    .sphere(center: center, diameterMillimeters: 30)
  }

  /// PERCIST's blood pool region: a cylinder of 1 cm by 2 cm in the descending aorta, along z.
  ///
  /// - Parameter center: its centre, in LPS mm.
  /// - Returns: the placement.
  /// - Source: PERCIST 1.0, J Nucl Med 2009;50:122S.
  public static func bloodPool(center: SIMD3<Double>) -> ReferencePlacement {
    .cylinder(
      center: center,
      axis: SIMD3(0, 0, 1),
      diameterMillimeters: 10,
      lengthMillimeters: 20
    )
  }
}

/// The uptake of a normal tissue, in SUVbw.
public struct ReferenceRegion: Hashable, Sendable {
  /// Which tissue.
  public let tissue: ReferenceTissue
  /// Where the region comes from.
  public let placement: ReferencePlacement
  /// Whether the place was found by rule in an organ map, not given by a person.
  public let isPlacedByRule: Bool
  /// The region's voxels.
  public let region: Region
  /// The mean SUVbw.
  public let mean: Double
  /// The standard deviation of SUVbw over the voxels, with n - 1.
  public let standardDeviation: Double
  /// The number of voxels.
  public var voxelCount: Int { region.voxelCount }
  /// Whether an imported region touches the edge of the image, where it may have been cut off.
  public let touchesImageEdge: Bool

  /// A reference region placed as a sphere or a cylinder.
  ///
  /// - Parameters:
  ///   - tissue: which tissue it lies in.
  ///   - placement: a sphere or a cylinder.
  ///   - volume: the uptake.
  /// - Throws: ``LesionsError`` when the placement makes no sense or reaches out of the image (its
  ///   outermost voxels included), when a voxel is undefined or there are fewer than two.
  public init(
    _ tissue: ReferenceTissue,
    placed placement: ReferencePlacement,
    on volume: Volume<SUVbw>
  ) throws(LesionsError) {
    try self.init(tissue, placement, isPlacedByRule: false, on: volume)
  }

  /// A reference region whose place was found by rule.
  init(
    _ tissue: ReferenceTissue,
    placedByRule placement: ReferencePlacement,
    on volume: Volume<SUVbw>
  ) throws(LesionsError) {
    try self.init(tissue, placement, isPlacedByRule: true, on: volume)
  }

  private init(
    _ tissue: ReferenceTissue,
    _ placement: ReferencePlacement,
    isPlacedByRule: Bool,
    on volume: Volume<SUVbw>
  ) throws(LesionsError) {
    let region: Region
    switch placement {
    case .sphere(let center, let diameter):
      guard diameter > 0, diameter.isFinite else {
        throw .badPlacement(tissue.rawValue, "its diameter has to be above zero")
      }
      guard volume.grid.holds(center, reaching: { length($0) * diameter / 2 }) else {
        throw .referenceCutOff(tissue.rawValue)
      }
      region = .sphere(center: center, radiusMillimeters: diameter / 2, grid: volume.grid)
    case .cylinder(let center, let axis, let diameter, let height):
      guard diameter > 0, height > 0, diameter.isFinite, height.isFinite else {
        throw .badPlacement(tissue.rawValue, "its diameter and length have to be above zero")
      }
      guard length(axis) > 0, length(axis).isFinite else {
        throw .badPlacement(tissue.rawValue, "its axis needs a direction")
      }
      let direction = axis / length(axis)
      // A cylinder reaches along g by half its length along the axis and its radius across it.
      let isInside = volume.grid.holds(center) { g in
        let along = dot(g, direction)
        let across = length(g - direction * along)
        return abs(along) * height / 2 + across * diameter / 2
      }
      guard isInside else { throw .referenceCutOff(tissue.rawValue) }
      region = .cylinder(
        from: center - direction * (height / 2),
        to: center + direction * (height / 2),
        radiusMillimeters: diameter / 2,
        grid: volume.grid
      )
    case .imported(let label):
      throw .badPlacement(tissue.rawValue, "'\(label)' has to be imported with its region")
    }
    try self.init(tissue, placement, region, isPlacedByRule: isPlacedByRule, on: volume)
  }

  /// A reference region that somebody drew.
  ///
  /// - Parameters:
  ///   - tissue: which tissue it lies in.
  ///   - region: its voxels.
  ///   - label: what it was imported under.
  ///   - volume: the uptake.
  /// - Throws: ``LesionsError`` when it lies on another grid, when a voxel is undefined or there are
  ///   fewer than two.
  public init(
    _ tissue: ReferenceTissue,
    imported region: Region,
    label: String,
    on volume: Volume<SUVbw>
  ) throws(LesionsError) {
    guard region.grid == volume.grid else { throw .otherGrid(label) }
    try self.init(tissue, .imported(label: label), region, isPlacedByRule: false, on: volume)
  }

  package init(
    _ tissue: ReferenceTissue,
    _ placement: ReferencePlacement,
    _ region: Region,
    isPlacedByRule: Bool,
    on volume: Volume<SUVbw>
  ) throws(LesionsError) {
    let statistics = volume.statistics(in: region)
    let undefined = statistics?.notANumberCount ?? region.voxelCount
    guard undefined == 0 else { throw .referenceUndefined(tissue.rawValue, count: undefined) }
    guard let statistics, statistics.count > 1 else {
      throw .referenceTooSmall(tissue.rawValue, voxels: region.voxelCount)
    }
    self.tissue = tissue
    self.placement = placement
    self.isPlacedByRule = isPlacedByRule
    self.region = region
    mean = statistics.mean
    standardDeviation = statistics.standardDeviation
    touchesImageEdge = region.touchesImageEdge
  }

  /// The threshold `factor * mean + deviations * SD`, in SUVbw.
  public func threshold(factor: Double, deviations: Double) -> Double {
    factor * mean + deviations * standardDeviation
  }

  /// The least SUVpeak of a measurable lesion, of FDG alone; nil but for liver and blood pool.
  ///
  /// 1.5 means and 2 standard deviations of the liver, or 2 means and 2 standard deviations of the blood
  /// pool. PERCIST says so of SUL; both sides of the comparison change by the same factor.
  ///
  /// - Source: PERCIST 1.0, J Nucl Med 2009;50:122S.
  public var leastMeasurableSUVbw: Double? {
    switch tissue {
    case .liver: threshold(factor: 1.5, deviations: 2)
    case .bloodPool: threshold(factor: 2, deviations: 2)
    default: nil
    }
  }
}

extension Grid {
  /// Whether a convex body lies wholly inside the image, the outermost voxels' outer faces included.
  ///
  /// - Parameters:
  ///   - center: the body's centre, in LPS mm.
  ///   - support: how far the body reaches from its centre along a vector, times its length.
  /// - Returns: true where no part of it is outside.
  func holds(_ center: SIMD3<Double>, reaching support: (SIMD3<Double>) -> Double) -> Bool {
    let middle = affine.voxel(at: center)
    let d = affine.determinant
    let axes = [
      cross(affine.rowStep, affine.sliceStep) / d, cross(affine.sliceStep, affine.columnStep) / d,
      cross(affine.columnStep, affine.rowStep) / d,
    ]
    let slack = 1e-9
    return (0..<3).allSatisfy { axis in
      let reach = support(axes[axis])
      return middle[axis] - reach >= -0.5 - slack
        && middle[axis] + reach <= Double(size[axis]) - 0.5 + slack
    }
  }
}

extension Region {
  /// Whether a voxel of the region lies on an outer face of the image.
  ///
  /// Along an axis of a single voxel there is no edge to touch.
  var touchesImageEdge: Bool {
    guard let box = boundingBox else { return false }
    return (0..<3).contains { axis in
      grid.size[axis] > 1 && (box.lower[axis] == 0 || box.upper[axis] == grid.size[axis])
    }
  }
}
