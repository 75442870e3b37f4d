/// A shape made of solids: all of some melted together, kept within others, with others cut out.
struct Form: Sendable {
  /// The solids that are melted together.
  var solids: [Solid]
  /// The radius over which they melt, in mm.
  var blend: Float = 0
  /// Solids that the shape stays inside.
  var within: [Solid] = []
  /// Solids that are cut out.
  var without: [Solid] = []
  /// The rounding where it is kept within or cut, in mm.
  var edge: Float = 0
  /// How far the melted solids are grown before they are cut, in mm.
  var growth: Float = 0
  /// The unevenness of the surface, in mm.
  var ripple: Float = 0
  /// Where in the common unevenness this shape reads.
  var ripplePlace = SIMD3<Float>.zero
  /// How much finer than the common unevenness its ripples are.
  var rippleScale: Float = 1
}

/// A form with the tissues it is made of, from the surface inward.
struct Layer: Sendable {
  var form: Form
  /// The tissues from the surface inward and the depth at which each begins, in mm; at most four.
  var tissues: [(depth: Float, tissue: Tissue)]
  /// Gas fills what is in front of this plane, deeper than the first tissue; `nil` for no gas.
  var gasLevel: Float?

  /// A form of one tissue.
  init(_ tissue: Tissue, _ form: Form) {
    self.form = form
    tissues = [(0, tissue)]
  }

  /// A form of several tissues, from the surface inward.
  init(_ tissues: [(depth: Float, tissue: Tissue)], _ form: Form) {
    self.form = form
    self.tissues = tissues
  }
}
