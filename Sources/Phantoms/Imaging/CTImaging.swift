import Glibc
import Statistics
public import Voxels

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

  /// The grid to give tissues on: the CT's slices in pixels of twice the size.
  package static func tissueGrid(of grid: Grid) throws(GridError) -> Grid {
    let (column, row) = (grid.affine.columnStep, grid.affine.rowStep)
    return try Grid(
      size: SIMD3((grid.size.x + 1) / 2, (grid.size.y + 1) / 2, grid.size.z),
      affine: Affine(
        columnStep: column * 2,
        rowStep: row * 2,
        sliceStep: grid.affine.sliceStep,
        origin: grid.affine.origin + column * 0.5 + row * 0.5
      )
    )
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
  ///   - tissue: CT numbers on ``tissueGrid(of:)``.
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
    let coarse = tissue.grid.size
    var values = [Float](repeating: -1000, count: size.x * size.y)
    var span = values.mutableSpan
    let perSlice = coarse.x * coarse.y
    var plane = Array(tissue.values[slice * perSlice..<(slice + 1) * perSlice])
    drawTable(in: &plane, tissue.grid, slice)
    enlarge(plane, coarse, into: &span)
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

  /// Halves the pixels of a plane, linearly between them.
  private func enlarge(_ plane: [Float], _ coarse: SIMD3<Int>, into out: inout MutableSpan<Float>) {
    let size = grid.size
    var line = [Float](repeating: 0, count: coarse.x)
    for row in 0..<size.y {
      // A fine pixel lies a quarter of a coarse one beside a coarse centre.
      let near = row / 2
      let other = min(coarse.y - 1, max(0, row % 2 == 0 ? near - 1 : near + 1))
      for column in 0..<coarse.x {
        line[column] =
          0.75 * plane[near &* coarse.x &+ column] + 0.25 * plane[other &* coarse.x &+ column]
      }
      for column in 0..<size.x {
        let near = column / 2
        let other = min(coarse.x - 1, max(0, column % 2 == 0 ? near - 1 : near + 1))
        out[row &* size.x &+ column] = 0.75 * line[near] + 0.25 * line[other]
      }
    }
  }

  /// The table: a shell of carbon fibre about foam, curved towards the body.
  private func drawTable(in plane: inout [Float], _ grid: Grid, _ slice: Int) {
    guard let tableTop else { return }
    let middle = self.grid.affine.origin.x + self.grid.spacingMillimeters.x * Double(self.grid.size.x - 1) / 2
    for row in 0..<grid.size.y {
      let y = grid.position(of: SIMD3(0, row, slice)).y
      guard y > tableTop - 60 else { continue }
      for column in 0..<grid.size.x {
        let x = grid.position(of: SIMD3(column, row, slice)).x - middle
        guard abs(x) < 215 else { continue }
        let top = tableTop + 3 - 28 * (x / 215) * (x / 215)
        let depth = y - top
        let bottom = 26 * (1 - (x / 215) * (x / 215) * 0.8)
        guard depth > 0, depth < bottom, plane[row * grid.size.x + column] < -900 else { continue }
        plane[row * grid.size.x + column] = depth < 2.5 || depth > bottom - 2.5 ? -120 : -930
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
