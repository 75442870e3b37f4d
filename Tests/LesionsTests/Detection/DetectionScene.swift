import Voxels

@testable import Lesions

/// A part of a body with known contents, as a scanner shows it: blurred, with correlated noise.
struct DetectionScene {
  /// What is in it, later parts over earlier ones.
  struct Part {
    let suv: Double
    let isInside: (SIMD3<Double>) -> Bool

    static func ball(_ center: SIMD3<Double>, _ radius: Double, suv: Double) -> Part {
      Part(suv: suv) { Phantom.distance($0, center) <= radius }
    }

    static func rod(
      _ x: Double,
      _ y: Double,
      _ heights: ClosedRange<Double>,
      _ radius: Double,
      suv: Double
    ) -> Part {
      Part(suv: suv) {
        heights.contains($0.z) && Phantom.distance($0, SIMD3(x, y, $0.z)) <= radius
      }
    }

    func region(_ grid: Grid) -> Region {
      Region(grid: grid) { isInside(grid.position(of: $0)) }
    }
  }

  static let fwhm = 6.5
  /// The body: a ball of SUV 1 with a radius of 75 mm.
  static var body: Part { Part.ball(.zero, 75, suv: 1) }

  let grid: Grid
  let suv: Volume<SUVbw>
  /// Without noise.
  let clean: Volume<SUVbw>

  /// A scene; `noise` is the SD over the mean of a voxel.
  init(_ parts: [Part], noise: Double = 0.1, seed: UInt64 = 3) throws {
    grid = try Phantom.grid(
      46,
      46,
      56,
      spacing: SIMD3(4, 4, 3),
      origin: SIMD3(-90, -90, -82.5)
    )
    // Painted on a grid twice as fine, so that edges lie where they should.
    let fine = try Phantom.grid(
      92,
      92,
      112,
      spacing: SIMD3(2, 2, 1.5),
      origin: SIMD3(-91, -91, -83.25)
    )
    let all = [Self.body] + parts
    let painted = Phantom.volume(fine) { position in
      all.last { $0.isInside(position) }?.suv ?? 0
    }
    clean = try painted.smoothed(sigmaMillimeters: Self.fwhm / 2.3548)
      .resampled(to: grid, outside: 0, interpolation: .linear)
    // A sum of uniform numbers, blurred as the image is, and brought back to an SD of 1.
    let white = Phantom.noise(grid, seed: seed)
    let blurred = try white.smoothed(sigmaMillimeters: 0.8 * Self.fwhm / 2.3548)
    let statistics = blurred.statistics(in: .whole(grid))
    let mean = statistics?.mean ?? 0
    let scatter = statistics?.standardDeviation ?? 1
    suv = Volume(
      grid: grid,
      values: zip(clean.values, blurred.values).map { value, raw in
        max(0, value * Float(1 + noise * (Double(raw) - mean) / scatter))
      }
    )
  }

  /// The findings, where the organs are those given.
  func findings(
    _ organs: [Organ: Part] = [:],
    physiology: Physiology = Self.physiology,
    references: [ReferenceRegion] = [],
    settings: DetectionSettings = DetectionSettings(fwhmMillimeters: Self.fwhm)
  ) throws -> [Finding] {
    try suv.findings(
      ct: nil,
      organs: map(organs),
      physiology: physiology,
      references: references,
      settings: settings
    )
  }

  /// The organs given, in their places.
  func map(_ organs: [Organ: Part]) -> OrganMap {
    OrganMap(
      grid: grid,
      origin: .found,
      body: Self.body.region(grid),
      organs: organs.mapValues { .init(region: $0.region(grid), evidence: .ct) },
      missing: [:],
      doubts: []
    )
  }

  /// A tracer of kidneys, liver and urine.
  static let physiology = Physiology(
    tracer: "test",
    organs: [
      (Organ.kidneyLeft, 15.0, 60.0, 110.0), (.liver, 2, 7, 10), (.ureterLeft, 1, 40, 150),
      (.bowel, 0.5, 4, 6), (.stomach, 0.7, 3.4, 4.5),
      (.muscle, 0.4, 1, 1.3), (.aorta, 0.8, 1.8, 2.5),
    ].map {
      Physiology.Uptake(
        organ: $0.0,
        from: $0.1,
        to: $0.2,
        highest: $0.3,
        confidence: .assumed,
        source: "the test"
      )
    }
  )
}

extension [Finding] {
  var lesions: [Finding] { filter { $0.verdict == .lesion } }
}
