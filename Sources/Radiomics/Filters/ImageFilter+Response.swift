import Glibc
public import Voxels

/// An image as a filter reads it: by boxes, so that only what a region needs is ever made.
struct FilterSource: Sendable {
  /// The image's number of voxels.
  let size: SIMD3<Int>
  /// The voxel spacing, in mm.
  let spacing: SIMD3<Double>
  /// The voxels of a box.
  let read: @Sendable (VoxelBox) -> ImagePatch

  /// The voxels that a filter needs for those of a box.
  func patch(for box: VoxelBox, reach: SIMD3<Int>, edge: EdgeExtension) -> ImagePatch {
    read(edge.box(readFor: box, reach: reach, imageSize: size))
  }

  /// The spacing in the slices, in mm; that of all axes in a volume.
  var isotropic: Double { spacing.x }
}

extension ImageFilter {
  /// The response map of a volume.
  ///
  /// - Parameter volume: the image.
  /// - Returns: a response for each voxel.
  /// - Throws: ``RadiomicsError/unusableSettings(_:)`` where a setting means nothing, or the voxels
  ///   aren't as long along all axes that the filter runs along.
  /// - Source: IBSI 2 reference manual.
  public func response<Unit>(
    of volume: Volume<Unit>
  ) throws(RadiomicsError) -> Volume<FilterResponse> {
    let grid = volume.grid
    try validate()
    try validate(spacing: grid.spacingMillimeters)
    let source = FilterSource(size: grid.size, spacing: grid.spacingMillimeters) { box in
      ImagePatch(
        imageSize: grid.size,
        box: box,
        values: Box(of: volume, from: box.lower, size: box.size).values
      )
    }
    let response = response(in: VoxelBox(lower: .zero, upper: grid.size), of: source)
    return Volume(grid: grid, values: response.values.map(Float.init))
  }

  /// The responses in a box of an image.
  func response(in box: VoxelBox, of source: FilterSource) -> ImagePatch {
    switch self {
    case .mean(let filter): filter.response(in: box, of: source)
    case .laplacianOfGaussian(let filter): filter.response(in: box, of: source)
    case .laws(let filter): filter.response(in: box, of: source)
    case .gabor(let filter): filter.response(in: box, of: source)
    case .separableWavelet(let filter): filter.response(in: box, of: source)
    case .nonSeparableWavelet(let filter): filter.response(in: box, of: source)
    }
  }
}

/// Numbers of a response map, which have no unit of their own.
public enum FilterResponse: VoxelUnit {
  /// What the numbers are.
  public static let name = "filter response"
  /// No unit.
  public static let ucum = ""
}

/// How far kernels of one reach go along each axis.
private func reach(_ voxels: Int, _ dimensions: ImageFilter.Dimensions) -> SIMD3<Int> {
  SIMD3(voxels, voxels, dimensions == .volume ? voxels : 0)
}

extension MeanFilter {
  fileprivate func response(in box: VoxelBox, of source: FilterSource) -> ImagePatch {
    source.patch(for: box, reach: reach(size / 2, dimensions), edge: edge)
      .averaged(size, dimensions, onto: box, edge)
  }
}

extension ImagePatch {
  /// The mean over so many voxels along each axis.
  fileprivate func averaged(
    _ size: Int,
    _ dimensions: ImageFilter.Dimensions,
    onto box: VoxelBox,
    _ edge: EdgeExtension
  ) -> ImagePatch {
    let kernel = LineKernel([Double](repeating: 1 / Double(size), count: size))
    return convolved(
      with: [kernel, kernel, dimensions == .volume ? kernel : nil],
      onto: box,
      edge: edge
    )
  }
}

extension LaplacianOfGaussianFilter {
  /// The kernel on its box of voxels is a sum of products: along one axis the Gaussian's second
  /// derivative, along the others the Gaussian.
  fileprivate func response(in box: VoxelBox, of source: FilterSource) -> ImagePatch {
    let sigma = sigmaMillimeters / source.isotropic
    let cut = Int(cutoff * sigma + 0.5)
    let norm = 1 / (2 * Double.pi * sigma * sigma).squareRoot()
    let places = (-cut...cut).map(Double.init)
    let gaussian = places.map { norm * exp(-$0 * $0 / (2 * sigma * sigma)) }
    let curvature = zip(places, gaussian).map { place, weight in
      (place * place / (sigma * sigma) - 1) / (sigma * sigma) * weight
    }
    let axes = dimensions == .volume ? 3 : 2
    let patch = source.patch(for: box, reach: reach(cut, dimensions), edge: edge)
    var response: ImagePatch?
    for axis in 0..<axes {
      let kernels = (0..<3).map { other -> LineKernel? in
        other < axes ? LineKernel(other == axis ? curvature : gaussian) : nil
      }
      let part = patch.convolved(with: kernels, onto: box, edge: edge)
      guard var sum = response else {
        response = part
        continue
      }
      for index in sum.values.indices { sum.values[index] += part.values[index] }
      response = sum
    }
    return response ?? patch
  }
}

