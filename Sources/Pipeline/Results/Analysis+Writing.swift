import DICOM
import NIfTI
import Voxels

extension Analysis {
  /// A picture of a result: the file's name, and what draws it as PNG.
  public typealias Picture = (name: String, draw: @Sendable () throws -> [UInt8])

  /// Writes the tables, the record, the uptake, the DICOM objects and the pictures into a staged
  /// folder.
  ///
  /// Tables and record depend on the input, the request and the program's version alone, not on
  /// `moment`. The files don't depend on each other, so they are made beside each other: compressing
  /// the uptake takes one core as long as all the rest takes another.
  ///
  /// - Parameters:
  ///   - folder: where to.
  ///   - moment: the moment that the DICOM objects state.
  ///   - keepsUptake: whether the folder holds the uptake already.
  ///   - heterogeneity: how unequal the lesions are.
  ///   - pictures: the pictures.
  /// - Throws: the refusal of whichever file can't be written; of several, the first one's here.
  public func write(
    to folder: StagedFolder,
    at moment: Moment,
    keepsUptake: Bool = false,
    heterogeneity: Heterogeneity,
    pictures: [Picture]
  ) throws {
    let parts: [@Sendable () throws -> Void] =
      [
        {
          if keepsUptake { return }
          try NIfTIFile.write(suv, to: folder.path("suv.nii.gz"), description: "SUVbw by Herald")
        },
        { try writeObjects(to: folder, at: moment) },
        { try writeTables(to: folder, heterogeneity) },
      ]
      + pictures.map { picture in
        { @Sendable in try folder.write(try picture.draw(), as: picture.name) }
      }
    let outcomes = concurrentMap(parts.count, threads: availableProcessors()) { part in
      Result { try parts[part]() }
    }
    for outcome in outcomes { try outcome.get() }
  }

  private func writeTables(to folder: StagedFolder, _ heterogeneity: Heterogeneity) throws {
    let lesionTable = LesionTable(self)
    let patientTable = PatientTable(self)
    let findingTable = request.findsLesions ? try FindingTable(self) : nil
    try folder.write(Array(lesionTable.csv.utf8), as: "lesions.csv")
    try folder.write(Array(patientTable.csv.utf8), as: "patient.csv")
    if let findingTable {
      try folder.write(Array(findingTable.csv.utf8), as: "findings.csv")
    }
    let table = HeterogeneityTable(heterogeneity, of: self)
    try folder.write(Array(table.text.utf8), as: "heterogeneity.csv")
    let record = try AnalysisRecord(
      self,
      lesions: lesionTable,
      patient: patientTable,
      findings: findingTable,
      heterogeneity: heterogeneity
    )
    try folder.write(try record.json(), as: StagedFolder.analysisMarker)
  }

  private func writeObjects(to folder: StagedFolder, at moment: Moment) throws {
    let objects = try DerivedObjects(self, at: moment)
    if let segmentation = objects.segmentation {
      try DICOMFile.write(segmentation, to: folder.path("segmentation.dcm"))
    }
    if let setAside = objects.setAside {
      try DICOMFile.write(setAside, to: folder.path("set-aside.dcm"))
    }
    try DICOMFile.write(objects.report, to: folder.path("report.dcm"))
    try DICOMFile.write(objects.realWorldValueMap, to: folder.path("rwvm.dcm"))
  }
}
