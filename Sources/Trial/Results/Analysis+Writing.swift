import DICOM
import NIfTI
import Voxels

extension Analysis {
  /// Writes the tables, the record, the uptake and the DICOM objects into a staged folder.
  ///
  /// Everything but the picture, which whoever draws it adds before the folder is published. Tables
  /// and record depend on the input, the request and the program's version alone, not on `moment`.
  ///
  /// - Parameters:
  ///   - folder: where to.
  ///   - moment: the moment that the DICOM objects state.
  /// - Throws: the refusal of whichever file can't be written.
  public func write(to folder: StagedFolder, at moment: Moment) throws {
    let lesionTable = LesionTable(self)
    let patientTable = PatientTable(self)
    try folder.write(Array(lesionTable.csv.utf8), as: "lesions.csv")
    try folder.write(Array(patientTable.csv.utf8), as: "patient.csv")
    try folder.write(
      try AnalysisRecord(self, lesions: lesionTable, patient: patientTable).json(),
      as: StagedFolder.marker
    )
    try NIfTIFile.write(suv, to: folder.path("suv.nii.gz"), description: "SUVbw by Herald")
    let objects = try DerivedObjects(self, at: moment)
    if let segmentation = objects.segmentation {
      try DICOMFile.write(segmentation, to: folder.path("segmentation.dcm"))
    }
    try DICOMFile.write(objects.report, to: folder.path("report.dcm"))
    try DICOMFile.write(objects.realWorldValueMap, to: folder.path("rwvm.dcm"))
  }
}
