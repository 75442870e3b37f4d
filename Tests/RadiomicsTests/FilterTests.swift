import Foundation
import Radiomics
import Testing
import Voxels

/// Numbers without a unit.
private enum Plain: VoxelUnit {
  static let name = "intensity"
  static let ucum = ""
}

private func volume(
  _ size: SIMD3<Int>,
  spacing: Double = 1,
  _ value: (Int, Int, Int) -> Double
) throws -> Volume<Plain> {
  let grid = try Grid(
    size: size,
    affine: Affine(
      columnStep: SIMD3(spacing, 0, 0),
      rowStep: SIMD3(0, spacing, 0),
      sliceStep: SIMD3(0, 0, spacing),
      origin: .zero
    )
  )
  var values: [Float] = []
  for k in 0..<size.z {
    for j in 0..<size.y {
      for i in 0..<size.x { values.append(Float(value(i, j, k))) }
    }
  }
  return Volume(grid: grid, values: values)
}

extension Volume {
  fileprivate subscript(_ i: Int, _ j: Int, _ k: Int) -> Double {
    Double(values[grid.offset(of: SIMD3(i, j, k))])
  }
}

@Suite struct `Filters beside another program` {
  /// MIRP's response maps; Tests/Oracles/mirp_filters.py says how they were made.
  private static let maps = Result {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let data = try Data(contentsOf: folder.appending(path: "Oracles/mirp_filters.json"))
    return try JSONDecoder().decode([String: [Double]].self, from: data)
  }

  static func gabor(_ dimensions: ImageFilter.Dimensions) -> ImageFilter {
    .gabor(
      GaborFilter(
        sigmaMillimeters: 0.6,
        wavelengthMillimeters: 2.5,
        aspectRatio: 1.3,
        angleDegrees: dimensions == .slice ? 30 : 0,
        angleStepDegrees: dimensions == .slice ? nil : 45,
        pooling: dimensions == .slice ? nil : .mean,
        dimensions: dimensions,
        response: .modulus,
        edge: .mirror
      )
    )
  }

  static func mean(_ edge: EdgeExtension) -> ImageFilter {
    .mean(MeanFilter(size: 5, dimensions: .volume, edge: edge))
  }

  static func blobs(_ dimensions: ImageFilter.Dimensions, _ edge: EdgeExtension) -> ImageFilter {
    .laplacianOfGaussian(
      LaplacianOfGaussianFilter(
        sigmaMillimeters: 1.2,
        cutoff: 3,
        dimensions: dimensions,
        edge: edge
      )
    )
  }

  static let filters: [(name: String, filter: ImageFilter)] =
    EdgeExtension.allCases.map { ("mean-\($0.rawValue)", mean($0)) } + [
      ("log", blobs(.volume, .mirror)),
      ("log-2D", blobs(.slice, .zero)),
      (
        "laws",
        .laws(
          LawsFilter(
            kernels: [.edge3, .wave5, .ripple5],
            pooling: nil,
            energyDistance: nil,
            edge: .nearest
          )
        )
      ),
      (
        "laws-turned",
        .laws(
          LawsFilter(
            kernels: [.level5, .edge5, .spot5],
            pooling: .maximum,
            energyDistance: nil,
            edge: .mirror
          )
        )
      ),
      (
        "laws-energy-2D",
        .laws(
          LawsFilter(kernels: [.level5, .spot5], pooling: .minimum, energyDistance: 2, edge: .zero)
        )
      ),
      ("gabor-2D", gabor(.slice)),
      ("gabor-planes", gabor(.volume)),
      (
        "db3",
        .separableWavelet(
          SeparableWaveletFilter(
            wavelet: .daubechies3,
            level: 1,
            passes: [.low, .low, .high],
            pooling: nil,
            edge: .mirror
          )
        )
      ),
      (
        "haar-level-2",
        .separableWavelet(
          SeparableWaveletFilter(
            wavelet: .haar,
            level: 2,
            passes: [.high, .low, .high],
            pooling: .mean,
            edge: .periodic
          )
        )
      ),
      (
        "coif1-2D",
        .separableWavelet(
          SeparableWaveletFilter(
            wavelet: .coiflet1,
            level: 2,
            passes: [.high, .high],
            pooling: .maximum,
            edge: .mirror
          )
        )
      ),
      (
        "simoncelli",
        .nonSeparableWavelet(
          NonSeparableWaveletFilter(wavelet: .simoncelli, level: 1, dimensions: .volume)
        )
      ),
    ]

