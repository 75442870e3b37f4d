public import Voxels

/// A lesion of a participant with everything that is true of it.
public struct SimulatedLesion: Sendable, Codable {
  /// Its number in the participant, from 1: the label in label maps.
  public let number: Int
  /// The part of the body.
  public let site: LesionSite
  /// The place in words: "left axillary node, level I".
  public let place: String
  /// The side of the body.
  public let side: LesionPlace.Side
  /// Whether it is the primary tumour.
  public let isPrimary: Bool
  /// Its shape and centre.
  public let shape: LesionShape
  /// Its tissue at the visit at which it is first there.
  public let pathology: Pathology
  /// How uptake is spread within it.
  public let pattern: UptakePattern
  /// Whether FDG shows it at all.
  public let isAvidForFDG: Bool
  /// The tissues that it replaces, by label.
  public let hosts: [Host]
  /// What becomes of it, visit by visit.
  public let visits: [LesionVisit]

  /// What of its surroundings stops it; not written.
  var limits: [HostMargin] = []

  private enum CodingKeys: String, CodingKey {
    case number, site, place, side, isPrimary, shape, pathology, pattern, isAvidForFDG, hosts,
      visits
  }

  /// A tissue that a lesion replaces.
  public struct Host: Sendable, Codable, Hashable {
    /// The tissue.
    public let tissue: Tissue
    /// The share of the lesion that lies in it.
    public let share: Double
  }

  /// The centre, in LPS mm.
  public var center: SIMD3<Double> { shape.center }

  /// The lesion at a visit; nil where the visit is not in the plan.
  public func state(at visit: Visit) -> LesionVisit? { visits.first { $0.visit == visit.name } }

  var body: LesionBody { LesionBody(shape: shape, limits: limits) }

  /// The voxels that the lesion touches at a visit, how much of each, and its relative uptake.
  ///
  /// - Parameters:
  ///   - grid: where the voxels lie.
  ///   - state: the lesion at the visit.
  ///   - showsHER2: whether the tracer binds HER2: a second clone is dark only then.
  /// - Returns: nil where the lesion is not there, or misses the grid.
  public func coverage(
    on grid: Grid,
    at state: LesionVisit,
    showsHER2: Bool
  ) -> LesionCoverage? {
    guard state.fate.isPresent, state.volumeMilliliters > 0 else { return nil }
    return body.coverage(
      on: grid,
      scale: state.scaleMillimeters,
      relative: relative(scale: state.scaleMillimeters, showsHER2: showsHER2)
    )
  }

  func relative(scale: Double, showsHER2: Bool) -> (SIMD3<Double>, Double) -> Double {
    { [pattern, shape] point, depth in
      pattern.relative(
        at: point,
        depth: depth,
        side: shape.side(of: point, along: pattern.cloneDirection, scale: scale),
        showsHER2: showsHER2
      )
    }
  }
}

/// A lesion at one visit.
public struct LesionVisit: Sendable, Codable, Hashable {
  /// The visit's name.
  public let visit: String
  /// What happened to the lesion.
  public let fate: Fate
  /// Its true volume, in mL; 0 where it isn't there.
  public let volumeMilliliters: Double
  /// The scale of its shape, in mm.
  public let scaleMillimeters: Double
  /// Its HER2 at this visit; nil where it isn't there.
  public let status: HER2Status?
  /// Its true uptake by tracer, at the tracer's usual time.
  public let uptake: [String: LesionUptake]
}

/// A lesion's true uptake of a tracer.
public struct LesionUptake: Sendable, Codable, Hashable {
  /// SUVmax as drawn: of a clinical image, after blur and noise.
  public let drawnSUVmax: Double
  /// The mean of the true uptake over the lesion, in SUVbw.
  public let trueMean: Double
}
