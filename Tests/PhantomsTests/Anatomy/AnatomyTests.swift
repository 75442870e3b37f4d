import Testing
import Voxels

@testable import Phantoms

/// A body drawn once for all tests: drawing it takes a while without optimisation.
enum Drawn {
  static let woman = Anatomy(
    Build(sex: .female, heightMeters: 1.63, massKilograms: 62, ageYears: 52, arms: .up),
    seed: 7,
    stream: 1
  )
  static let man = Anatomy(
    Build(sex: .male, heightMeters: 1.76, massKilograms: 82, ageYears: 61, arms: .down),
    seed: 7,
    stream: 2
  )
  static let womanMap = map(of: woman, spacing: 5)
  static let manMap = map(of: man, spacing: 5)

  /// The whole body at a spacing in mm.
  static func map(of body: Anatomy, spacing: Double) -> TissueMap? {
    let (lower, upper) = body.bounds
    let size = SIMD3<Int>(((upper - lower) / spacing).rounded(.up)) &+ 1
    guard
      let grid = try? Grid(
        size: size,
        affine: Affine(
          columnStep: SIMD3(spacing, 0, 0),
          rowStep: SIMD3(0, spacing, 0),
          sliceStep: SIMD3(0, 0, spacing),
          origin: lower
        )
      )
    else { return nil }
    return body.tissues(on: grid)
  }
}

@Suite struct AnatomyTests {
  @Test func `The body weighs what its build says`() throws {
    let woman = try #require(Drawn.womanMap)
    #expect(abs(woman.massKilograms - 62) < 0.02 * 62)
    let man = try #require(Drawn.manMap)
    #expect(abs(man.massKilograms - 82) < 0.02 * 82)
  }

  @Test func `Every place of a lesion lies in a tissue that may host it`() {
    for body in [Drawn.woman, Drawn.man] {
      for site in LesionSite.allCases {
        let places = body.places(for: site)
        #expect(!places.isEmpty || (site == .breast && body.build.sex == .male), "\(site)")
        for place in places {
          #expect(place.hosts.contains(body.tissue(at: place.position)), "\(place.name)")
        }
      }
    }
  }
}