  /// MIRP's frequencies along one axis are another's unless the image is a cube.
  private func image(_ name: String) throws -> Volume<Plain> {
    try volume(name == "simoncelli" ? SIMD3(7, 7, 7) : SIMD3(9, 7, 5)) { i, j, k in
      Double((7 * i * i + 13 * j + 29 * k * k + i * j * k) % 31)
    }
  }

  @Test(arguments: filters.map(\.name))
  func `Response maps are MIRP's`(_ name: String) throws {
    let filter = try #require(Self.filters.first { $0.name == name }).filter
    let expected = try #require(Self.maps.get()[name])
    let found = try filter.response(of: image(name))
    // MIRP cuts Gabor's kernel off at the image's size, five standard deviations out.
    let tolerance = name.hasPrefix("gabor") ? 3e-4 : 1e-5
    for (a, b) in zip(found.values, expected) {
      #expect(abs(Double(a) - b) <= tolerance * 30, "\(name): \(a) and \(b)")
    }
  }

  @Test(arguments: filters.map(\.name))
  func `Response maps don't depend on how many threads there are`(_ name: String) throws {
    let filter = try #require(Self.filters.first { $0.name == name }).filter
    let image = try image(name)
    let one = try Slabs.$forcedCount.withValue(1) { try filter.response(of: image) }
    let three = try Slabs.$forcedCount.withValue(3) { try filter.response(of: image) }
    #expect(one.values == three.values)
  }
}

@Suite struct `Filters in closed form` {
  private func impulse() throws -> Volume<Plain> {
    try volume(SIMD3(15, 15, 15), spacing: 2) { [$0, $1, $2] == [7, 7, 7] ? 100 : 0 }
  }

  @Test func `The mean of an impulse is a cube`() throws {
    let filter = ImageFilter.mean(MeanFilter(size: 3, dimensions: .volume, edge: .zero))
    let response = try filter.response(of: impulse())
    #expect(abs(response[6, 8, 7] - 100.0 / 27) < 1e-5)
    #expect(response[5, 7, 7] == 0)
    #expect(abs(response.values.reduce(0) { $0 + Double($1) } - 100) < 1e-4)
  }

  @Test func `The Laplacian of Gaussian of an impulse is its kernel`() throws {
    let filter = ImageFilter.laplacianOfGaussian(
      LaplacianOfGaussianFilter(sigmaMillimeters: 3, cutoff: 4, dimensions: .volume, edge: .zero)
    )
    let response = try filter.response(of: impulse())
    // Sigma is 1.5 voxels.
    for place in [SIMD3(7, 7, 7), SIMD3(8, 7, 7), SIMD3(5, 9, 8), SIMD3(13, 7, 7)] {
      let step = place &- SIMD3(7, 7, 7)
      let square = Double((step &* step).wrappedSum()) / (1.5 * 1.5)
      let norm = pow(2 * Double.pi * 1.5 * 1.5, -1.5)
      let value = -100 / (1.5 * 1.5) * norm * (3 - square) * exp(-square / 2)
      #expect(abs(response[place.x, place.y, place.z] - value) < 1e-5)
    }
    // Beyond four standard deviations there is nothing.
    #expect(response[0, 7, 7] == 0)
  }

  @Test func `A ball is darkest in its middle by the Laplacian whose sigma fits it`() throws {
    // The response at the middle of a ball of radius r is least where sigma is r by the root of 3.
    let ball = try volume(SIMD3(41, 41, 41)) { i, j, k in
      let square = (i - 20) * (i - 20) + (j - 20) * (j - 20) + (k - 20) * (k - 20)
      return square <= 49 ? 1 : 0
    }
    let radius = pow(3 * ball.values.reduce(0) { $0 + Double($1) } / (4 * .pi), 1.0 / 3)
    for sigma in [2.5, 4, 5] {
      let filter = ImageFilter.laplacianOfGaussian(
        LaplacianOfGaussianFilter(
          sigmaMillimeters: sigma,
          cutoff: 4,
          dimensions: .volume,
          edge: .zero
        )
      )
      // ∇² of the Gaussian integrated over the ball: its flux through the sphere.
      let norm = pow(2 * Double.pi * sigma * sigma, -1.5)
      let flux = -radius / (sigma * sigma) * norm * exp(-radius * radius / (2 * sigma * sigma))
      let value = 4 * .pi * radius * radius * flux
      let found = try filter.response(of: ball)[20, 20, 20]
      #expect(abs(found - value) < 0.03 * abs(value), "\(sigma): \(found), \(value)")
    }
  }

