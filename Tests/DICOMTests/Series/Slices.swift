@testable import DICOM

/// The headers of a made-up classic series: a stack of slices that a test bends to its purpose.
struct Slices {
  var modality = "PT"
  var sopClassUID = "1.2.840.10008.5.1.4.1.1.128"
  var series = "1.2.3.4"
  var count = 5
  var rows = 6
  var columns = 4
  var rowSpacing = 2.0
  var columnSpacing = 3.0
  var sliceStep = 5.0
  var row = SIMD3<Double>(1, 0, 0)
  var column = SIMD3<Double>(0, 1, 0)
  var origin = SIMD3<Double>(-10, 20, -300)
  /// Sideways shift from one slice to the next, as of a tilted gantry.
  var shift = SIMD3<Double>(0, 0, 0)

  var normal: SIMD3<Double> {
    SIMD3(
      row.y * column.z - row.z * column.y,
      row.z * column.x - row.x * column.z,
      row.x * column.y - row.y * column.x
    )
  }

  func position(_ k: Int) -> SIMD3<Double> {
    origin + normal * (sliceStep * Double(k)) + shift * Double(k)
  }

  /// The header of slice k, from zero.
  func dataSet(_ k: Int) -> DataSet {
    var set = DataSet()
    set.set(.sopClassUID, .UI, sopClassUID)
    set.set(.sopInstanceUID, .UI, "\(series).\(k + 1)")
    set.set(.studyInstanceUID, .UI, "1.2.3")
    set.set(.seriesInstanceUID, .UI, series)
    set.set(.frameOfReferenceUID, .UI, "1.2.9")
    set.set(.patientID, .LO, "P1")
    set.set(.modality, .CS, modality)
    set.set(.imageType, .CS, "ORIGINAL", "PRIMARY")
    set.set(.instanceNumber, .IS, "\(k + 1)")
    set.set(.rows, .US, rows)
    set.set(.columns, .US, columns)
    set.setDecimal(.pixelSpacing, rowSpacing, columnSpacing)
    // Written in full: the tests of geometry are about geometry, not about 16 characters.
    let p = position(k)
    set.set(.imagePositionPatient, .DS, "\(p.x)", "\(p.y)", "\(p.z)")
    set.set(
      .imageOrientationPatient,
      .DS,
      "\(row.x)",
      "\(row.y)",
      "\(row.z)",
      "\(column.x)",
      "\(column.y)",
      "\(column.z)"
    )
    return set
  }

  var dataSets: [DataSet] { (0..<count).map(dataSet) }
}

/// The series that headers make, as if each had been read from a file of its own.
func series(_ dataSets: [DataSet], samePixels: Bool = false) -> [Series] {
  let files = dataSets.enumerated().map { index, dataSet in
    DICOMFile(
      path: "file-\(index)",
      transferSyntaxUID: "1.2.840.10008.1.2.1",
      dataSet: dataSet
    )
  }
  return SeriesSplitter.series(of: files) { _, _ in samePixels }
}
