/// The part of the body that a lesion lies in.
public enum LesionSite: String, CaseIterable, Hashable, Codable, Sendable {
  case breast
  case stomach
  case axillaryNode
  case internalMammaryNode
  case mediastinalNode
  case abdominalNode
  case liver
  case bone
  case lung
  case brain
  case peritoneum
}

/// A place of one body where a lesion can grow.
public struct LesionPlace: Hashable, Codable, Sendable {
  /// Which side of the body a place is on.
  public enum Side: String, Hashable, Codable, Sendable, CaseIterable {
    case left
    case right
    case midline
  }

  /// The place in words, such as "left axillary node, level I".
  public let name: String
  /// The centre, in LPS mm.
  public let position: SIMD3<Double>
  /// The tissues that the lesion may replace; it stays out of all others.
  public let hosts: Set<Tissue>
  /// The direction out of the organ's surface, a unit vector: a lesion of a wall lies flat across it.
  public let normal: SIMD3<Double>
  /// The side of the body.
  public let side: Side
  /// How often lesions of this site are found here, relative to the other places of the site.
  public let weight: Double
}
