import Testing
import Voxels

@testable import Lesions

/// Spheres around the origin on a grid of 2 mm whose centre voxel lies there.
private func radial(
  _ half: Int = 15,
  _ value: @escaping (Double) -> Double
) throws -> Volume<SUVbw> {
  let side = 2 * half + 1
  let grid = try Phantom.grid(side, side, side, origin: SIMD3(repeating: Double(-2 * half)))
  var known: [Int: Double] = [:]
  return Phantom.volume(grid) { position in
    let square = Int((position * position).sum().rounded())
    if let known = known[square] { return known }
    let new = value(Double(square).squareRoot())
    known[square] = new
    return new
  }
}

/// The voxels of a grid within a radius of the origin.
private func ball(_ radius: Double, _ grid: Grid) -> Region {
  Region(grid: grid) { Phantom.distance(grid.position(of: $0), .zero) <= radius }
}

/// A shell that fits into the small images of these tests.
private let shell = LocalBackground(gapMillimeters: 8, thicknessMillimeters: 4)

private let middle = SegmentationStart.seeds([Seed(label: "a", position: SIMD3(1, 0.5, -0.7))])

/// A sphere of radius R seen at a resolution, from 0 to 1.
private func blurredSphere(_ radius: Double, fwhm: Double, at r: Double) -> Double {
  // Numerical convolution of shells, so as not to repeat the closed form under test.
  let sigma = fwhm / 2.354820045
  let r = max(r, 1e-3)
  let step = 0.05
  var sum = 0.0
  for n in 0..<Int(radius / step) {
    let q = (Double(n) + 0.5) * step
    // A shell of radius q seen by a Gaussian from distance r.
    let near = gaussian((r - q) / sigma)
    let far = gaussian((r + q) / sigma)
    sum += q / (r * sigma) * (near - far) * step
  }
  return sum
}

private func gaussian(_ x: Double) -> Double {
  // exp(-x²/2)/sqrt(2 pi), by the series of exp through repeated squaring.
  let y = -x * x / 2 / 1024
  var e = 1 + y * (1 + y / 2 * (1 + y / 3 * (1 + y / 4)))
  for _ in 0..<10 { e *= e }
  return e / 2.5066282746310002
}

@Suite struct SegmentationTests {
  @Test func `a fixed threshold takes in the voxels that equal it`() throws {
    let volume = try radial(10) { $0 <= 8 ? 7 : ($0 <= 10 ? 4 : 3.999) }
    for start in [.wholeVolume, middle] {
      let result = try volume.segmented(by: .fixed(threshold: 4), from: start)
      #expect(result.lesions.map(\.region) == [ball(10, volume.grid)])
      #expect(result.lesions.first?.method == "SUVbw >= 4")
      #expect(result.lesions.first?.thresholdSUVbw == 4)
    }
  }

  @Test func `a fixed threshold on SUL is divided by its factor`() throws {
    let volume = try radial(10) { $0 <= 8 ? 5 : 4.9 }
    let settings = SegmentationSettings(scale: UptakeScale(name: "SULjanma", factor: 0.8))
    let result = try volume.segmented(
      by: .fixed(threshold: 4),
      from: .wholeVolume,
      settings: settings
    )
    #expect(result.lesions.map(\.region) == [ball(8, volume.grid)])
    #expect(result.lesions.first?.method == "SULjanma >= 4")
  }

  @Test func `41 % of SUVmax draws the known contour`() throws {
    // 100 at the very middle: the threshold is 41.
    let volume = try radial(12) { $0 == 0 ? 100 : ($0 <= 6 ? 80 : ($0 <= 12 ? 41 : 40.99)) }
    let result = try volume.segmented(by: .percentOfMax(41), from: middle)
    #expect(result.lesions.map(\.region) == [ball(12, volume.grid)])
    let preselected = try volume.segmented(
      by: .percentOfMax(41),
      from: .preselection(threshold: 30, minimumVolumeMilliliters: 0)
    )
    #expect(preselected.lesions.map(\.region) == [ball(12, volume.grid)])
  }

  @Test func `a seed beside the maximum draws the same as one on it`() throws {
    let volume = try radial(12) { 20 - $0 }
    let onIt = try volume.segmented(by: .percentOfMax(50), from: middle)
    let beside = try volume.segmented(
      by: .percentOfMax(50),
      from: .seeds([Seed(label: "a", position: SIMD3(6, 0, 2))])
    )
    #expect(onIt.lesions == beside.lesions)
    #expect(onIt.lesions.map(\.region) == [ball(10, volume.grid)])
  }