extension LawsFilter.Kernel {
  /// The kernel's weights, their squares adding up to 1.
  fileprivate var weights: [Double] {
    let weights: [Double] =
      switch self {
      case .level3: [1, 2, 1]
      case .edge3: [-1, 0, 1]
      case .spot3: [-1, 2, -1]
      case .level5: [1, 4, 6, 4, 1]
      case .edge5: [-1, -2, 0, 2, 1]
      case .spot5: [-1, 0, 2, 0, -1]
      case .wave5: [-1, 2, 0, -2, 1]
      case .ripple5: [1, -4, 6, -4, 1]
      }
    let norm = weights.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return weights.map { $0 / norm }
  }
}

extension LawsFilter {
  fileprivate func response(in box: VoxelBox, of source: FilterSource) -> ImagePatch {
    let dimensions: ImageFilter.Dimensions = kernels.count == 2 ? .slice : .volume
    guard let energyDistance else { return texture(in: box, of: source, dimensions) }
    let wide = edge.box(
      readFor: box,
      reach: reach(energyDistance, dimensions),
      imageSize: source.size
    )
    return texture(in: wide, of: source, dimensions).mapped { abs($0) }
      .averaged(2 * energyDistance + 1, dimensions, onto: box, edge)
  }

  private func texture(
    in box: VoxelBox,
    of source: FilterSource,
    _ dimensions: ImageFilter.Dimensions
  ) -> ImagePatch {
    let lines = kernels.map { LineKernel($0.weights) }
    let farthest = lines.map(\.reach).max() ?? 0
    let patch = source.patch(for: box, reach: reach(farthest, dimensions), edge: edge)
    let turned = turned(lines, pooling)
    return (pooling ?? .mean).joined(turned.count) { number in
      patch.convolved(with: turned[number], onto: box, edge: edge)
    }
  }
}

/// Kernels in all orientations, those that come out alike once; in one where they aren't pooled.
private func turned(_ kernels: [LineKernel], _ pooling: ResponsePooling?) -> [[LineKernel?]] {
  guard pooling != nil else { return [Orientation.straight(kernels.count).applied(to: kernels)] }
  var seen: Set<[LineKernel?]> = []
  return Orientation.rotations(kernels.count).map { $0.applied(to: kernels) }
    .filter { seen.insert($0).inserted }
}

extension SeparableWaveletFilter {
  /// Low-pass kernels up to the level below, then the kernels of the passes; each level's kernels
  /// have twice the holes of the one before.
  fileprivate func response(in box: VoxelBox, of source: FilterSource) -> ImagePatch {
    let dimensions: ImageFilter.Dimensions = passes.count == 2 ? .slice : .volume
    let (low, high) = (LineKernel(wavelet.lowPass), LineKernel(wavelet.highPass))
    let smoothing = [LineKernel](repeating: low, count: passes.count)
    let last = passes.map { $0 == .low ? low : high }
    var boxes = [box]
    for step in (1...level).reversed() {
      let far = low.dilated(by: 1 << (step - 1)).reach
      boxes.insert(
        edge.box(readFor: boxes[0], reach: reach(far, dimensions), imageSize: source.size),
        at: 0
      )
    }
    let image = source.read(boxes[0])
    var seen: Set<[[LineKernel?]]> = []
    let orientations =
      pooling == nil ? [.straight(passes.count)] : Orientation.rotations(passes.count)
    let chains = orientations.map { orientation in
      (1...level).map { step in
        orientation.applied(
          to: (step < level ? smoothing : last).map { $0.dilated(by: 1 << (step - 1)) }
        )
      }
    }.filter { seen.insert($0).inserted }
    return (pooling ?? .mean).joined(chains.count) { number in
      var patch = image
      for (step, kernels) in chains[number].enumerated() {
        patch = patch.convolved(with: kernels, onto: boxes[step + 1], edge: edge)
      }
      return patch
    }
  }
}

