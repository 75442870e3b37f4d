/// Layers flattened for speed: the first in order that holds a point decides its tissue.
struct Scene: Sendable {
  struct Item: Sendable {
    /// Where the form's solids begin, and how many of each use follow each other there.
    var start: Int
    var solidCount: Int
    var withinCount: Int
    var withoutCount: Int
    let blend: Float
    let edge: Float
    let growth: Float
    let ripple: Float
    let ripplePlace: SIMD3<Float>
    let rippleScale: Float
    let depths: SIMD4<Float>
    let tissues: SIMD4<UInt8>
    let gasLevel: Float
    let bounds: Bounds
    let slope: Float
    /// The depth from which on nothing changes, in mm.
    let deepest: Float
    /// Whether every point asked about is inside, all of one tissue.
    var isSolid = false
    /// The tissue where it is solid.
    var fill: UInt8 = 0
  }

  private(set) var items: [Item] = []
  private(set) var solids: [Solid] = []
  let columns: [Column]

  /// The scene of layers, the foremost first.
  init(_ layers: [Layer], columns: [Column]) {
    self.columns = columns
    for layer in layers { append(layer) }
  }

  private mutating func append(_ layer: Layer) {
    let form = layer.form
    var bounds: Bounds?
    for solid in form.solids {
      guard let box = solid.bounds(columns) else { continue }
      bounds = bounds?.union(box) ?? box
    }
    guard var bounds else { return }
    bounds = bounds.grown(max(form.growth, 0) + form.blend / 4 + 2 * form.ripple)
    for solid in form.within {
      guard let box = solid.bounds(columns) else { continue }
      bounds.lower = pointwiseMax(bounds.lower, box.lower)
      bounds.upper = pointwiseMin(bounds.upper, box.upper)
    }
    var depths = SIMD4<Float>(repeating: .infinity)
    var tissues = SIMD4<UInt8>(repeating: 0)
    for (index, band) in layer.tissues.prefix(4).enumerated() {
      depths[index] = band.depth
      tissues[index] = band.tissue.rawValue
    }
    let all = form.solids + form.within + form.without
    items.append(
      Item(
        start: solids.count,
        solidCount: form.solids.count,
        withinCount: form.within.count,
        withoutCount: form.without.count,
        blend: form.blend,
        edge: form.edge,
        growth: form.growth,
        ripple: form.ripple,
        ripplePlace: form.ripplePlace,
        rippleScale: form.rippleScale,
        depths: depths,
        tissues: tissues,
        gasLevel: layer.gasLevel ?? -.infinity,
        bounds: bounds,
        slope: all.reduce(1) { max($0, $1.slope) } + 0.12 * form.ripple * form.rippleScale,
        deepest: layer.tissues.prefix(4).last?.depth ?? 0
      )
    )
    solids += all
  }

  /// The scene's columns alone, to be filled with what matters in one place.
  func emptied() -> Scene { Scene([], columns: columns) }
}

// MARK: - Asking

extension Scene {
  /// The distance of a point from a form's surface, in mm; negative inside.
  @inline(__always)
  func distance(_ item: Item, _ point: SIMD3<Float>) -> Float {
    var index = item.start
    var distance = Float.infinity
    for _ in 0..<item.solidCount {
      distance = melted(distance, solids[index].distance(point, columns), item.blend)
      index += 1
    }
    distance -= item.growth
    if item.ripple > 0 {
      let place = point * item.rippleScale + item.ripplePlace
      distance += item.ripple * Ripple.shared.value(place)
    }
    for _ in 0..<item.withinCount {
      distance = -melted(-distance, -solids[index].distance(point, columns), item.edge)
      index += 1
    }
    for _ in 0..<item.withoutCount {
      distance = -melted(-distance, solids[index].distance(point, columns), item.edge)
      index += 1
    }
    return distance
  }

