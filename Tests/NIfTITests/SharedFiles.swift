import Foundation
import TestSupport
import Testing
import Voxels

@testable import NIfTI

/// Voxel counts and sums by nibabel 5.3: `int((image.get_fdata() != 0).sum())`, `image.get_fdata().sum()`.
@Suite(.enabled(if: SharedData.isPresent, "needs the shared test data"))
struct `Files that others made` {
  func path(_ name: String) throws -> String {
    try #require(SharedData.folder).appendingPathComponent(name).path
  }

  @Test func `IBSI 1 digital phantom`() throws {
    let folder = "ibsi-1/digital-phantom/nifti"
    let image = try NIfTIFile.read(path: path("\(folder)/image/phantom.nii.gz"))
    #expect(image.grid.size == SIMD3(5, 4, 4))
    #expect(image.grid.spacingMillimeters == SIMD3(2, 2, 2))
    let mask = try NIfTIFile.readLabels(path: path("\(folder)/mask/mask.nii.gz"))
    #expect(mask.map(\.label) == [1])
    #expect(mask[0].region.voxelCount == 74)
    // The consensus mean of the phantom, 2.15, is over the 74 voxels of its mask (IBSI 3.3.1).
    let sum = mask[0].region.runs.flatMap(\.offsets).reduce(0.0) { $0 + Double(image.values[$1]) }
    #expect(abs(sum / 74 - 2.15) < 0.005)
  }

  @Test func `IBSI 1 CT phantom`() throws {
    let folder = "ibsi-1/ct-phantom/nifti"
    let image = try NIfTIFile.read(path: path("\(folder)/image/phantom.nii.gz"))
    #expect(image.grid.size == SIMD3(204, 201, 60))
    #expect(image.values.count { $0 != 0 } == 2_455_632)
    let mask = try NIfTIFile.readLabels(path: path("\(folder)/mask/mask.nii.gz"))
    #expect(mask.map(\.region.voxelCount) == [125_256])
  }

  @Test func `IBSI SUV mask`() throws {
    let mask = try NIfTIFile.readLabels(path: path("ibsi-suv/DRO_2_0/mask/DRO_mask.nii.gz"))
    #expect(mask.map(\.label) == [1])
    #expect(mask[0].region.voxelCount == 203_202)
    #expect(mask[0].region.grid.size == SIMD3(256, 256, 20))
  }
}
