import Voxels

extension PhantomVariant {
  /// A grid over a box of the person, its axes as the variant's orientation has them.
  ///
  /// - Parameters:
  ///   - center: the box's centre, in LPS mm.
  ///   - columns: the number of columns, and of rows where rows run from front to back.
  ///   - pixel: the distance between them, in mm.
  ///   - slices: the number of slices for axial images, along the person.
  ///   - slice: the distance between those, in mm.
  /// - Returns: the grid; for coronal images the counts along the person and from front to back
  ///   change places.
  /// - Throws: ``PhantomError/grid(_:)`` when there is no such grid.
  func grid(
    center: SIMD3<Double>,
    columns: Int,
    pixel: Double,
    slices: Int,
    slice: Double
  ) throws(PhantomError) -> Grid {
    var size = SIMD3(columns, columns, slices)
    var column = SIMD3(pixel, 0, 0)
    var row = SIMD3(0, pixel, 0)
    var step = SIMD3(0, 0, slice)
    switch orientation {
    case .axial: break
    case .axialFromHead: step = -step
    case .flipped:
      column = -column
      step = -step
    case .coronal:
      size = SIMD3(columns, slices, columns)
      row = SIMD3(0, 0, -slice)
      step = SIMD3(0, pixel, 0)
    case .oblique:
      column = Self.tilted(column)
      row = Self.tilted(row)
      step = Self.tilted(step)
    }
    let half = (SIMD3(Double(size.x), Double(size.y), Double(size.z)) - 1) / 2
    let corner = center - column * half.x - row * half.y - step * half.z
    do {
      return try Grid(
        size: size,
        affine: Affine(columnStep: column, rowStep: row, sliceStep: step, origin: corner)
      )
    } catch {
      throw .grid(error)
    }
  }

  /// A vector turned by 10° about x and then by 5° about z.
  private static func tilted(_ v: SIMD3<Double>) -> SIMD3<Double> {
    // cos and sin of 10° and 5°, as numbers, so that every machine has the same.
    let (c1, s1) = (0.984_807_753_012_208, 0.173_648_177_666_930)
    let (c2, s2) = (0.996_194_698_091_746, 0.087_155_742_747_658)
    let a = SIMD3(v.x, c1 * v.y - s1 * v.z, s1 * v.y + c1 * v.z)
    return SIMD3(c2 * a.x - s2 * a.y, s2 * a.x + c2 * a.y, a.z)
  }
}