  @Test func `A checkerboard of voxels is all ripple and no level`() throws {
    let board = try volume(SIMD3(12, 12, 12)) { ($0 + $1 + $2).isMultiple(of: 2) ? 1 : -1 }
    func response(_ kernel: LawsFilter.Kernel) throws -> Volume<FilterResponse> {
      try ImageFilter.laws(
        LawsFilter(
          kernels: [kernel, kernel, kernel],
          pooling: nil,
          energyDistance: nil,
          edge: .periodic
        )
      ).response(of: board)
    }
    // R5 meets an alternating row with 16 in all, and its norm is the root of 70.
    let ripple = pow(16 / 70.0.squareRoot(), 3)
    #expect(abs(try response(.ripple5)[4, 5, 6] + ripple) < 1e-4)
    #expect(abs(try response(.ripple5)[4, 4, 4] - ripple) < 1e-4)
    #expect(try response(.level5).values.allSatisfy { abs($0) < 1e-5 })
  }

  @Test(arguments: Wavelet.allCases)
  func `Wavelet kernels are orthonormal, and high passes are blind to a flat image`(
    _ wavelet: Wavelet
  ) throws {
    let (low, high) = (wavelet.lowPass, wavelet.highPass)
    #expect(abs(low.reduce(0, +) - 2.0.squareRoot()) < 1e-12)
    #expect(abs(high.reduce(0, +)) < 1e-12)
    for shift in stride(from: 0, to: low.count, by: 2) {
      let rest = low.count - shift
      let own = (0..<rest).reduce(0) { $0 + low[$1] * low[$1 + shift] }
      let cross = (0..<rest).reduce(0) { $0 + low[$1] * high[$1 + shift] }
      #expect(abs(own - (shift == 0 ? 1 : 0)) < 1e-12)
      #expect(abs(cross) < 1e-12)
    }
    let flat = try volume(SIMD3(5, 5, 5)) { _, _, _ in 3 }
    func response(_ passes: [SeparableWaveletFilter.Pass]) throws -> Double {
      try ImageFilter.separableWavelet(
        SeparableWaveletFilter(
          wavelet: wavelet,
          level: 2,
          passes: passes,
          pooling: .mean,
          edge: .mirror
        )
      ).response(of: flat)[2, 1, 3]
    }
    #expect(abs(try response([.low, .low, .high])) < 1e-5)
    // Each low pass makes the root of two of it, along three axes and over two levels.
    #expect(abs(try response([.low, .low, .low]) - 3 * 8) < 1e-4)
  }

  @Test func `A wave under Gabor's filter of its length gives half the Gaussian's weight`() throws {
    let wave = try volume(SIMD3(64, 64, 1)) { i, _, _ in cos(2 * .pi * Double(i) / 8) }
    let filter = ImageFilter.gabor(
      GaborFilter(
        sigmaMillimeters: 5,
        wavelengthMillimeters: 8,
        aspectRatio: 0.8,
        angleDegrees: 0,
        angleStepDegrees: nil,
        pooling: nil,
        dimensions: .slice,
        response: .modulus,
        edge: .periodic
      )
    )
    let response = try filter.response(of: wave)
    // The other half turns the other way and is out by exp(−8π²σ²/λ²).
    let weight = 2 * Double.pi * 25 / 0.8 / 2
    for column in [0, 3, 40] { #expect(abs(response[column, 20, 0] - weight) < 1e-3 * weight) }
  }

  @Test(arguments: [1, 2])
  func `A wave passes Simoncelli's band by the cosine of its octave`(_ level: Int) throws {
    // 6 waves over 49 voxels: a quarter of the highest frequency, which is 24.
    let wave = try volume(SIMD3(49, 13, 13)) { i, _, _ in cos(2 * .pi * 6 * Double(i) / 49) }
    let response = try ImageFilter.nonSeparableWavelet(
      NonSeparableWaveletFilter(wavelet: .simoncelli, level: level, dimensions: .volume)
    ).response(of: wave)
    let highest = level == 1 ? 1.0 : 0.5
    let gain = cos(.pi / 2 * log2(2 * 0.25 / highest))
    for column in 0..<49 {
      let value = gain * cos(2 * .pi * 6 * Double(column) / 49)
      #expect(abs(response[column, 5, 7] - value) < 1e-5)
    }
  }

  @Test func `The Riesz transform turns a cosine into a sine along its own axis alone`() throws {
    let wave = try volume(SIMD3(17, 17, 17)) { _, j, _ in cos(2 * .pi * 4 * Double(j) / 17) }
    func response(_ orders: [Int]) throws -> Volume<FilterResponse> {
      try ImageFilter.nonSeparableWavelet(
        NonSeparableWaveletFilter(
          wavelet: .shannon,
          level: 1,
          rieszOrders: orders,
          dimensions: .volume
        )
      ).response(of: wave)
    }
    let along = try response([0, 1, 0])
    for row in 0..<17 {
      #expect(abs(along[3, row, 9] - sin(2 * .pi * 4 * Double(row) / 17)) < 1e-5)
    }
    #expect(try response([1, 0, 0]).values.allSatisfy { abs($0) < 1e-5 })
  }
}

@Suite struct `Features of response maps` {
  private let filter = ImageFilter.laws(
    LawsFilter(
      kernels: [.level5, .edge5, .edge5],
      pooling: .maximum,
      energyDistance: 2,
      edge: .mirror
    )
  )

