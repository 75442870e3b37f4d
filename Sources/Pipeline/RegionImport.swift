import DICOM
import FoundationEssentials
package import Lesions
import NIfTI
package import Voxels

/// A region that somebody drew, on the PET's grid.
package struct ImportedRegion: Sendable {
  package let label: String
  package let region: Region
  package let site: AnatomicalSite?
  package let category: LesionCategory
  package let doubts: [String]
}

/// The regions of a file: DICOM SEG or RTSTRUCT by their content, NIfTI by its name.
///
/// Each segment, ROI or label is one region, in the file's order, its voxels unchanged.
package struct RegionImport {
  package let regions: [ImportedRegion]
  /// What kind of file it was, for the `method` column.
  package let origin: String

  /// Reads a file's regions.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - grid: the image's grid.
  ///   - frameOfReferenceUID: the image's frame of reference; nil where it has none, as NIfTI doesn't.
  /// - Throws: ``AnalysisError/unusableRegions(path:reason:)``, or what reading the file throws.
  package init(path: String, grid: Grid, frameOfReferenceUID: String?) throws {
    if path.hasSuffix(".nii") || path.hasSuffix(".nii.gz") {
      origin = "NIfTI label map"
      regions = try Self.labels(path, grid)
      return
    }
    let file = try DICOMFile.read(path: path)
    guard let frameOfReferenceUID else {
      throw AnalysisError.unusableRegions(
        path: path,
        reason: "the image has no frame of reference, so that nothing says where DICOM's regions "
          + "lie in it: give a NIfTI label map, or the image as DICOM"
      )
    }
    switch file.dataSet.string(.modality) {
    case "SEG":
      origin = "DICOM SEG"
      regions = try Self.segments(file, grid, frameOfReferenceUID)
    case "RTSTRUCT":
      origin = "DICOM RTSTRUCT"
      regions = try Self.structures(file.dataSet, grid, frameOfReferenceUID)
    case let modality:
      throw AnalysisError.unusableRegions(
        path: path,
        reason: "a DICOM file of modality '\(modality ?? "")' holds no regions; "
          + "give a SEG, an RTSTRUCT or a NIfTI label map"
      )
    }
  }

  private static func segments(
    _ file: DICOMFile,
    _ grid: Grid,
    _ frameOfReferenceUID: String
  ) throws -> [ImportedRegion] {
    let found = try SegmentationReader.segmentation(in: file)
      .mapped(onto: grid, frameOfReferenceUID: frameOfReferenceUID)
    return found.segments.map { segment in
      ImportedRegion(
        label: segment.label,
        region: segment.region,
        site: segment.site.map {
          AnatomicalSite(code: $0.region.value, meaning: $0.region.meaning)
        },
        category: .lesion,
        doubts: found.caveats.map(\.description)
      )
    }
  }

  private static func structures(
    _ dataSet: DataSet,
    _ grid: Grid,
    _ frameOfReferenceUID: String
  ) throws -> [ImportedRegion] {
    try StructureSet(dataSet).rois.map { roi in
      let drawing = try roi.drawn(on: grid, frameOfReferenceUID: frameOfReferenceUID)
      return ImportedRegion(
        label: roi.name,
        region: drawing.region,
        site: nil,
        category: .lesion,
        doubts: drawing.caveats.map(\.description)
      )
    }
  }

  private static func labels(_ path: String, _ grid: Grid) throws -> [ImportedRegion] {
    try NIfTIFile.readLabels(path: path).map { label, region in
      let mapped = region.mapped(onto: grid)
      var doubts: [String] = []
      if !mapped.isExact { doubts.append("drawn on another grid: nearest voxels were taken") }
      if mapped.lostVoxelCount > 0 {
        doubts.append("\(mapped.lostVoxelCount) voxels lie outside the image")
      }
      return ImportedRegion(
        label: "\(label)",
        region: mapped.region,
        site: nil,
        category: .lesion,
        doubts: doubts
      )
    }
  }
}
