import DICOM
import NIfTI
import Uptake
import Voxels

/// The generated study: its DICOM, and the same volumes as NIfTI for work that begins with voxels.
struct Input {
  let study: String

  /// The PET series as SUV: headers, certificate, voxels.
  func suvFromDICOM() throws -> Volume<SUVbw> {
    let series = try self.series("PT400")
    let certificate = try SUVCertificate(
      of: series.certificateHeaders,
      settings: SUVSettings(policy: .lenient, longestUptakeSeconds: nil)
    )
    return try series.volume(
      of: SUVbw.self,
      scaling: series.frameOrder(of: certificate.scaling)
    )
  }

  /// The CT series in Hounsfield units.
  func hounsfieldFromDICOM() throws -> Volume<Hounsfield> {
    try series("CT512").hounsfieldVolume()
  }

  /// The only series of a folder.
  func series(_ folder: String) throws -> Series {
    let found = try DICOMFolder.scan("\(study)/\(folder)").series
    guard found.count == 1 else {
      throw UsageError("\(study)/\(folder) holds \(found.count) series, not one")
    }
    return found[0]
  }

  /// A volume of the study as NIfTI holds it.
  func volume<Unit: VoxelUnit>(_ name: String, of unit: Unit.Type) throws -> Volume<Unit> {
    let file = try NIfTIFile.read(path: "\(study)/nii/\(name).nii")
    return Volume(grid: file.grid, values: file.values)
  }

  /// The true extent of each of the 30 lesions.
  func lesions() throws -> [Region] { try regions("PT400_lesions") }

  /// The regions of a label map.
  func regions(_ name: String) throws -> [Region] {
    try NIfTIFile.readLabels(path: "\(study)/nii/\(name).nii").map(\.region)
  }
}
