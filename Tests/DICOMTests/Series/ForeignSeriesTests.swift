import Foundation
import TestSupport
import Testing
import Voxels

@testable import DICOM

/// Series that others made, and what others make of ours.
@Suite struct ForeignSeriesTests {
  private func scan(_ name: String) throws -> DICOMFolder {
    let folder = try #require(SharedData.folder)
    return try DICOMFolder.scan(folder.appendingPathComponent(name).path)
  }

  @Test(.enabled(if: SharedData.isPresent))
  func `a GE whole-body scan of 267 slices with uneven rounding is one volume`() throws {
    let folder = try scan("sts-001")
    #expect(folder.studies.count == 1)
    let pet = try #require(folder.series.first { $0.modality == "PT" })
    #expect(folder.series.count == 2)
    #expect(folder.series.contains { $0.modality == "RTSTRUCT" && $0.frames.isEmpty })
    let grid = try pet.grid()
    #expect(grid.size == SIMD3(128, 128, 267))
    #expect(grid.spacingMillimeters.x == 4.6875 && grid.spacingMillimeters.y == 4.6875)
    // The first and the last position, as in the files: 266 steps between them.
    #expect(abs(grid.spacingMillimeters.z - (881.3 - 11.479994) / 266) < 1e-9)
    #expect(grid.affine.origin.z == -881.3)
    let caveats = try pet.geometryCaveats()
    guard case .unevenSpacing(let smallest, let median, let largest, _) = caveats.first else {
      Issue.record("\(caveats)")
      return
    }
    #expect(caveats.count == 1)
    #expect(abs(smallest - 3.19) < 1e-3 && abs(median - 3.27) < 1e-3 && abs(largest - 3.29) < 1e-3)
  }

  @Test(
    .enabled(if: SharedData.isPresent),
    arguments: ["DRO_0_0", "DRO_2_3", "DRO_3_3", "DRO_4_1"]
  )
  func `an IBSI-SUV object is 20 slices of 4 mm`(_ name: String) throws {
    let folder = try scan("ibsi-suv/" + name)
    let pet = try #require(folder.series.first { $0.modality == "PT" })
    #expect(try pet.grid().size == SIMD3(256, 256, 20))
    #expect(try pet.grid().spacingMillimeters == SIMD3(4, 4, 4))
    #expect(try pet.geometryCaveats().isEmpty)
  }

  @Test(.enabled(if: SharedData.isPresent))
  func `two reconstructions of a phantom are two studies of 89 slices`() throws {
    let folder = try scan("nema-iq")
    #expect(folder.series.map(\.frames.count) == [89, 89])
    for series in folder.series {
      let grid = try series.grid()
      #expect(grid.size == SIMD3(192, 192, 89))
      #expect(abs(grid.spacingMillimeters.z - 2.78) < 1e-6)
      #expect(abs(grid.spacingMillimeters.x - 2.0833332538605) < 1e-12)
    }
  }

  @Test(.enabled(if: SharedData.isPresent))
  func `lone slices of larger series say so`() throws {
    let folder = try scan("breast-flt")
    #expect(folder.studies.count == 2)
    let found = try folder.series.map { try $0.geometryCaveats() }
    #expect(
      found.contains([
        .singleSlice(thicknessMillimeters: 5), .sliceCountDiffers(found: 1, declared: 324),
      ])
    )
    #expect(
      found.contains([
        .singleSlice(thicknessMillimeters: 3), .sliceCountDiffers(found: 1, declared: 111),
      ])
    )
  }

  @Test(.enabled(if: SharedData.isPresent))
  func `segmentations, reports and value maps are listed as series`() throws {
    let folder = try scan("sr-example")
    #expect(Set(folder.series.map(\.modality)) == ["SEG", "SR", "RWV"])
    #expect(folder.studies.count == 1)
    #expect(folder.series.allSatisfy { $0.frames.isEmpty && $0.instances.count == 1 })
  }

  @Test(.enabled(if: SharedData.isPresent), arguments: ["malformed", "dicom-variety"])
  func `each file of a bad folder is taken, refused by name or counted`(_ name: String) throws {
    let root = try #require(SharedData.folder).appendingPathComponent(name)
    let paths = try #require(FileManager.default.subpaths(atPath: root.path))
    // A DICOMDIR is neither: it is read for the names that it holds.
    let files = paths.filter {
      var isFolder: ObjCBool = false
      let path = root.appendingPathComponent($0).path
      return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        && !isFolder.boolValue && !$0.hasPrefix("DICOMDIR")
    }
    let folder = try DICOMFolder.scan(root.path)
    let named =
      folder.series.flatMap { $0.instances.map(\.path) } + folder.repeated.map(\.path)
      + folder.refused.map(\.path)
    #expect(Set(named).count == named.count)
    // Slices left out as copies are told by the series, by their UID.
    let leftOut = folder.series.reduce(0) { $0 + $1.caveats.count }
    #expect(named.count + leftOut + folder.ignoredFileCount == files.count)
    for series in folder.series {
      // Whatever a series holds, asking for its volume ends in an answer or an error.
      let scaling = [LinearScaling](
        repeating: LinearScaling(slope: 1, intercept: 0),
        count: series.frames.count
      )
      do throws(SeriesError) {
        let volume = try series.volume(of: Hounsfield.self, scaling: scaling)
        #expect(volume.values.count == volume.grid.voxelCount)
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
  }

  @Test(
    .enabled(if: PythonOracle.isPresent, "needs .build-oracles with SimpleITK"),
    arguments: 1...4 as ClosedRange<UInt64>
  )
  func `SimpleITK puts an oblique series where we do`(_ seed: UInt64) throws {
    var slices = Slices()
    slices.turn(seed: seed)
    try withTemporaryFolder { folder in
      for (k, set) in slices.images(value: { $0 * 1000 + $1 }).enumerated() {
        try DICOMFile.write(set, to: folder.appendingPathComponent("\(9 - k).dcm").path)
      }
      let series = try DICOMFolder.scan(folder.path).series[0]
      let volume = try series.volume(
        of: Hounsfield.self,
        scaling: try series.frames.map { try #require(try $0.rescale()) }
      )
      let lines = try PythonOracle.run(
        """
        import SimpleITK, sys
        reader = SimpleITK.ImageSeriesReader()
        reader.SetFileNames(reader.GetGDCMSeriesFileNames(sys.argv[1]))
        image = reader.Execute()
        print(*image.GetSize())
        for index in ((0, 0, 0), (3, 5, 4), (1, 2, 3)):
          print(*image.TransformIndexToPhysicalPoint(index), image[index])
        """,
        folder.path
      )
      #expect(lines[0] == "4 6 5")
      for (line, index) in zip(lines.dropFirst(), [SIMD3(0, 0, 0), SIMD3(3, 5, 4), SIMD3(1, 2, 3)])
      {
        let numbers = line.split(separator: " ").compactMap { Double($0) }
        let position = volume.grid.position(of: index)
        for axis in 0..<3 { #expect(abs(numbers[axis] - position[axis]) < 1e-3) }
        #expect(Double(volume[index]) == numbers[3])
      }
    }
  }
}