extension GaborFilter {
  /// The directions, in degrees.
  private var angles: [Double] {
    guard let step = angleStepDegrees else { return [angleDegrees] }
    return (0..<max(1, Int((180 / step).rounded()))).map { angleDegrees + Double($0) * step }
  }

  fileprivate func response(in box: VoxelBox, of source: FilterSource) -> ImagePatch {
    let sigma = sigmaMillimeters / source.isotropic
    let wavelength = wavelengthMillimeters / source.isotropic
    // Six standard deviations along the longer axis: what is cut off is below 2e-8.
    let cut = Int((6 * sigma / min(1, aspectRatio)).rounded(.up))
    let kernels = angles.map { degrees in
      let (cosine, sine) = (cos(degrees * .pi / 180), sin(degrees * .pi / 180))
      let squeeze = aspectRatio * aspectRatio
      return PlaneKernel(reach: cut) { first, second in
        let (x, y) = (Double(first), Double(second))
        let (along, across) = (x * cosine + y * sine, x * sine - y * cosine)
        let weight = exp(-(along * along + squeeze * across * across) / (2 * sigma * sigma))
        let phase = 2 * Double.pi * along / wavelength
        return SIMD2(weight * cos(phase), weight * sin(phase))
      }
    }
    let axes = dimensions == .volume ? [2, 1, 0] : [2]
    let chosen = response
    return (pooling ?? .mean).joined(axes.count) { number in
      var far = SIMD3(repeating: cut)
      far[axes[number]] = 0
      return source.patch(for: box, reach: far, edge: edge).convolvedPlanes(
        across: axes[number],
        with: kernels,
        onto: box,
        edge: edge,
        pooling: pooling ?? .mean
      ) { value in
        switch chosen {
        case .modulus: (value.x * value.x + value.y * value.y).squareRoot()
        case .real: value.x
        case .imaginary: value.y
        }
      }
    }
  }
}

extension NonSeparableWaveletFilter {
  fileprivate func response(in box: VoxelBox, of source: FilterSource) -> ImagePatch {
    var (lower, upper) = (SIMD3<Int>.zero, source.size)
    if dimensions == .slice { (lower.z, upper.z) = (box.lower.z, box.upper.z) }
    let highest = 1 / Double(1 << (level - 1))
    let (wavelet, riesz) = (wavelet, rieszOrders.map { RieszTransform(orders: $0) })
    return source.read(VoxelBox(lower: lower, upper: upper))
      .multiplied(inVolume: dimensions == .volume) { frequency in
        let gain = wavelet.gain(length(frequency), highest: highest)
        return riesz.map { $0.factor(frequency) * gain } ?? SIMD2(gain, 0)
      }
      .cropped(to: box)
  }
}

extension NonSeparableWaveletFilter.Wavelet {
  /// How much of a frequency passes, where the band ends at the highest one.
  fileprivate func gain(_ frequency: Double, highest: Double) -> Double {
    switch self {
    case .simoncelli:
      guard frequency > highest / 4, frequency <= highest else { return 0 }
      return cos(.pi / 2 * log2(2 * frequency / highest))
    case .shannon: return frequency >= highest / 2 && frequency <= highest ? 1 : 0
    }
  }
}

/// The Riesz transform: what derivatives do to directions, without what they do to lengths.
///
/// - Source: IBSI 2 reference manual, Riesz transform (4.11).
private struct RieszTransform: Sendable {
  let orders: [Int]
  private let scale: Double

  init(orders: [Int]) {
    self.orders = orders
    let total = orders.reduce(0, +)
    scale = (factorial(total) / orders.reduce(1) { $0 * factorial($1) }).squareRoot()
  }

  /// The factor of a frequency; 0 for the mean.
  func factor(_ frequency: SIMD3<Double>) -> SIMD2<Double> {
    let total = orders.reduce(0, +)
    guard total > 0 else { return SIMD2(1, 0) }
    let norm = length(frequency)
    guard norm > 0 else { return .zero }
    let direction = frequency / norm
    var value = scale
    for axis in 0..<3 { value *= pow(direction[axis], Double(orders[axis])) }
    // (−i) to the total order.
    return [SIMD2(1, 0), SIMD2(0, -1), SIMD2(-1, 0), SIMD2(0, 1)][total % 4] * value
  }
}

private func factorial(_ number: Int) -> Double { (0..<number).reduce(1) { $0 * Double($1 + 1) } }