  private func settings(_ filter: ImageFilter) -> RadiomicsSettings {
    RadiomicsSettings(
      name: "filtered",
      range: .init(lower: 3, upper: nil),
      discretization: .fixedBinNumber(8),
      volumeHistogram: .fixedBinNumber(100),
      filter: filter
    )
  }

  private func image() throws -> Volume<Plain> {
    try volume(SIMD3(14, 13, 12)) { i, j, k in Double((i * i + 3 * j + 7 * k * k + i * j * k) % 17)
    }
  }

  @Test func `They are of the whole image's response, in the mask of the image's intensities`()
    throws
  {
    let image = try image()
    let mask = (0..<image.values.count).map { UInt8($0 % 14 > 8 ? 1 : 0) }
    let region = Region(grid: image.grid, mask: mask)
    let response = try filter.response(of: image)
    let values = image.values.indices.filter { mask[$0] == 1 && image.values[$0] >= 3 }
      .map { Double(response.values[$0]) }
    let features = try RadiomicsImage(image, settings: settings(filter)).features(of: region)
    let mean = values.reduce(0, +) / Double(values.count)
    #expect(abs(try features.value("stat_mean") - mean) < 1e-6 * abs(mean))
    #expect(abs(try features.value("stat_max") - (values.max() ?? 0)) < 1e-6)
    #expect(!features.contains { ["Morphology", "Local intensity"].contains($0.family) })
    #expect(features.contains { $0.tag == "cm_contrast_3D_comb" })
  }

  @Test func `A response has no unit, so that bins of a width are refused`() throws {
    var settings = settings(filter)
    settings.discretization = .fixedBinSize(1, anchor: 0)
    #expect(throws: RadiomicsError.self) { try RadiomicsImage(image(), settings: settings) }
  }

  @Test func `A filter in the volume refuses voxels that aren't cubes, one in the slices doesn't`()
    throws
  {
    let grid = try Grid(
      size: SIMD3(6, 6, 6),
      affine: Affine(
        columnStep: SIMD3(1, 0, 0),
        rowStep: SIMD3(0, 1, 0),
        sliceStep: SIMD3(0, 0, 3),
        origin: .zero
      )
    )
    let flat = Volume<Plain>(grid: grid, values: [Float](repeating: 5, count: 216))
    func mean(_ dimensions: ImageFilter.Dimensions) throws -> Volume<FilterResponse> {
      try ImageFilter.mean(MeanFilter(size: 3, dimensions: dimensions, edge: .nearest))
        .response(of: flat)
    }
    #expect(throws: RadiomicsError.self) { try mean(.volume) }
    #expect(try mean(.slice).values.allSatisfy { abs($0 - 5) < 1e-5 })
  }

  @Test func `Settings come back from their JSON`() throws {
    for settings in RadiomicsSettings.shipped + [settings(filter)] {
      let data = try JSONEncoder().encode(settings)
      #expect(try JSONDecoder().decode(RadiomicsSettings.self, from: data) == settings)
    }
  }

  @Test func `JSON needs a name and bins alone`() throws {
    let text = #"{"name": "mine", "discretization": {"fixedBinSize": 0.5, "anchor": 0}}"#
    let settings = try JSONDecoder().decode(RadiomicsSettings.self, from: Data(text.utf8))
    #expect(
      settings
        == RadiomicsSettings(name: "mine", discretization: .fixedBinSize(0.5, anchor: 0))
    )
    let both = #"{"name": "mine", "discretization": {"fixedBinSize": 1, "fixedBinNumber": 2}}"#
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(RadiomicsSettings.self, from: Data(both.utf8))
    }
  }
}
