import Glibc
import Statistics
package import Voxels

/// The CT of a PET/CT: tissues to CT numbers, with texture, the table, metal and noise.
package struct CTImaging: Sendable {
  /// A CT number and how much it varies within a tissue, in HU.
  package struct Number: Hashable, Sendable {
    package let mean: Float
    package let texture: Float

    package init(mean: Double, texture: Double) {
      self.mean = Float(mean)
      self.texture = Float(texture)
    }
  }

  /// A metal object: a port, a clip, the head of a hip.
  package struct Metal: Hashable, Sendable {
    package let center: SIMD3<Double>
    package let diameterMillimeters: Double

    package init(center: SIMD3<Double>, diameterMillimeters: Double) {
      self.center = center
      self.diameterMillimeters = diameterMillimeters
    }
  }

  /// Where the images' voxels lie.
  package let grid: Grid
  /// The noise.
  package var noise: CTNoise
  /// Metal in the body.
  package var metal: [Metal] = []
  /// The lowest point of the body, where the table begins: the largest y, in LPS mm.
  package var tableTop: Double?
  /// Whether the body beyond the field of view is cut off with an edge, as in a gantry too small.
  package var truncationMillimeters: Double?

  /// A CT on a grid.
  package init(grid: Grid, noise: CTNoise) {
    self.grid = grid
    self.noise = noise
  }

  /// CT numbers of tissues: a mean for each, and a texture within it.
  ///
  /// - Parameters:
  ///   - tissues: a tissue's number for each voxel of the grid.
  ///   - grid: where the voxels lie.
  ///   - table: the CT number of each tissue.
  ///   - seed: decides the texture, with the stream.
  ///   - stream: one for each CT of a seed.
  /// - Returns: CT numbers, in HU.
  package static func hounsfield(
    of tissues: [UInt8],
    on grid: Grid,
    table: [Number],
    seed: UInt64,
    stream: UInt64
  ) -> Volume<Hounsfield> {
    let texture = CorrelatedNoise(filterMillimeters: 5, grid: grid)
      .values(seed: seed, stream: stream)
    let perSlice = grid.size.x * grid.size.y
    let values = filledSlices(grid.size.z, of: perSlice) { slice, out in
      let start = slice * perSlice
      let tissues = tissues.span.extracting(start..<start + perSlice)
      let texture = texture.span.extracting(start..<start + perSlice)
      let table = table.span
      for index in 0..<perSlice {
        let number = table[Int(tissues[index])]
        out[index] = number.mean + number.texture * texture[index]
      }
    }
    return Volume(grid: grid, values: values)
  }

  /// One slice of the images.
  ///
  /// - Parameters:
  ///   - slice: the slice.
  ///   - tissue: CT numbers on the tissue grid of ``ScanGrids``.
  ///   - seed: decides the noise, with the stream.
  ///   - stream: one for each CT of a seed.
  /// - Returns: CT numbers, in HU, column index fastest.
  package func slice(
    _ slice: Int,
    of tissue: Volume<Hounsfield>,
    seed: UInt64,
    stream: UInt64
  ) -> [Float] {
    let size = grid.size
    var values = [Float](repeating: -1000, count: size.x * size.y)
    var span = values.mutableSpan
    var plane = TissuePlane(of: tissue, slice: slice, of: grid)
    drawTable(in: &plane, at: slice)
    plane.enlarge(into: &span, columns: size.x)
    for metal in metal { draw(metal, in: &span, slice) }
    var numbers = RandomNumbers(seed: seed, stream: stream &+ UInt64(slice))
    noise.add(
      to: &span,
      columns: size.x,
      pixelMillimeters: grid.spacingMillimeters.x,
      numbers: &numbers
    )
    cutToField(&span)
    return values
  }

  /// The whole series of images in memory.
  package func volume(
    of tissue: Volume<Hounsfield>,
    seed: UInt64,
    stream: UInt64
  ) -> Volume<Hounsfield> {
    let perSlice = grid.size.x * grid.size.y
    let values = filledSlices(grid.size.z, of: perSlice) { place, out in
      let slice = slice(place, of: tissue, seed: seed, stream: stream)
      for index in 0..<perSlice { out[index] = slice[index] }
    }
    return Volume(grid: grid, values: values)
  }

  /// The table: a shell of carbon fibre about foam, curved towards the body.
  private func drawTable(in plane: inout TissuePlane, at slice: Int) {
    guard let tableTop else { return }
    let halfWidth = 215.0
    let middle = grid.position(of: SIMD3(grid.size.x / 2, 0, slice)).x
    let step = 2 * grid.spacingMillimeters.x
    for row in 0..<plane.rows {
      let y = grid.affine.origin.y + step * (Double(row) + 0.25)
      guard y > tableTop - 60 else { continue }
      for column in 0..<plane.columns {
        let x = (grid.affine.origin.x + step * (Double(column) + 0.25) - middle) / halfWidth
        guard abs(x) < 1 else { continue }
        let depth = y - (tableTop + 3 - 28 * x * x)
        let thickness = 26 * (1 - 0.8 * x * x)
        let index = row * plane.columns + column
        guard depth > 0, depth < thickness, plane.values[index] < -900 else { continue }
        plane.values[index] = depth < 2.5 || depth > thickness - 2.5 ? -120 : -930
      }
    }
  }

  /// Metal, with the dark and bright rays that it sends through its slices.
  private func draw(_ metal: Metal, in out: inout MutableSpan<Float>, _ slice: Int) {
    let radius = metal.diameterMillimeters / 2
    let height = abs(grid.position(of: SIMD3(0, 0, slice)).z - metal.center.z)
    guard height < radius + 2 else { return }
    let inSlice = max(0, radius * radius - height * height).squareRoot()
    let strength = 40 * radius * (1 - height / (radius + 2))
    for row in 0..<grid.size.y {
      for column in 0..<grid.size.x {
        let place = grid.position(of: SIMD3(column, row, slice)) - metal.center
        let distance = (place.x * place.x + place.y * place.y).squareRoot()
        guard distance < 150 else { continue }
        let index = row &* grid.size.x &+ column
        if distance <= inSlice {
          out[index] = 3000
        } else if out[index] > -950 {
          let angle = atan2(place.y, place.x)
          let rays = cos(2 * angle) * 0.7 + cos(14 * angle + 1) * 0.5 + cos(23 * angle + 2) * 0.3
          out[index] += Float(strength * rays / (1 + distance / 6) * exp(-distance / 60))
        }
      }
    }
  }

  /// Outside the circle of reconstruction nothing was measured.
  private func cutToField(_ out: inout MutableSpan<Float>) {
    let size = grid.size
    let pixel = grid.spacingMillimeters.x
    let radius = (truncationMillimeters ?? Double(size.x) * pixel) / 2 / pixel
    for row in 0..<size.y {
      let y = Double(row) - Double(size.y - 1) / 2
      let half = max(0, radius * radius - y * y).squareRoot()
      let middle = Double(size.x - 1) / 2
      let first = max(0, Int((middle - half).rounded(.up)))
      let last = min(size.x - 1, Int((middle + half).rounded(.down)))
      for column in 0..<size.x where column < first || column > last {
        out[row &* size.x &+ column] = -1024
      }
    }
  }
}

