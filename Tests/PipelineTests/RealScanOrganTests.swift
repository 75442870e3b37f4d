import Foundation
import Lesions
import TestSupport
import Testing
import Uptake
import Voxels

@testable import Pipeline

/// A real whole-body FDG PET without CT: TCIA Soft-tissue-Sarcoma STS_001, CC BY 3.0.
@Suite struct RealScanOrganTests {
  @Test(.enabled(if: SharedData.isPresent))
  func `Brain, heart, liver, spleen, kidneys and bladder of a real PET are named`() throws {
    let folder = try #require(SharedData.folder).appendingPathComponent("sts-001/image").path
    var request = AnalysisRequest(
      input: folder,
      suv: SUVSettings(policy: .lenient, longestUptakeSeconds: nil)
    )
    request.tracer = "18F-FDG"
    request.method = .fixed(threshold: 60)
    let analysis = try Analysis(request)
    let profile = try #require(analysis.profile)
    let map = try OrganMap.found(suv: analysis.suv, ct: nil, physiology: profile.physiology)
    // Where a reader sees each, in LPS mm, and how large it may be.
    for (organ, point, volume) in [
      (Organ.heart, SIMD3(58.0, -20.0, -304.0), 150.0...600.0),
      (.liver, SIMD3(-70.0, 8.0, -380.0), 1300...2300),
      (.kidneyLeft, SIMD3(96.0, 55.0, -461.0), 120...450),
      (.kidneyRight, SIMD3(-62.0, 55.0, -484.0), 120...450),
      (.spleen, SIMD3(115.0, 58.0, -385.0), 200...600),
      (.urinaryBladder, SIMD3(13.0, 37.0, -677.0), 25...150),
    ] {
      let region = try #require(map[organ], "\(organ.name): \(map.missing[organ] ?? "")")
      let voxel = map.grid.affine.voxel(at: point).rounded(.toNearestOrAwayFromZero)
      let index = SIMD3(Int(voxel.x), Int(voxel.y), Int(voxel.z))
      #expect(region.dilated(.corners).contains(index), "\(organ.name)")
      #expect(volume.contains(region.volumeMilliliters), "\(organ.name)")
    }
    // The image ends in the brain's base.
    let brain = try #require(map.organs[.brain])
    #expect(brain.region.volumeMilliliters > 50)
    #expect(brain.doubts.contains { $0.contains("cut off") })
    // The tumour of the left thigh is no organ's.
    let tumor = map.grid.affine.voxel(at: SIMD3(60, -20, -790))
    let index = SIMD3(Int(tumor.x), Int(tumor.y), Int(tumor.z))
    #expect(!map.regions.values.contains { $0.contains(index) })
  }
}
