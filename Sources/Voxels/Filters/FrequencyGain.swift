extension ImagePatch {
  /// Whole slices, or a whole image, with each frequency multiplied by a factor.
  ///
  /// The image goes on periodically: a frequency is one of its discrete Fourier transform.
  ///
  /// - Parameters:
  ///   - isVolume: whether frequencies run along the slices too.
  ///   - gain: the factor of a frequency, as real and imaginary part; the frequencies along an axis are
  ///     given as even steps from −1 to 1, as many as voxels, as IBSI 2's reference values have them.
  /// - Returns: the real part of the response.
  /// - Precondition: the patch holds whole slices, and all of them for a volume.
  package func multiplied(
    inVolume isVolume: Bool,
    by gain: @escaping @Sendable (SIMD3<Double>) -> SIMD2<Double>
  ) -> ImagePatch {
    let size = box.size
    precondition(size.x == imageSize.x && size.y == imageSize.y, "whole slices")
    precondition(!isVolume || size.z == imageSize.z, "all slices")
    let spectrum = Spectrum(size, gain)
    return ImagePatch(
      imageSize: imageSize,
      box: box,
      values: isVolume ? spectrum.volumeResponse(to: values) : spectrum.sliceResponse(to: values)
    )
  }
}

/// What a gain makes of images of one size.
private struct Spectrum: Sendable {
  private let size: SIMD3<Int>
  private let gain: @Sendable (SIMD3<Double>) -> SIMD2<Double>
  private let rows: FourierTransform
  private let columns: FourierTransform

  init(_ size: SIMD3<Int>, _ gain: @escaping @Sendable (SIMD3<Double>) -> SIMD2<Double>) {
    self.size = size
    self.gain = gain
    rows = FourierTransform(count: size.x)
    columns = FourierTransform(count: size.y)
  }

  private var plane: Int { size.x * size.y }

  /// The response of each slice by itself.
  func sliceResponse(to values: [Double]) -> [Double] {
    Slabs.fill(blocks: size.z, of: plane, with: 0.0) { slices, output in
      for slice in slices {
        var image = values[slice * plane..<(slice + 1) * plane].map { SIMD2($0, 0) }
        var span = image.mutableSpan
        transformSlice(&span, from: 0)
        for place in 0..<plane {
          span[place] = multiplied(span[place], SIMD3(place % size.x, place / size.x, 0), axes: 2)
        }
        transformSlice(&span, from: 0)
        let start = (slice - slices.lowerBound) * plane
        for place in 0..<plane { output[start + place] = image[place].x / Double(plane) }
      }
    }
  }

  /// The response of the volume.
  func volumeResponse(to values: [Double]) -> [Double] {
    let transformed = Slabs.fill(
      blocks: size.z,
      of: plane,
      with: SIMD2<Double>.zero
    ) { slices, output in
      for slice in slices {
        let start = (slice - slices.lowerBound) * plane
        for place in 0..<plane { output[start + place].x = values[slice * plane + place] }
        transformSlice(&output, from: start)
      }
    }
    let product = multipliedAlongSlices(transformed)
    return Slabs.fill(blocks: size.z, of: plane, with: 0.0) { slices, output in
      for slice in slices {
        var image = [SIMD2<Double>](repeating: .zero, count: plane)
        for row in 0..<size.y {
          for column in 0..<size.x {
            image[row * size.x + column] = product[(row * size.z + slice) * size.x + column]
          }
        }
        var span = image.mutableSpan
        transformSlice(&span, from: 0)
        let start = (slice - slices.lowerBound) * plane
        let scale = 1 / Double(plane * size.z)
        for place in 0..<plane { output[start + place] = image[place].x * scale }
      }
    }
  }

  /// Transforms along the slices, multiplies, and transforms again; row by row, so that each row's
  /// lines lie together: column index fastest, then the slice's, then the row's.
  private func multipliedAlongSlices(_ values: [SIMD2<Double>]) -> [SIMD2<Double>] {
    let width = size.x
    let slices = FourierTransform(count: size.z)
    return Slabs.fill(
      blocks: size.y,
      of: width * size.z,
      with: SIMD2<Double>.zero
    ) { rows, output in
      var line = ComplexLines(count: size.z)
      for row in rows {
        let start = (row - rows.lowerBound) * width * size.z
        for slice in 0..<size.z {
          let (from, into) = (slice * plane + row * width, start + slice * width)
          for column in 0..<width { output[into + column] = values[from + column] }
        }
        line.transform(&output, by: slices, from: start, lines: width, apart: 1, steps: width)
        for slice in 0..<size.z {
          let into = start + slice * width
          for column in 0..<width {
            output[into + column] = multiplied(
              output[into + column],
              SIMD3(column, row, slice),
              axes: 3
            )
          }
        }
        line.transform(&output, by: slices, from: start, lines: width, apart: 1, steps: width)
      }
    }
  }

  private func transformSlice(_ values: inout MutableSpan<SIMD2<Double>>, from start: Int) {
    var row = ComplexLines(count: size.x)
    var column = ComplexLines(count: size.y)
    row.transform(&values, by: rows, from: start, lines: size.y, apart: size.x, steps: 1)
    column.transform(&values, by: columns, from: start, lines: size.x, apart: 1, steps: size.x)
  }

  /// The conjugate of a value of the spectrum times its gain: its transform is that of the response,
  /// conjugate and so many times larger as there are voxels.
  private func multiplied(
    _ value: SIMD2<Double>,
    _ place: SIMD3<Int>,
    axes: Int
  ) -> SIMD2<Double> {
    var frequency = SIMD3<Double>.zero
    for axis in 0..<axes {
      let (index, count) = (place[axis], size[axis])
      let signed = 2 * index < count ? index : index - count
      // Half a step off where the number is even, since the steps end in −1 and 1.
      frequency[axis] =
        Double(2 * signed + (count.isMultiple(of: 2) ? 1 : 0)) / Double(max(1, count - 1))
    }
    let factor = gain(frequency)
    return SIMD2(
      value.x * factor.x - value.y * factor.y,
      -value.x * factor.y - value.y * factor.x
    )
  }
}