/// The CT numbers of a slice in pixels of twice the CT's size, over the CT's field of view.
private struct TissuePlane {
  let columns: Int
  let rows: Int
  var values: [Float]

  init(of tissue: Volume<Hounsfield>, slice: Int, of grid: Grid) {
    columns = (grid.size.x + 1) / 2
    rows = (grid.size.y + 1) / 2
    values = [Float](repeating: -1000, count: columns * rows)
    // The tissue's voxels lie where four pixels meet; a slice may hold several of theirs.
    let first = tissue.grid.affine.voxel(
      at: grid.position(of: SIMD3(0, 0, slice))
        + SIMD3(0.5, 0.5, 0) * grid.spacingMillimeters
    )
    let (x, y) = (Int(first.x.rounded()), Int(first.y.rounded()))
    let size = tissue.grid.size
    let ratio = grid.spacingMillimeters.z / tissue.grid.spacingMillimeters.z
    let reach = (ratio - 1) / 2
    let low = max(0, Int((first.z - reach - 1e-6).rounded(.up)))
    let high = min(size.z - 1, Int((first.z + reach + 1e-6).rounded(.down)))
    guard low <= high else { return }
    let share = 1 / Float(high - low + 1)
    for row in 0..<rows where row + y >= 0 && row + y < size.y {
      for column in max(0, -x)..<max(0, -x, min(columns, size.x - x)) {
        var sum: Float = 0
        for k in low...high {
          sum += tissue.values[column + x + size.x * (row + y + size.y * k)]
        }
        values[row * columns + column] = sum * share
      }
    }
  }

  /// Halves the pixels, linearly between them.
  func enlarge(into out: inout MutableSpan<Float>, columns wide: Int) {
    let plane = values.span
    var line = [Float](repeating: 0, count: columns)
    for row in 0..<out.count / wide {
      // A fine pixel lies a quarter of a coarse one beside a coarse centre.
      let near = row / 2
      let other = min(rows - 1, max(0, row % 2 == 0 ? near - 1 : near + 1))
      for column in 0..<columns {
        line[column] =
          0.75 * plane[near &* columns &+ column] + 0.25 * plane[other &* columns &+ column]
      }
      for column in 0..<wide {
        let near = column / 2
        let other = min(columns - 1, max(0, column % 2 == 0 ? near - 1 : near + 1))
        out[row &* wide &+ column] = 0.75 * line[near] + 0.25 * line[other]
      }
    }
  }
}
