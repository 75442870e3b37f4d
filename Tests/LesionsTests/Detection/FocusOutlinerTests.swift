import Testing
import Voxels

@testable import Lesions

@Suite struct FocusOutlinerTests {
  typealias Part = DetectionScene.Part

  /// The outliner of a scene where an organ usually takes up so much.
  private func outliner(
    _ scene: DetectionScene,
    usual: (organ: Part, uptake: Double)? = nil
  ) throws -> (outliner: FocusOutliner, search: FocusSearch) {
    let volume = try #require(SearchVolume(scene.suv))
    let search = FocusSearch(volume, floor: 0.25)
    let lattice = volume.grid
    let values = (0..<lattice.voxelCount).map { offset -> Float in
      guard let usual, usual.organ.isInside(lattice.position(of: lattice.index(at: offset)))
      else { return 0 }
      return Float(usual.uptake)
    }
    return (
      try FocusOutliner(
        scene.suv,
        fwhmMillimeters: DetectionScene.fwhm,
        search: search,
        ground: .whole(scene.grid),
        usual: values
      ), search
    )
  }

  /// A column of an organ that takes up 2.2 in a background of 1, and a focus of 3 on its edge: half way
  /// between 1 and 3 lies below the organ's own uptake.
  @Test func `An outline doesn't run over the organ that a focus lies in`() throws {
    let organ = Part.rod(0, 0, -60...60, 16, suv: 2.2)
    let focus = Part.ball(SIMD3(14, 0, 0), 9, suv: 3)
    let scene = try DetectionScene([organ, focus], noise: 0)
    func volume(_ usual: (organ: Part, uptake: Double)?) throws -> Double {
      let (outliner, search) = try outliner(scene, usual: usual)
      let outline = outliner.outline(
        of: Set(search.foci.map(\.hill)),
        at: SIMD3(14, 0, 0),
        reach: 60
      )
      return try #require(outline).region.volumeMilliliters
    }
    let truth = 4.0 / 3 * Double.pi * 0.9 * 0.9 * 0.9

    #expect(try volume(nil) > 8 * truth)
    #expect(try volume((organ, 2.2)) < 3 * truth)
  }

  /// A node of 10 mm on a vessel of 4 mm.
  @Test func `The middle of a focus is a node without the vessel that it lies on`() throws {
    let scene = try DetectionScene([])
    let (outliner, _) = try outliner(scene)
    let node = Part.ball(.zero, 10, suv: 6)
    let vessel = Part.rod(0, 0, -60...60, 4, suv: 6)
    let region = node.region(scene.grid).union(vessel.region(scene.grid))
    let whole = FocusOutline(
      region: region,
      threshold: 3,
      background: 1,
      peak: 6,
      share: 0.5,
      isHemmedIn: false
    )
    let core = try #require(outliner.core(of: whole, at: SIMD3(2, -2, 3)))
    #expect(node.region(scene.grid).isSubset(of: core.region))
    // 1.8 times the largest ball, whose radius is told to half a voxel, of 2 mm.
    let ends = core.region.offsets.map { abs(scene.grid.position(of: scene.grid.index(at: $0)).z) }
    let farthest = try #require(ends.max())

    #expect(farthest > 12 && farthest < 1.8 * 12)
    #expect(core.region.voxelCount < region.voxelCount)
    #expect(core.isHemmedIn)
    #expect(core.threshold == whole.threshold)
  }
}
