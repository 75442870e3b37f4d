/// A part of a phantom with an uptake of its own: a sphere, or a cylinder along the body.
public struct PhantomInsert: Hashable, Sendable {
  /// The form of an insert.
  public enum Shape: Hashable, Sendable {
    /// A sphere.
    case sphere(diameterMillimeters: Double)
    /// A cylinder whose axis runs from feet to head.
    case cylinder(diameterMillimeters: Double, lengthMillimeters: Double)
  }

  /// What it is called in the truth file.
  public let name: String
  /// Its form.
  public let shape: Shape
  /// Its centre, in LPS mm about the body's centre.
  public let center: SIMD3<Double>
  /// Its true SUVbw.
  public let suv: Double
  /// Its CT number, in HU.
  public let hounsfield: Double

  /// An insert of a form at a place.
  ///
  /// - Parameters:
  ///   - name: what it is called.
  ///   - shape: its form.
  ///   - center: its centre, in LPS mm about the body's centre.
  ///   - suv: its true SUVbw.
  ///   - hounsfield: its CT number, in HU.
  public init(
    name: String,
    shape: Shape,
    center: SIMD3<Double>,
    suv: Double,
    hounsfield: Double
  ) {
    self.name = name
    self.shape = shape
    self.center = center
    self.suv = suv
    self.hounsfield = hounsfield
  }

  /// The diameter, in mm.
  public var diameterMillimeters: Double {
    switch shape {
    case .sphere(let diameter), .cylinder(let diameter, _): diameter
    }
  }

  /// The volume by its formula, in mL.
  public var volumeMilliliters: Double {
    switch shape {
    case .sphere(let d): Double.pi * d * d * d / 6 / 1000
    case .cylinder(let d, let length): Double.pi * d * d / 4 * length / 1000
    }
  }

  /// Half its extent from feet to head, in mm.
  var halfHeight: Double {
    switch shape {
    case .sphere(let d): d / 2
    case .cylinder(_, let length): length / 2
    }
  }

  /// How deep a point lies inside, in mm; negative outside.
  ///
  /// The point is in mm about the body's centre. The depth is never more than the true distance to
  /// the surface.
  func depth(_ x: Double, _ y: Double, _ z: Double) -> Double {
    let dx = x - center.x
    let dy = y - center.y
    let dz = z - center.z
    let radial = dx * dx + dy * dy
    switch shape {
    case .sphere(let d): return d / 2 - (radial + dz * dz).squareRoot()
    case .cylinder(let d, let length):
      return min(d / 2 - radial.squareRoot(), length / 2 - abs(dz))
    }
  }
}
