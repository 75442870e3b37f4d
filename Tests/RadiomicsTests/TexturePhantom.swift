import Radiomics
import TestSupport
import Testing

/// The IBSI digital phantom: 5 x 4 x 4 voxels, 74 of them in the region.
private let phantom: DiscretizedRegion = {
  var levels: [UInt16] = [
    1, 4, 4, 1, 1, 1, 4, 6, 1, 1, 4, 1, 6, 4, 1, 4, 4, 6, 4, 1,
    1, 4, 4, 1, 1, 1, 1, 6, 1, 1, 1, 1, 3, 1, 1, 4, 4, 6, 1, 1,
    1, 4, 4, 1, 1, 1, 1, 1, 1, 1, 1, 1, 9, 1, 1, 1, 1, 6, 1, 1,
    1, 4, 4, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 6, 1, 1,
  ]
  for voxel in [30, 43, 44, 52, 63, 64] { levels[voxel] = 0 }
  return DiscretizedRegion(
    size: [5, 4, 4],
    spacingMillimeters: [2, 2, 2],
    levels: levels,
    levelCount: 6
  )
}()

private let features = phantom.textureFeatures()

@Test(
  .enabled(if: SharedData.isPresent),
  arguments: Reference.textures(of: "reference_digital_phantom")
)
func `Texture on the digital phantom is as IBSI says`(_ reference: Reference) throws {
  let feature = try #require(features.first { $0.tag == reference.tag })
  let value = try feature.value.get()
  #expect(reference.isMet(by: value), "\(reference.tag): \(value), not \(reference.text)")
  #expect(feature.name == reference.feature)
  #expect(feature.family == reference.family)
}

@Test func `Every texture feature has its own tag, and a name that IBSI gave`() {
  #expect(features.count == 408)
  #expect(Set(features.map(\.tag)).count == features.count)
  #expect(Set(features.map(\.ibsiID)).count == 95)
  #expect(features.allSatisfy { $0.tag.hasSuffix("_" + $0.aggregation) && $0.unit == "1" })
}

@Test(.enabled(if: SharedData.isPresent))
func `Texture features come in the order of the reference table`() {
  let tags = Reference.textures(of: "reference_digital_phantom").map(\.tag)
  #expect(features.map(\.tag) == tags)
}
