import Glibc

/// A simple solid that organs are made from: where it is, and how far a point is from its surface.
///
/// Lengths are LPS mm in single precision. A distance is negative inside; away from the surface it
/// is an estimate that grows no faster than ``slope`` mm per mm.
struct Solid: Sendable {
  enum Kind: UInt8 { case cone, ellipsoid, box, drum, halfSpace, column, seams }

  let kind: Kind
  /// A cone's first end; the centre of all others.
  let centre: SIMD3<Float>
  /// A cone's way to the second end; half axes of an ellipsoid, box or drum; a half space's normal.
  let extent: SIMD3<Float>
  /// The directions of the half axes; for a flattened cone `third` is its thin direction.
  var first = SIMD3<Float>(1, 0, 0)
  var second = SIMD3<Float>(0, 1, 0)
  var third = SIMD3<Float>(0, 0, 1)
  /// A cone's radii at its ends; the rounding of a box or drum.
  let radii: SIMD2<Float>
  /// One over a cone's squared length.
  let inverseSquare: Float
  /// How many times thinner than wide a cone is.
  var flatness: Float = 1
  /// Half the thickness when only the solid's surface is meant; zero for the whole solid.
  var shell: Float = 0
  /// Which of the scene's columns this is.
  var column: Int32 = -1
  /// The most by which the distance changes per mm.
  var slope: Float = 1

  private init(
    _ kind: Kind,
    _ centre: SIMD3<Float>,
    _ extent: SIMD3<Float>,
    radii: SIMD2<Float> = .zero,
    inverseSquare: Float = 0
  ) {
    self.kind = kind
    self.centre = centre
    self.extent = extent
    self.radii = radii
    self.inverseSquare = inverseSquare
  }
}

// MARK: - Making

extension Solid {
  /// A rod with round ends, thicker or thinner towards its second end.
  static func cone(
    _ start: SIMD3<Float>,
    _ end: SIMD3<Float>,
    _ startRadius: Float,
    _ endRadius: Float
  ) -> Solid {
    let way = end - start
    let square = max(way.squared, 1e-6)
    var cone = Solid(
      .cone,
      start,
      way,
      radii: SIMD2(startRadius, endRadius),
      inverseSquare: 1 / square
    )
    cone.slope = 1 + abs(startRadius - endRadius) / square.squareRoot()
    return cone
  }

  /// A ball.
  static func ball(_ centre: SIMD3<Float>, _ radius: Float) -> Solid {
    .cone(centre, centre, radius, radius)
  }

  /// An ellipsoid.
  static func ellipsoid(_ centre: SIMD3<Float>, _ halfAxes: SIMD3<Float>) -> Solid {
    var ellipsoid = Solid(.ellipsoid, centre, halfAxes)
    ellipsoid.slope = 1.5
    return ellipsoid
  }

  /// A box with rounded edges.
  static func box(
    _ centre: SIMD3<Float>,
    _ halfSides: SIMD3<Float>,
    rounding: Float = 0
  ) -> Solid {
    let rounding = min(rounding, halfSides.min())
    return Solid(.box, centre, halfSides - rounding, radii: SIMD2(rounding, 0))
  }

  /// An elliptical cylinder with rounded edges; `extent.z` is half its height.
  static func drum(
    _ centre: SIMD3<Float>,
    _ halfAxes: SIMD3<Float>,
    rounding: Float = 0
  ) -> Solid {
    let rounding = min(rounding, halfAxes.min())
    var drum = Solid(.drum, centre, halfAxes - rounding, radii: SIMD2(rounding, 0))
    drum.slope = 1.5
    return drum
  }

  /// All points behind a plane: on the side that its normal points away from.
  static func halfSpace(through point: SIMD3<Float>, facing normal: SIMD3<Float>) -> Solid {
    Solid(.halfSpace, point, normal.unit)
  }

  /// Thin curved sheets everywhere, as between muscles: where the common unevenness is near zero.
  ///
  /// - Parameters:
  ///   - place: where in the unevenness to read.
  ///   - scale: by how much finer than it the sheets lie, along each axis.
  ///   - thickness: their thickness, in mm.
  /// - Returns: the sheets, without bounds.
  static func seams(
    at place: SIMD3<Float>,
    scale: SIMD3<Float>,
    thickness: Float
  ) -> Solid {
    var seams = Solid(.seams, place, scale, radii: SIMD2(thickness / 2, 0))
    seams.slope = 2.5
    return seams
  }

  /// A column of the scene, by its place there.
  static func column(_ index: Int) -> Solid {
    var column = Solid(.column, .zero, .zero)
    column.column = Int32(index)
    column.slope = 2.2
    return column
  }

  /// The same solid with its axes along other directions: x and y as given, made perpendicular.
  func turned(x: SIMD3<Float>, y: SIMD3<Float>) -> Solid {
    var turned = self
    turned.first = x.unit
    turned.third = crossed(turned.first, y).unit
    turned.second = crossed(turned.third, turned.first)
    return turned
  }

  /// The same solid with its third axis along a direction.
  func pointed(_ direction: SIMD3<Float>) -> Solid {
    let z = direction.unit
    let other: SIMD3<Float> = abs(z.y) < 0.9 ? SIMD3(0, 1, 0) : SIMD3(1, 0, 0)
    let x = crossed(other, z).unit
    return turned(x: x, y: crossed(z, x))
  }

