public import Voxels

/// A named region of a segmentation, with the codes that say what and where it is.
public struct Segment: Sendable, Equatable {
  /// How a segment was made.
  public enum Algorithm: Hashable, Sendable {
    /// By hand.
    case manual
    /// By a program that a person steered.
    case semiautomatic(name: String)
    /// By a program alone.
    case automatic(name: String)
  }

  /// A lesion's identity through visits and readers.
  public struct Tracking: Hashable, Sendable {
    /// The name, for people.
    public let identifier: String
    /// The unique identifier.
    public let uid: String

    /// A lesion's identity.
    ///
    /// - Parameters:
    ///   - identifier: the name, for people.
    ///   - uid: the unique identifier.
    public init(identifier: String, uid: String) {
      self.identifier = identifier
      self.uid = uid
    }
  }

  /// Where in the body a segment lies.
  public struct Site: Hashable, Sendable {
    /// The anatomic region.
    public let region: Code
    /// The side, where the region has two.
    public let laterality: Code?

    /// A place in the body.
    ///
    /// - Parameters:
    ///   - region: the anatomic region.
    ///   - laterality: the side, or nil.
    public init(region: Code, laterality: Code? = nil) {
      self.region = region
      self.laterality = laterality
    }
  }

  /// The number, from 1; writers number segments in their order.
  public var number: Int
  /// The label, for people.
  public var label: String
  /// The category of what it is.
  public var category: Code
  /// What it is.
  public var type: Code
  /// How it was made.
  public var algorithm: Algorithm
  /// Its identity through visits; nil where a foreign object states none.
  public var tracking: Tracking?
  /// Where in the body it lies; nil where unknown.
  public var site: Site?
  /// The colour to show it in; nil where none is stated.
  public var color: CIELabColor?
  /// Its voxels.
  public var region: Region

  /// A named region.
  ///
  /// - Parameters:
  ///   - number: the number, from 1.
  ///   - label: the label, for people.
  ///   - category: the category of what it is.
  ///   - type: what it is.
  ///   - algorithm: how it was made.
  ///   - tracking: its identity through visits, or nil.
  ///   - site: where in the body it lies, or nil.
  ///   - color: the colour to show it in, or nil.
  ///   - region: its voxels.
  public init(
    number: Int,
    label: String,
    category: Code,
    type: Code,
    algorithm: Algorithm,
    tracking: Tracking?,
    site: Site? = nil,
    color: CIELabColor? = nil,
    region: Region
  ) {
    self.number = number
    self.label = label
    self.category = category
    self.type = type
    self.algorithm = algorithm
    self.tracking = tracking
    self.site = site
    self.color = color
    self.region = region
  }
}

/// A colour as DICOM holds it: CIELab, each component scaled to 16 bits.
///
/// - Source: DICOM PS3.3 C.10.7.1.1.
public struct CIELabColor: Hashable, Sendable {
  /// Lightness, 0 to 65535 for 0 to 100.
  public let lightness: Int
  /// Green to red, 0 to 65535 for -128 to 127.
  public let a: Int
  /// Blue to yellow, 0 to 65535 for -128 to 127.
  public let b: Int

  /// A colour of scaled components.
  ///
  /// - Parameters:
  ///   - lightness: lightness, 0 to 65535.
  ///   - a: green to red, 0 to 65535.
  ///   - b: blue to yellow, 0 to 65535.
  public init(lightness: Int, a: Int, b: Int) {
    self.lightness = lightness
    self.a = a
    self.b = b
  }

  /// Colours that are told apart on grey, also by most colour-blind people; for segments in turn.
  ///
  /// - Source: the Okabe-Ito palette and its lighter tints.
  public static let palette: [CIELabColor] = [
    CIELabColor(lightness: 35976, a: 44539, b: 49401),
    CIELabColor(lightness: 45400, a: 28579, b: 23766),
    CIELabColor(lightness: 37753, a: 21404, b: 36035),
    CIELabColor(lightness: 58687, a: 30716, b: 52165),
    CIELabColor(lightness: 40112, a: 42581, b: 30302),
    CIELabColor(lightness: 46653, a: 38053, b: 52082),
    CIELabColor(lightness: 29691, a: 30619, b: 22029),
    CIELabColor(lightness: 50955, a: 38626, b: 40561),
    CIELabColor(lightness: 54928, a: 29722, b: 28037),
    CIELabColor(lightness: 50831, a: 25390, b: 33642),
  ]
}
