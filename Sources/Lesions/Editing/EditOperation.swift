public import Voxels

/// A change that a person makes to the regions of a scan.
///
/// Operations are data: applied again to the regions that were drawn, in their order, they give the
/// same voxels. Regions are named by their label, or by their place in the list as `#3`. Positions
/// are LPS mm.
public enum EditOperation: Hashable, Sendable, Codable {
  /// Judges regions to be lesions.
  case accept(regions: [String])
  /// Judges regions not to be lesions: they stay, and no longer count.
  case reject(regions: [String], as: LesionCategory)
  /// Changes what is said of a region; what isn't given stays.
  case relabel(region: String, label: String?, site: AnatomicalSite?, category: LesionCategory?)
  /// Divides a region in parts that share no voxel and together are the region.
  case split(region: String, by: Cut)
  /// Makes one region of several; their order does not matter.
  case merge(regions: [String])
  /// Keeps the part of a region inside, or outside, a shape.
  case clip(region: String, to: ClipShape, keeping: ClipSide)
  /// Takes in all voxels within a distance; voxels of other regions stay with them.
  case grow(region: String, millimeters: Double)
  /// Takes off all voxels within a distance of the outside.
  case shrink(region: String, millimeters: Double)
  /// Draws a region anew; voxels of other regions stay with them.
  case redraw(region: String, by: Redrawing)
  /// Draws a region that was not there.
  case draw(label: String, by: Redrawing)
  /// Takes back the last operation that stands.
  case undo
}

/// How a region is divided.
public enum Cut: Hashable, Sendable, Codable {
  /// By a watershed on the uptake, flooded from the voxels at these points; what the flood can't
  /// reach joins the nearest point.
  case seeds([SIMD3<Double>])
  /// By a plane through a point: the part on the side that the normal points to, and the rest. A
  /// voxel whose centre is on the plane is in the first.
  case plane(point: SIMD3<Double>, normal: SIMD3<Double>)
}

/// A shape that a region is clipped by; a voxel centre on its surface is inside.
public enum ClipShape: Hashable, Sendable, Codable {
  /// A box along the patient's axes, by two opposite corners.
  case box(SIMD3<Double>, SIMD3<Double>)
  /// A sphere.
  case sphere(center: SIMD3<Double>, radiusMillimeters: Double)
  /// The side of a plane that the normal points to.
  case halfSpace(point: SIMD3<Double>, normal: SIMD3<Double>)
  /// Another region.
  case region(String)
}

/// The side of a shape.
public enum ClipSide: String, Hashable, Sendable, Codable, CaseIterable {
  /// What lies in the shape.
  case inside
  /// What lies out of it.
  case outside
}

/// How a region is drawn by hand: a method, and where it starts.
public struct Redrawing: Hashable, Sendable, Codable {
  /// How the outline is drawn.
  public var method: SegmentationMethod
  /// What fixed thresholds of the method are meant on.
  public var scale: UptakeScale
  /// The point to start from; nil for the hottest voxel of the region that is drawn anew.
  public var seed: SIMD3<Double>?
  /// Whether only voxels of the region that is drawn anew are taken.
  public var staysWithin: Bool
  /// How far the region may reach from its hottest voxel, in mm; nil for no limit.
  public var reachMillimeters: Double?
  /// Which voxels count as connected.
  public var connectivity: Connectivity

  /// A way to draw a region.
  ///
  /// - Parameters:
  ///   - method: how the outline is drawn.
  ///   - scale: what fixed thresholds of the method are meant on.
  ///   - seed: the point to start from, in LPS mm; nil for the region's hottest voxel.
  ///   - staysWithin: whether only voxels of the region drawn anew are taken.
  ///   - reachMillimeters: how far the region may reach from its hottest voxel; nil for no limit.
  ///   - connectivity: which voxels count as connected.
  public init(
    method: SegmentationMethod,
    scale: UptakeScale = .suvbw,
    seed: SIMD3<Double>? = nil,
    staysWithin: Bool = false,
    reachMillimeters: Double? = nil,
    connectivity: Connectivity = .corners
  ) {
    self.method = method
    self.scale = scale
    self.seed = seed
    self.staysWithin = staysWithin
    self.reachMillimeters = reachMillimeters
    self.connectivity = connectivity
  }
}

extension EditOperation: CustomStringConvertible {
  /// The operation in a line, for a list of what was done.
  public var description: String {
    switch self {
    case .accept(let regions): "accept \(regions.joined(separator: ", "))"
    case .reject(let regions, let category):
      "reject \(regions.joined(separator: ", ")) as \(category.rawValue)"
    case .relabel(let region, let label, let site, let category):
      (["relabel \(region)"]
        + [
          label.map { "label '\($0)'" }, site.map { "site \($0.meaning)" },
          category.map { "class \($0.rawValue)" },
        ].compactMap { $0 }).joined(separator: ", ")
    case .split(let region, let cut): "split \(region) \(cut)"
    case .merge(let regions): "merge \(regions.joined(separator: ", "))"
    case .clip(let region, let shape, let side):
      "clip \(region) to the \(side.rawValue) of \(shape)"
    case .grow(let region, let distance): "grow \(region) by \(plain(distance)) mm"
    case .shrink(let region, let distance): "shrink \(region) by \(plain(distance)) mm"
    case .redraw(let region, let drawing): "redraw \(region) by \(drawing)"
    case .draw(let label, let drawing): "draw \(label) by \(drawing)"
    case .undo: "undo"
    }
  }
}

extension Cut: CustomStringConvertible {
  /// The cut in words.
  public var description: String {
    switch self {
    case .seeds(let points): "by watershed from \(points.map(words).joined(separator: ", "))"
    case .plane(let point, let normal):
      "by the plane through \(words(point)) along \(words(normal))"
    }
  }
}

extension ClipShape: CustomStringConvertible {
  /// The shape in words.
  public var description: String {
    switch self {
    case .box(let a, let b): "the box from \(words(a)) to \(words(b))"
    case .sphere(let center, let radius):
      "the sphere of \(plain(radius)) mm around \(words(center))"
    case .halfSpace(let point, let normal):
      "the plane through \(words(point)) along \(words(normal))"
    case .region(let label): "region \(label)"
    }
  }
}

extension Redrawing: CustomStringConvertible {
  /// The method and its start in words.
  public var description: String {
    var text = method.name(on: scale)
    if let seed { text += " from \(words(seed))" }
    if staysWithin { text += " within the region" }
    if let reachMillimeters { text += " up to \(plain(reachMillimeters)) mm" }
    return text
  }
}

/// A position as a person would write it.
private func words(_ position: SIMD3<Double>) -> String {
  "(\(plain(position.x)), \(plain(position.y)), \(plain(position.z)))"
}
