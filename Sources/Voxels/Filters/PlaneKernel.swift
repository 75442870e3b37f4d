/// A complex convolution kernel in a plane, cut off at a distance.
package struct PlaneKernel: Sendable {
  /// How far the kernel reaches to either side, in voxels.
  package let reach: Int
  /// The weight at a step along the plane's first and second axis, as real and imaginary part.
  package let weight: @Sendable (_ first: Int, _ second: Int) -> SIMD2<Double>

  package init(
    reach: Int,
    weight: @escaping @Sendable (_ first: Int, _ second: Int) -> SIMD2<Double>
  ) {
    self.reach = reach
    self.weight = weight
  }
}

extension ImagePatch {
  /// The planes across an axis, each convolved with kernels whose responses are joined.
  ///
  /// By Fourier transforms over the plane and the kernel's reach: exact but for rounding.
  ///
  /// - Parameters:
  ///   - axis: the planes' normal; their first axis is the lower of the other two.
  ///   - kernels: of one reach.
  ///   - target: the voxels that the response is wanted for.
  ///   - edge: how the image goes on beyond its edge.
  ///   - pooling: how the kernels' responses are joined.
  ///   - response: the number that a complex response becomes.
  /// - Returns: the joined responses of the target's voxels.
  /// - Precondition: the patch holds all voxels that the kernels read for the target.
  package func convolvedPlanes(
    across axis: Int,
    with kernels: [PlaneKernel],
    onto target: VoxelBox,
    edge: EdgeExtension,
    pooling: ResponsePooling,
    response: @escaping @Sendable (SIMD2<Double>) -> Double
  ) -> ImagePatch {
    let axes = [0, 1, 2].filter { $0 != axis }
    let reach = kernels[0].reach
    let (width, height) = (target.size[axes[0]], target.size[axes[1]])
    let plane = SpectralPlane(width: width + 2 * reach, height: height + 2 * reach)
    let spectra = kernels.map { plane.spectrum(of: $0) }
    let sources = axes.map { axis in
      (target.lower[axis] - reach..<target.upper[axis] + reach).map { index in
        edge.voxel(at: index, of: imageSize[axis]).map { $0 - box.lower[axis] } ?? -1
      }
    }
    let strides = [1, box.size.x, box.size.x * box.size.y]
    let depth = target.size[axis]
    let voxels = depth * plane.width * plane.height * kernels.count
    let image = values
    let planes = Slabs.map(depth, voxels: voxels) { range in
      range.map { number in
        let start = (target.lower[axis] + number - box.lower[axis]) * strides[axis]
        var spectrum = plane.zeros
        for (row, second) in sources[1].enumerated() where second >= 0 {
          let from = start + second * strides[axes[1]]
          for (column, first) in sources[0].enumerated() where first >= 0 {
            spectrum[row * plane.width + column].x = image[from + first * strides[axes[0]]]
          }
        }
        plane.transform(&spectrum, rows: height + 2 * reach)
        var joined: [Double] = []
        for kernel in spectra {
          let found = plane.product(spectrum, kernel, reach, width, height).map(response)
          joined =
            joined.isEmpty ? found : zip(joined, found).map { pooling.joined($0.0, $0.1) }
        }
        return pooling == .mean ? joined.map { $0 / Double(kernels.count) } : joined
      }
    }.flatMap { $0 }
    let targetStrides = [1, target.size.x, target.size.x * target.size.y]
    var values = [Double](repeating: 0, count: width * height * depth)
    for (number, plane) in planes.enumerated() {
      for row in 0..<height {
        for column in 0..<width {
          let into =
            number * targetStrides[axis] + row * targetStrides[axes[1]]
            + column * targetStrides[axes[0]]
          values[into] = plane[row * width + column]
        }
      }
    }
    return ImagePatch(imageSize: imageSize, box: target, values: values)
  }
}

extension ResponsePooling {
  /// Two responses as one; for the mean their sum.
  fileprivate func joined(_ a: Double, _ b: Double) -> Double {
    switch self {
    case .maximum: max(a, b)
    case .minimum: min(a, b)
    case .mean: a + b
    }
  }
}

/// Transforms of planes of one size.
private struct SpectralPlane: Sendable {
  let width: Int
  let height: Int
  private let alongRows: FourierTransform
  private let alongColumns: FourierTransform

  /// Planes of at least so many voxels.
  init(width: Int, height: Int) {
    self.width = FourierTransform.smoothLength(atLeast: width)
    self.height = FourierTransform.smoothLength(atLeast: height)
    alongRows = FourierTransform(count: self.width)
    alongColumns = FourierTransform(count: self.height)
  }

  var zeros: [SIMD2<Double>] { [SIMD2<Double>](repeating: .zero, count: width * height) }

  /// Transforms an image whose rows after the first ones are 0.
  func transform(_ image: inout [SIMD2<Double>], rows: Int) {
    var span = image.mutableSpan
    var row = ComplexLines(count: width)
    var column = ComplexLines(count: height)
    row.transform(&span, by: alongRows, from: 0, lines: rows, apart: width, steps: 1)
    column.transform(&span, by: alongColumns, from: 0, lines: width, apart: 1, steps: width)
  }

  /// A kernel's transform, its middle at the first voxel.
  func spectrum(of kernel: PlaneKernel) -> [SIMD2<Double>] {
    var image = zeros
    for second in -kernel.reach...kernel.reach {
      for first in -kernel.reach...kernel.reach {
        let place = (second + height) % height * width + (first + width) % width
        image[place] = kernel.weight(first, second)
      }
    }
    transform(&image, rows: height)
    return image
  }

  /// The inverse transform of the product of two spectra, from a voxel on along both axes.
  func product(
    _ a: [SIMD2<Double>],
    _ b: [SIMD2<Double>],
    _ first: Int,
    _ columns: Int,
    _ rows: Int
  ) -> [SIMD2<Double>] {
    // The inverse is the conjugate of the conjugate's transform, by the number of voxels.
    var image = zip(a, b).map { SIMD2($0.x * $1.x - $0.y * $1.y, -$0.x * $1.y - $0.y * $1.x) }
    var span = image.mutableSpan
    var row = ComplexLines(count: width)
    var column = ComplexLines(count: height)
    column.transform(&span, by: alongColumns, from: 0, lines: width, apart: 1, steps: width)
    row.transform(&span, by: alongRows, from: first * width, lines: rows, apart: width, steps: 1)
    let scale = 1 / Double(width * height)
    var result: [SIMD2<Double>] = []
    result.reserveCapacity(columns * rows)
    for row in first..<first + rows {
      for value in image[row * width + first..<row * width + first + columns] {
        result.append(SIMD2(value.x, -value.y) * scale)
      }
    }
    return result
  }
}
