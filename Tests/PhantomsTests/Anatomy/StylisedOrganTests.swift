import Testing
import Voxels

@testable import Phantoms

/// The organs of the stylised adult man, whose volumes are published: they hold the shapes, the cuts
/// and the painting against numbers that aren't ours.
///
/// Cristy and Eckerman, ORNL/TM-8381: liver 1830, kidneys 288, spleen 176, stomach 402, bladder 249,
/// pancreas 90.7 mL.
@Suite struct StylisedOrganTests {
  /// The volume of a form in mL on a grid of 1 mm.
  private func volume(_ form: Form, _ lower: SIMD3<Double>, _ upper: SIMD3<Double>) throws -> Double
  {
    let grid = try Grid(
      size: SIMD3<Int>(upper - lower),
      affine: Affine(
        columnStep: SIMD3(1, 0, 0),
        rowStep: SIMD3(0, 1, 0),
        sliceStep: SIMD3(0, 0, 1),
        origin: lower + 0.5
      )
    )
    let voxels = Scene([Layer(.liver, form)], columns: []).painted(on: grid)
    return Double(voxels.count { $0 != 0 }) / 1000
  }

  @Test func `The liver, a cut cylinder, has 1830 mL`() throws {
    let form = Form(
      solids: [.drum(SIMD3(0, 0, 350), SIMD3(165, 80, 80))],
      within: [.halfSpace(through: SIMD3(0, 0, 430), facing: SIMD3(1.0 / 35, 1.0 / 45, -1.0 / 43))]
    )
    let found = try volume(form, SIMD3(-170, -85, 265), SIMD3(170, 85, 435))
    #expect(abs(found - 1830) < 18.3)
  }

  @Test func `The kidneys, ellipsoids cut at the middle, have 288 mL`() throws {
    let form = Form(
      solids: [
        .ellipsoid(SIMD3(-60, 60, 325), SIMD3(45, 15, 55)),
        .ellipsoid(SIMD3(60, 60, 325), SIMD3(45, 15, 55)),
      ],
      without: [.box(SIMD3(0, 60, 325), SIMD3(30, 40, 80))]
    )
    let found = try volume(form, SIMD3(-110, 40, 265), SIMD3(110, 80, 385))
    #expect(abs(found - 288) < 2.9)
  }

  @Test(arguments: [
    (SIMD3<Float>(110, 30, 370), SIMD3<Float>(35, 20, 60), 176.0),
    (SIMD3(80, -40, 350), SIMD3(40, 30, 80), 402),
    (SIMD3(0, -45, 80), SIMD3(49.6, 34.6, 34.6), 249),
  ])
  func `Spleen, stomach and bladder, ellipsoids, have their volumes`(
    _ centre: SIMD3<Float>,
    _ half: SIMD3<Float>,
    _ published: Double
  ) throws {
    let found = try volume(
      Form(solids: [.ellipsoid(centre, half)]),
      SIMD3<Double>(centre) - 90,
      SIMD3<Double>(centre) + 90
    )
    #expect(abs(found - published) < 0.01 * published)
  }

  @Test func `The pancreas, half an ellipsoid with a corner cut away, has 91 mL`() throws {
    let form = Form(
      solids: [.ellipsoid(SIMD3(-10, 0, 370), SIMD3(160, 12, 33))],
      within: [.halfSpace(through: SIMD3(-10, 0, 0), facing: SIMD3(-1, 0, 0))],
      without: [.box(SIMD3(130, 0, 320), SIMD3(100, 40, 50))]
    )
    let found = try volume(form, SIMD3(-20, -20, 330), SIMD3(160, 20, 410))
    #expect(abs(found - 90.7) < 0.91)
  }

  @Test func `A rod with round ends has the volume of its cylinder and its ball`() throws {
    let found = try volume(
      Form(solids: [.cone(SIMD3(0, 0, 0), SIMD3(0, 30, 40), 12, 12)]),
      SIMD3(-20, -20, -20),
      SIMD3(20, 50, 60)
    )
    let expected = (Double.pi * 144 * 50 + 4 / 3 * Double.pi * 1728) / 1000
    #expect(abs(found - expected) < 0.01 * expected)
  }
}