  /// A cone made thin along a direction.
  func flattened(_ factor: Float, along direction: SIMD3<Float>) -> Solid {
    var flat = self
    flat.third = direction.unit
    flat.flatness = factor
    flat.slope = slope * factor
    return flat
  }

  /// The same cone or ellipsoid, thicker by some mm.
  func grown(_ margin: Float) -> Solid {
    let extent = kind == .ellipsoid ? extent + margin : extent
    var grown = Solid(kind, centre, extent, radii: radii + margin, inverseSquare: inverseSquare)
    grown.first = first
    grown.second = second
    grown.third = third
    grown.flatness = flatness
    grown.slope = slope
    return grown
  }

  /// Only the surface, of a thickness, half of it on either side.
  func shelled(thickness: Float) -> Solid {
    var hollow = self
    hollow.shell = thickness / 2
    return hollow
  }
}

// MARK: - Distance

extension Solid {
  /// The distance of a point from the surface, in mm; negative inside.
  @inline(__always)
  func distance(_ point: SIMD3<Float>, _ columns: [Column]) -> Float {
    let solid = solidDistance(point, columns)
    return shell > 0 ? abs(solid) - shell : solid
  }

  @inline(__always)
  private func solidDistance(_ point: SIMD3<Float>, _ columns: [Column]) -> Float {
    let p = point - centre
    switch kind {
    case .cone:
      let along = min(1, max(0, (p * extent).sum() * inverseSquare))
      var away = p - extent * along
      if flatness != 1 { away += third * ((away * third).sum() * (flatness - 1)) }
      return away.squared.squareRoot() - (radii.x + (radii.y - radii.x) * along)
    case .ellipsoid:
      let local = SIMD3((p * first).sum(), (p * second).sum(), (p * third).sum())
      let scaled = local / extent
      let reach = scaled.squared.squareRoot()
      let rate = (scaled / extent).squared.squareRoot()
      guard rate > 1e-6 else { return -extent.min() }
      return max(reach * (reach - 1) / rate, -extent.min())
    case .box:
      let q =
        SIMD3(abs((p * first).sum()), abs((p * second).sum()), abs((p * third).sum())) - extent
      let outside = pointwiseMax(q, .zero).squared.squareRoot()
      return outside + min(q.max(), 0) - radii.x
    case .drum:
      let local = SIMD2((p * first).sum(), (p * second).sum())
      let scaled = local / SIMD2(extent.x, extent.y)
      let reach = (scaled * scaled).sum().squareRoot()
      let rated = scaled / SIMD2(extent.x, extent.y)
      let rate = (rated * rated).sum().squareRoot()
      let narrow = min(extent.x, extent.y)
      let side = rate > 1e-6 ? max(reach * (reach - 1) / rate, -narrow) : -narrow
      let end = abs((p * third).sum()) - extent.z
      let a = max(side, 0)
      let b = max(end, 0)
      return (a * a + b * b).squareRoot() + min(max(side, end), 0) - radii.x
    case .halfSpace:
      return (p * extent).sum()
    case .column:
      return columns[Int(column)].distance(point)
    case .seams:
      return abs(Ripple.shared.value(point * extent + centre)) * (28 / extent.max()) - radii.x
    }
  }

  /// The corners of a box around the solid; `nil` for a half space, which has none.
  func bounds(_ columns: [Column]) -> Bounds? {
    switch kind {
    case .cone:
      let end = centre + extent
      let thick = max(radii.x, radii.y)
      return Bounds(
        lower: pointwiseMin(centre, end) - thick,
        upper: pointwiseMax(centre, end) + thick
      ).grown(shell)
    case .halfSpace, .seams: return nil
    case .column: return columns[Int(column)].bounds.grown(shell)
    case .ellipsoid, .box, .drum:
      let half = SIMD3(
        SIMD3(first.x, second.x, third.x).weighed(extent + radii.x),
        SIMD3(first.y, second.y, third.y).weighed(extent + radii.x),
        SIMD3(first.z, second.z, third.z).weighed(extent + radii.x)
      )
      return Bounds(lower: centre - half, upper: centre + half).grown(shell)
    }
  }
}

/// A box along the axes, in LPS mm.
struct Bounds: Sendable {
  var lower: SIMD3<Float>
  var upper: SIMD3<Float>

  func grown(_ margin: Float) -> Bounds { Bounds(lower: lower - margin, upper: upper + margin) }

  func union(_ other: Bounds) -> Bounds {
    Bounds(lower: pointwiseMin(lower, other.lower), upper: pointwiseMax(upper, other.upper))
  }

  /// Whether a ball around a point reaches into the box's own box.
  @inline(__always)
  func isNear(_ point: SIMD3<Float>, within half: SIMD3<Float>) -> Bool {
    all(point + half .>= lower) && all(point - half .<= upper)
  }
}

extension SIMD3<Float> {
  @inline(__always) var squared: Float { (self * self).sum() }
  /// The vector of length 1 in this direction.
  var unit: SIMD3<Float> { self / Swift.max(squared.squareRoot(), 1e-9) }
  fileprivate func weighed(_ sizes: SIMD3<Float>) -> Float {
    abs(x) * sizes.x + abs(y) * sizes.y + abs(z) * sizes.z
  }
}

/// The vector product.
func crossed(_ a: SIMD3<Float>, _ b: SIMD3<Float>) -> SIMD3<Float> {
  SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
}
