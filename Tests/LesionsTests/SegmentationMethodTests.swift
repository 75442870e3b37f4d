import Foundation
import Testing

@testable import Lesions

@Suite struct SegmentationMethodTests {
  static let shell = LocalBackground.standard

  @Test(
    arguments: [
      ("fixed:4.0", .fixed(threshold: 4), "SUVbw >= 4"),
      ("Percent-Max: 41 ", .percentOfMax(41), "41% of SUVmax"),
      (
        "percent-peak:50,gap=10,shell=4",
        .percentOfPeak(
          50,
          background: LocalBackground(gapMillimeters: 10, thicknessMillimeters: 4)
        ), "50% of SUVpeak over local background (shell 10-14 mm)"
      ),
      ("liver", .reference(.liver, factor: 1.5, deviations: 2), "1.5 x liver mean + 2 SD"),
      (
        "blood-pool", .reference(.bloodPool, factor: 2, deviations: 2), "2 x blood-pool mean + 2 SD"
      ),
      (
        "iterative:fwhm=6.5", .iterative(.sphere(fwhmMillimeters: 6.5), background: shell),
        "iterative: sphere at FWHM 6.5 mm over local background (shell 20-25 mm)"
      ),
      (
        "iterative:a=0.4,b=0.2", .iterative(.calibrated(a: 0.4, b: 0.2), background: shell),
        "iterative: 0.4 + 0.2 mL/V over local background (shell 20-25 mm)"
      ),
      (
        "gradient:outer=30", .gradient(inner: 70, outer: 30, background: shell),
        "gradient watershed between 70% and 30% over local background (shell 20-25 mm)"
      ),
      (
        "mv2", .majorityVote(votes: 2, background: shell),
        "MV2 of 41% of SUVmax; A50P (shell 20-25 mm); SUVbw >= 2.5; SUVbw >= 4"
      ),
      ("grow:lower=2.5,upper=8", .grow(lower: 2.5, upper: 8), "region growing: SUVbw 2.5 to 8"),
      ("grow:lower=2.5", .grow(lower: 2.5, upper: nil), "region growing: SUVbw from 2.5"),
    ] as [(String, SegmentationMethod, String)]
  )
  func `the command line's text names the method`(
    text: String,
    method: SegmentationMethod,
    name: String
  ) throws {
    #expect(try SegmentationMethod(parsing: text) == method)
    #expect(method.name() == name)
    #expect(!method.name().contains(","))
    #expect(try SegmentationMethod(parsing: method.text) == method)
    let json = try JSONEncoder().encode([method])
    #expect(try JSONDecoder().decode([SegmentationMethod].self, from: json) == [method])
  }

  @Test func `fixed thresholds say the normalisation they are meant on`() {
    let sul = UptakeScale(name: "SULjanma", factor: 0.75)
    #expect(SegmentationMethod.fixed(threshold: 2.5).name(on: sul) == "SULjanma >= 2.5")
  }

  @Test(
    arguments: [
      ("watershed", "is not a segmentation method; known are fixed:SUV"),
      ("fixed", "is incomplete: write fixed:SUV"),
      ("fixed:four", "'four' is not a number"),
      ("fixed:inf", "'inf' is not a number"),
      ("fixed:-1", "above zero"),
      ("fixed:4,gap=3", "'gap' is not known here; write fixed:SUV"),
      ("percent-max:120", "at most 100"),
      ("percent-peak:50,gap", "'gap' is not of the form key=value"),
      ("liver:4", "'4' is not expected"),
      ("iterative", "write iterative:fwhm=MM"),
      ("iterative:a=0.4", "give either fwhm, or both a and b"),
      ("iterative:a=1.4,b=0", "0 < a < 1"),
      ("gradient:inner=10,outer=20", "outer < inner"),
      ("mv2:shell=0", "shell above 0"),
      ("mv4", "is not a segmentation method"),
      ("grow", "grow:lower=SUV"),
      ("grow:lower=5,upper=4", "lower may not be above upper"),
    ]
  )
  func `a text that can't be used says what to write`(text: String, hint: String) {
    let error = #expect(throws: MethodTextError.self) { try SegmentationMethod(parsing: text) }
    #expect(error?.description.contains(hint) == true, "\(error?.description ?? "")")
  }

  /// Edge over centre of a uniform sphere blurred by a Gaussian, by convolution on a 0.5 mm grid and
  /// linear interpolation at the edge:
  /// `scipy.ndimage.gaussian_filter(sphere, fwhm / 2.3548 / 0.5, truncate=6)`.
  @Test(
    arguments: [
      (5.0, 6.0, 0.41202383674046444), (10, 6, 0.3991170379034115), (15, 6, 0.43234089449412744),
    ]
  )
  func `the sphere relation is what a blurred sphere has at its edge`(
    radius: Double,
    fwhm: Double,
    share: Double
  ) {
    let volume = 4 / 3 * Double.pi * radius * radius * radius / 1000
    let relation = VolumeThresholdRelation.sphere(fwhmMillimeters: fwhm)
    #expect(abs(relation.fraction(volumeMilliliters: volume) - share) < 0.0015)
    #expect(relation.fraction(volumeMilliliters: volume) >= relation.lowestFraction)
  }

  @Test func `the sphere relation tends to 1 for small and to a half for large lesions`() {
    let relation = VolumeThresholdRelation.sphere(fwhmMillimeters: 6)
    #expect(relation.fraction(volumeMilliliters: 1e-12) == 1)
    #expect(abs(relation.fraction(volumeMilliliters: 1e-4) - 1) < 0.05)
    #expect(abs(relation.fraction(volumeMilliliters: 1e9) - 0.5) < 0.002)
    let lowest = (1...4000).map { relation.fraction(volumeMilliliters: Double($0) * 0.005) }.min()
    #expect(abs((lowest ?? 0) - relation.lowestFraction) < 1e-5)
  }
}