  @Test func `A50P lies half way between local background and SUVpeak`() throws {
    // Peak 10, background 2: the threshold is 6, where half of the peak alone would be 5.
    let volume = try radial { $0 <= 12 ? 10 : ($0 <= 15 ? 6 : ($0 <= 18 ? 5.99 : 2)) }
    let method = SegmentationMethod.percentOfPeak(50, background: shell)
    let lesion = try #require(try volume.segmented(by: method, from: middle).lesions.first)
    #expect(abs((lesion.thresholdSUVbw ?? 0) - 6) < 1e-6)
    // The threshold is a mean of floats; a tie is too sharp to ask for.
    let softer = try radial { $0 <= 12 ? 10 : ($0 <= 15 ? 6.01 : ($0 <= 18 ? 5.99 : 2)) }
    #expect(
      try softer.segmented(by: method, from: middle).lesions.map(\.region)
        == [ball(15, volume.grid)]
    )
  }

  @Test func `local background leaves out other hot tissue and undefined voxels`() throws {
    let grid = try Phantom.grid(27, 27, 27, origin: SIMD3(repeating: -26))
    let volume = Phantom.volume(grid) { position in
      if Phantom.distance(position, .zero) <= 10 { return 10 }
      if position.x > 16 { return 40 }
      if position.y > 18 { return .nan }
      return 2
    }
    let result = try volume.segmented(
      by: .percentOfPeak(50, background: shell),
      from: middle
    )
    #expect(abs((result.lesions.first?.thresholdSUVbw ?? 0) - 6) < 1e-9)
  }

  @Test func `a majority vote keeps what enough methods hold`() throws {
    // 41 % of 10 is 4.1, A50P (10 + 1) / 2 = 5.5, then 2.5 and 4.
    let volume = try radial { r in
      switch r {
      case ...12: 10
      case ...14: 6  // all four
      case ...16: 5  // all but A50P
      case ...18: 4.05  // 2.5 and 4
      case ...20: 3  // 2.5
      default: 1
      }
    }
    for (votes, radius) in [(2, 18.0), (3, 16), (4, 14), (1, 20)] {
      let result = try volume.segmented(
        by: .majorityVote(votes: votes, background: shell),
        from: middle
      )
      #expect(result.lesions.map(\.region) == [ball(radius, volume.grid)], "MV\(votes)")
    }
  }

  @Test func `a majority vote goes on without a method that can't be applied, and says so`() throws
  {
    // The image ends before the shell of the background begins.
    let volume = try radial(7) { $0 <= 10 ? 10 : 1 }
    let result = try volume.segmented(
      by: .majorityVote(votes: 3, background: .standard),
      from: middle
    )
    #expect(result.lesions.map(\.region) == [ball(10, volume.grid)])
    #expect(
      result.lesions.first?.caveats == [
        .voteMissing(
          method: "A50P",
          reason: RefusedStart.Reason.noBackground.description
        )
      ]
    )
  }

  @Test(arguments: [(10.0, 6.0), (15, 6), (8, 7)])
  func `the iterative method finds the true volume of a blurred sphere`(
    radius: Double,
    fwhm: Double
  ) throws {
    let method = SegmentationMethod.iterative(
      .sphere(fwhmMillimeters: fwhm),
      background: LocalBackground(gapMillimeters: 14, thicknessMillimeters: 4)
    )
    var regions: [Region] = []
    for (background, contrast) in [(1.0, 3.0), (2.0, 20.0)] {
      let volume = try radial(16) {
        background + contrast * blurredSphere(radius, fwhm: fwhm, at: $0)
      }
      let result = try volume.segmented(by: method, from: middle)
      let lesion = try #require(result.lesions.first)
      let truth = 4 / 3 * Double.pi * radius * radius * radius / 1000
      #expect(abs(lesion.region.volumeMilliliters / truth - 1) < 0.08)
      // Half a voxel is 1 mm.
      #expect(ball(radius - 1, volume.grid).isSubset(of: lesion.region))
      #expect(lesion.region.isSubset(of: ball(radius + 1, volume.grid)))
      #expect(lesion.caveats.isEmpty)
      regions.append(lesion.region)
    }
    // The relation is one of contrast: background and height don't matter.
    #expect(regions[0].runs == regions[1].runs)
  }

  @Test func `the iterative method with a calibration ends where threshold and volume agree`()
    throws
  {
    let volume = try radial { $0 <= 20 ? 11 - $0 / 2 : 1 }
    let relation = VolumeThresholdRelation.calibrated(a: 0.4, b: 1)
    let result = try volume.segmented(
      by: .iterative(
        relation,
        background: LocalBackground(gapMillimeters: 16, thicknessMillimeters: 4)
      ),
      from: middle
    )
    let lesion = try #require(result.lesions.first)
    let share = relation.fraction(volumeMilliliters: lesion.region.volumeMilliliters)
    #expect(abs((lesion.thresholdSUVbw ?? 0) - (1 + 10 * share)) < 1e-3)
    #expect(share > 0.43)
  }

  @Test func `the gradient watershed runs along the steepest fall`() throws {
    // A ramp from 10 to 2 that is steepest between 14 and 16 mm.
    let volume = try radial { r in
      switch r {
      case ..<10: 10
      case ..<14: 10 - (r - 10) * 0.2
      case ..<16: 9.2 - (r - 14) * 3
      case ..<20: 3.2 - (r - 16) * 0.25
      default: 2.2
      }
    }
    let method = SegmentationMethod.gradient(inner: 95, outer: 5, background: shell)
    let lesion = try #require(try volume.segmented(by: method, from: middle).lesions.first)
    #expect(ball(14, volume.grid).isSubset(of: lesion.region))
    #expect(lesion.region.isSubset(of: ball(16.5, volume.grid)))
  }

  @Test func `region growing starts at the seed itself and stays in its interval`() throws {
    let volume = try radial(12) { $0 <= 6 ? 9 : ($0 <= 12 ? 5 : 1) }
    let method = SegmentationMethod.grow(lower: 4, upper: 8)
    let onRim = SegmentationStart.seeds([Seed(label: "rim", position: SIMD3(10, 0, 0))])
    let rim = try volume.segmented(by: method, from: onRim)
    #expect(
      rim.lesions.map(\.region)
        == [ball(12, volume.grid).subtracting(ball(6, volume.grid))]
    )
    let core = try volume.segmented(by: method, from: middle)
    #expect(core.lesions.isEmpty)
    #expect(core.refused.map(\.reason) == [.aboveInterval(uptake: 9, upper: 8)])
  }
}