  /// The tissue of a form at a depth under its surface.
  @inline(__always)
  func tissue(_ item: Item, depth: Float, y: Float) -> UInt8 {
    var tissue = item.tissues.x
    if depth >= item.depths.y { tissue = item.tissues.y }
    if depth >= item.depths.z { tissue = item.tissues.z }
    if depth >= item.depths.w { tissue = item.tissues.w }
    if y < item.gasLevel, depth >= item.depths.y { tissue = Tissue.bowelGas.rawValue }
    return tissue
  }

  /// The tissue at a point.
  @inline(__always)
  func tissue(at point: SIMD3<Float>) -> UInt8 {
    for item in items {
      if item.isSolid { return item.fill }
      let distance = distance(item, point)
      if distance < 0 { return tissue(item, depth: -distance, y: point.y) }
    }
    return 0
  }
}

/// The smaller of two distances, rounded where they are about equal.
///
/// - Source: the quadratic smooth minimum, Quilez, "smooth minimum".
@inline(__always)
func melted(_ a: Float, _ b: Float, _ radius: Float) -> Float {
  let overlap = radius - abs(a - b)
  let least = min(a, b)
  return overlap > 0 ? least - overlap * overlap / (4 * radius) : least
}

// MARK: - Leaving out

extension Scene {
  /// Fills a scene with what can matter inside a small box, and says whether that is one tissue.
  ///
  /// - Parameters:
  ///   - centre: the box's centre.
  ///   - half: its half sides.
  ///   - near: the scene to fill; emptied first.
  func select(around centre: SIMD3<Float>, half: SIMD3<Float>, into near: inout Scene) {
    let radius = half.squared.squareRoot()
    near.items.removeAll(keepingCapacity: true)
    near.solids.removeAll(keepingCapacity: true)
    for item in items {
      if item.isSolid {
        near.items.append(item)
        return
      }
      guard item.bounds.isNear(centre, within: half) else { continue }
      guard var kept = near.keep(item, of: self, around: centre, radius: radius) else { continue }
      let reach = kept.slope * radius
      let distance = near.distance(kept, centre)
      if distance > reach {
        near.solids.removeSubrange(kept.start...)
        continue
      }
      if distance < -reach, kept.gasLevel == -.infinity {
        let shallow = tissue(kept, depth: -distance - reach, y: 0)
        if shallow == tissue(kept, depth: -distance + reach, y: 0) {
          kept.isSolid = true
          kept.fill = shallow
          near.solids.removeSubrange(kept.start...)
          near.items.append(kept)
          return
        }
      }
      near.items.append(kept)
    }
  }

  /// Takes over the solids of a form that matter near a point; `nil` when the form isn't there.
  private mutating func keep(
    _ item: Item,
    of whole: Scene,
    around centre: SIMD3<Float>,
    radius: Float
  ) -> Item? {
    let first = solids.count
    var kept = item
    kept.start = first
    var index = item.start
    var nearest = Float.infinity
    for offset in 0..<item.solidCount {
      let solid = whole.solids[index + offset]
      nearest = min(nearest, solid.distance(centre, columns) + solid.slope * radius)
    }
    // A second look is cheaper than a list of distances.
    var count = 0
    for offset in 0..<item.solidCount {
      let solid = whole.solids[index + offset]
      let distance = solid.distance(centre, columns)
      if distance - solid.slope * radius <= nearest + item.blend {
        solids.append(solid)
        count += 1
      }
    }
    kept.solidCount = count
    index += item.solidCount
    count = 0
    for offset in 0..<item.withinCount {
      let solid = whole.solids[index + offset]
      let distance = solid.distance(centre, columns)
      if distance > solid.slope * radius {
        solids.removeSubrange(first...)
        return nil
      }
      if distance > -solid.slope * radius - item.edge - item.deepest {
        solids.append(solid)
        count += 1
      }
    }
    kept.withinCount = count
    index += item.withinCount
    count = 0
    for offset in 0..<item.withoutCount {
      let solid = whole.solids[index + offset]
      let distance = solid.distance(centre, columns)
      if distance < -solid.slope * radius {
        solids.removeSubrange(first...)
        return nil
      }
      if distance < solid.slope * radius + item.edge + item.deepest {
        solids.append(solid)
        count += 1
      }
    }
    kept.withoutCount = count
    return kept
  }
}
