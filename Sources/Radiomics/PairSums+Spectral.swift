import Voxels

extension PairSums {
  /// The sums by Fourier transforms over twice the box, where no pair meets its mirror image.
  ///
  /// A sum over pairs is one over lags of the weight times the region's correlation with itself, and
  /// that one over frequencies of the product of their transforms (Parseval). Exact but for rounding:
  /// relative to the sums of absolute terms the error is below 100 times the unit round-off (1e-14);
  /// Moran's I and Geary's C are within 1e-9 of the sum pair by pair, and mostly within 1e-13.
  ///
  /// Along the slices the padding is never held: each line is padded, transformed and summed on its
  /// own. Sums of lines are added in order, so that the number of threads doesn't matter.
  init(spectral deviations: Deviations) {
    let padded = SIMD3(
      FourierTransform.smoothLength(atLeast: 2 * deviations.size.x - 1),
      FourierTransform.smoothLength(atLeast: 2 * deviations.size.y - 1),
      FourierTransform.smoothLength(atLeast: 2 * deviations.size.z - 1)
    )
    // Two real images a transform: deviations and mask; squared deviations and weights.
    let size = deviations.size
    let image = PlaneSpectra(size, padded, rows: size.y) { slice, start, planes in
      deviations.fillImage(slice, padded.x, start, &planes)
    }
    let kernel = PlaneSpectra(size, padded, rows: padded.y) { slice, start, planes in
      deviations.fillKernel(slice, padded, start, &planes)
    }
    let transform = FourierTransform(count: padded.z)
    let half = padded.y / 2 + 1
    let voxels = padded.x * padded.y * padded.z
    let parts = Slabs.map(half, voxels: voxels) { rows in
      var lines = ComplexLines(count: padded.z)
      return rows.map { row in
        Self.row(row, image, kernel, transform, &lines)
      }
    }
    for part in parts.joined() { add(part) }
    let scale = 1 / Double(voxels)
    weights *= scale
    products *= scale
    squares *= scale
  }

  /// The sums over the frequencies of a row and of its mirror image.
  private static func row(
    _ row: Int,
    _ image: PlaneSpectra,
    _ kernel: PlaneSpectra,
    _ transform: FourierTransform,
    _ lines: inout ComplexLines
  ) -> PairSums {
    let (width, height) = (image.width, image.height)
    let mirroredRow = row == 0 ? 0 : height - row
    let isOwnMirror = row == mirroredRow
    var sums = PairSums()
    // A row that is its own mirror image holds each frequency's opposite too.
    for column in 0..<(isOwnMirror ? width / 2 + 1 : width) {
      let mirroredColumn = column == 0 ? 0 : width - column
      let isOwnOpposite = isOwnMirror && column == mirroredColumn
      let (place, opposite) = (row * width + column, mirroredRow * width + mirroredColumn)
      for slice in 0..<lines.count { lines.samples[slice] = ComplexLane() }
      for slice in 0..<image.depth {
        let (deviations, mask) = image.parts(slice, place, opposite)
        let (squares, weights) = kernel.parts(slice, place, opposite)
        lines.samples[slice].real = SIMD4(deviations.x, mask.x, squares.x, weights.x)
        lines.samples[slice].imaginary = SIMD4(deviations.y, mask.y, squares.y, 0)
        // Weights are the same either way along the slices.
        if slice > 0 { lines.samples[lines.count - slice].real[3] = weights.x }
      }
      transform.forward(&lines)
      var line = PairSums()
      for sample in lines.samples {
        let weight = sample.real[3]
        let energy = sample.real * sample.real + sample.imaginary * sample.imaginary
        let cross = sample.real[1] * sample.real[2] + sample.imaginary[1] * sample.imaginary[2]
        line.products += weight * energy[0]
        line.weights += weight * energy[1]
        line.squares += weight * cross
      }
      sums.add(line)
      if !isOwnOpposite { sums.add(line) }
    }
    return sums
  }
}

/// The transforms over rows and columns of each slice of two real images, held as one complex image.
private struct PlaneSpectra: Sendable {
  let width: Int
  let height: Int
  let depth: Int
  private let values: [SIMD2<Double>]

  /// The spectra of a first and a second image.
  ///
  /// - Parameters:
  ///   - size: the voxels of the images.
  ///   - padded: the voxels that rows and columns are padded to.
  ///   - rows: how many rows of a slice aren't all zeros.
  ///   - image: fills a slice of the padded images, from a place of the planes on.
  init(
    _ size: SIMD3<Int>,
    _ padded: SIMD3<Int>,
    rows: Int,
    _ image: @Sendable (_ slice: Int, _ start: Int, inout MutableSpan<SIMD2<Double>>) -> Void
  ) {
    width = padded.x
    height = padded.y
    depth = size.z
    let (width, height) = (width, height)
    let alongRows = FourierTransform(count: width)
    let alongColumns = FourierTransform(count: height)
    values = Slabs.fill(blocks: depth, of: width * height, with: .zero) { slices, values in
      var row = ComplexLines(count: width)
      var column = ComplexLines(count: height)
      for slice in slices {
        let start = (slice - slices.lowerBound) * width * height
        image(slice, start, &values)
        row.transform(&values, by: alongRows, from: start, lines: rows, apart: width, steps: 1)
        column.transform(
          &values,
          by: alongColumns,
          from: start,
          lines: width,
          apart: 1,
          steps: width
        )
      }
    }
  }

  /// The two images' spectra at a frequency of a slice: half the sum and half the difference of the
  /// joint spectrum there and its conjugate at the opposite frequency.
  func parts(_ slice: Int, _ place: Int, _ opposite: Int) -> (SIMD2<Double>, SIMD2<Double>) {
    let start = slice * width * height
    let (there, back) = (values[start + place], values[start + opposite])
    return (
      SIMD2(there.x + back.x, there.y - back.y) / 2, SIMD2(there.y + back.y, back.x - there.x) / 2
    )
  }
}

extension Deviations {
  /// The deviations and the mask of a slice, in a corner of a padded plane.
  fileprivate func fillImage(
    _ slice: Int,
    _ width: Int,
    _ start: Int,
    _ planes: inout MutableSpan<SIMD2<Double>>
  ) {
    for row in 0..<size.y {
      let (from, into) = ((slice * size.y + row) * size.x, start + row * width)
      for column in 0..<size.x where isInside[from + column] {
        planes[into + column] = SIMD2(values[from + column], 1)
      }
    }
  }

  /// The squared deviations of a slice, and the inverse distance of each lag across columns and rows
  /// at this lag across slices.
  fileprivate func fillKernel(
    _ slice: Int,
    _ padded: SIMD3<Int>,
    _ start: Int,
    _ planes: inout MutableSpan<SIMD2<Double>>
  ) {
    let z = Double(slice) * spacing.z
    for row in 0..<padded.y {
      let y = Double(min(row, padded.y - row)) * spacing.y
      let (from, into) = ((slice * size.y + row) * size.x, start + row * padded.x)
      for column in 0..<padded.x {
        let x = Double(min(column, padded.x - column)) * spacing.x
        let squared = x * x + y * y + z * z
        let value = row < size.y && column < size.x ? values[from + column] : 0
        planes[into + column] = SIMD2(value * value, squared > 0 ? 1 / squared.squareRoot() : 0)
      }
    }
  }
}
