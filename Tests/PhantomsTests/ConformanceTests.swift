import Foundation
import Phantoms
import TestSupport
import Testing

/// A phantom of few voxels that shows the six spheres.
let smallPhantom = ImageQualityPhantom(
  matrix: .box(columns: 32, slices: 4, pixelMillimeters: 12, sliceMillimeters: 10)
)

@Suite struct ConformanceTests {
  @Test(
    .enabled(if: Oracle.dciodvfy != nil, "dciodvfy (package dicom3tools) is not installed"),
    arguments: PhantomVariant.all
  )
  func `dciodvfy finds no error in any variant`(variant: PhantomVariant) throws {
    let dciodvfy = try #require(Oracle.dciodvfy)
    try withTemporaryFolder { folder in
      let folder = folder.path
      try smallPhantom.write(to: folder, variant: variant, seed: 7)
      let names = try files(below: folder)
      let pet = names.filter { $0.hasPrefix("PET/") }
      let ct = names.filter { $0.hasPrefix("CT/") }
      for name in [pet.first, pet.last, ct.first] {
        let (text, _) = try Oracle.run(dciodvfy, ["\(folder)/\(try #require(name))"])
        let errors = text.split(separator: "\n").filter { $0.hasPrefix("Error") }
        #expect(errors == [], "\(name ?? "")")
      }
    }
  }
}
