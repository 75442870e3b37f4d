import Foundation
import Lesions
import Uptake
import Voxels

extension Verification {
  /// A number that is known without a computer.
  struct ClosedForm: Sendable {
    let name: String
    let expected: Double
    /// The largest difference that still holds.
    let tolerance: Double
    let unit: String
    let value: @Sendable () throws -> Double

    func row() throws -> Row {
      let found = try value()
      let decimals = max(2, Int((-log10(tolerance)).rounded(.up)))
      return Row(
        name: name,
        expected: "\(expected.fixed(decimals)) \(unit)",
        found: "\(found.fixed(decimals)) \(unit)",
        holds: abs(found - expected) <= tolerance,
        source: "Closed forms"
      )
    }
  }

  /// The closed forms, in the order of the stages.
  static let closedForms: [ClosedForm] =
    bodySizes + [1.0, 2.04, 2.73, 3.65, 4.07, 5.47, 8].map(sphere(pixel:)) + [
      ClosedForm(
        name: "IBSI digital phantom, local intensity peak (VJGA)",
        expected: 2.6,
        tolerance: 0.05,
        unit: ""
      ) { try ibsiPhantom().peakIBSILocal.value ?? .nan },
      ClosedForm(
        name: "IBSI digital phantom, global intensity peak (0F91)",
        expected: 3.1,
        tolerance: 0.05,
        unit: ""
      ) { try ibsiPhantom().peakIBSIGlobal.value ?? .nan },
      ClosedForm(
        name: "IBSI digital phantom, mean (Q4LE)",
        expected: 2.15,
        tolerance: 0.005,
        unit: ""
      ) { try ibsiPhantom().mean.value ?? .nan },
    ]

  /// Worked by hand from the published formulas for 80 kg and 1.80 m.
  private static let bodySizes = [
    ClosedForm(
      name: "lean body mass, James 128, man of 80 kg and 1.80 m",
      expected: 62.716,
      tolerance: 0.001,
      unit: "kg"
    ) {
      BodySize.leanBodyMassJames128(sex: .male, weightKilograms: 80, heightMeters: 1.8)
    },
    ClosedForm(
      name: "lean body mass, Janmahasatian, man of 80 kg and 1.80 m",
      expected: 61.731,
      tolerance: 0.001,
      unit: "kg"
    ) {
      BodySize.leanBodyMassJanmahasatian(sex: .male, weightKilograms: 80, heightMeters: 1.8)
    },
    ClosedForm(
      name: "ideal body weight, woman of 1.60 m",
      expected: 52.78,
      tolerance: 0.001,
      unit: "kg"
    ) { BodySize.idealBodyWeight(sex: .female, heightMeters: 1.6) },
  ]

  /// The 1 mL sphere in voxels of a size: 1 mL, at any.
  private static func sphere(pixel: Double) -> ClosedForm {
    ClosedForm(
      name: "1 mL sphere in voxels of \(pixel) × \(pixel) × 3.27 mm",
      expected: 1,
      tolerance: 0.001,
      unit: "mL"
    ) {
      let grid = try Grid(
        size: SIMD3(64, 64, 64),
        affine: Affine(
          columnStep: SIMD3(pixel, 0, 0),
          rowStep: SIMD3(0, pixel, 0),
          sliceStep: SIMD3(0, 0, 3.27),
          origin: .zero
        )
      )
      return try SphereKernel(
        radiusMillimeters: cbrt(3000 / (4 * .pi)),
        grid: grid,
        weighting: .exactFraction
      ).volumeMilliliters
    }
  }

  /// The digital phantom of IBSI 1: 5 × 4 × 4 voxels of 2 mm, 74 of them in the mask.
  ///
  /// - Source: IBSI reference manual, digital phantom; theibsi/data_sets, CC BY 4.0.
  private static func ibsiPhantom() throws -> UptakeStatistics {
    let grid = try Grid(
      size: SIMD3(5, 4, 4),
      affine: Affine(
        columnStep: SIMD3(2, 0, 0),
        rowStep: SIMD3(0, 2, 0),
        sliceStep: SIMD3(0, 0, 2),
        origin: .zero
      )
    )
    let rows: [[Float]] = [
      [1, 4, 4, 1, 1], [1, 4, 6, 1, 1], [4, 1, 6, 4, 1], [4, 4, 6, 4, 1],
      [1, 4, 4, 1, 1], [1, 1, 6, 1, 1], [1, 1, 3, 1, 1], [4, 4, 6, 1, 1],
      [1, 4, 4, 1, 1], [1, 1, 1, 1, 1], [1, 1, 9, 1, 1], [1, 1, 6, 1, 1],
      [1, 4, 4, 1, 1], [1, 1, 1, 1, 1], [1, 1, 1, 1, 1], [1, 1, 6, 1, 1],
    ]
    let outside = [
      SIMD3(0, 2, 1), SIMD3(3, 0, 2), SIMD3(4, 0, 2), SIMD3(2, 2, 2), SIMD3(3, 0, 3),
      SIMD3(4, 0, 3),
    ]
    let volume = Volume<SUVbw>(grid: grid, values: rows.flatMap { $0 })
    let region = Region(grid: grid) { !outside.contains($0) }
    let lesion = Lesion(label: "phantom", region: region, method: "mask")
    return try volume.measured([lesion])[0].suvbw
  }
}
