import TestSupport

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

extension Slices {
  /// The slices as whole images of 16 bits, with a RescaleSlope of 2 and a RescaleIntercept of -1024,
  /// and decimal strings of at most 16 characters as files have them.
  func images(
    pixelRepresentation: Int = 1,
    value: (_ k: Int, _ voxel: Int) -> Int
  ) -> [DataSet] {
    (0..<count).map { k in
      var set = dataSet(k)
      describePixels(&set, pixelRepresentation)
      let p = position(k)
      set.setDecimal(.imagePositionPatient, p.x, p.y, p.z)
      set.setDecimal(
        .imageOrientationPatient,
        row.x,
        row.y,
        row.z,
        column.x,
        column.y,
        column.z
      )
      set.setDecimal(.rescaleSlope, 2)
      set.setDecimal(.rescaleIntercept, -1024)
      set[.pixelData] = Element(.OW, .bytes(bytes(k, value)))
      return set
    }
  }

  /// One multi-frame image of the slices, its frames in the given order; frame k has slope (k + 1) / 2.
  func multiFrame(order: [Int], value: (_ k: Int, _ voxel: Int) -> Int) -> DataSet {
    func group(_ sequence: DICOM.Tag, _ fill: (inout DataSet) -> Void) -> DataSet {
      var item = DataSet()
      fill(&item)
      var groups = DataSet()
      groups.set(sequence, items: [item])
      return groups
    }
    var set = dataSet(0)
    for tag: DICOM.Tag in [.imagePositionPatient, .imageOrientationPatient, .pixelSpacing] {
      set[tag] = nil
    }
    set.set(.sopClassUID, .UI, "1.2.840.10008.5.1.4.1.1.130")
    set.set(.numberOfFrames, .IS, "\(order.count)")
    describePixels(&set, 1)
    var shared = group(.planeOrientationSequence) {
      $0[.imageOrientationPatient] = dataSet(0)[.imageOrientationPatient]
    }
    shared[.pixelMeasuresSequence] =
      group(.pixelMeasuresSequence) {
        $0[.pixelSpacing] = dataSet(0)[.pixelSpacing]
      }[.pixelMeasuresSequence]
    set.set(.sharedFunctionalGroupsSequence, items: [shared])
    set.set(
      .perFrameFunctionalGroupsSequence,
      items: order.map { k in
        var own = group(.planePositionSequence) {
          $0[.imagePositionPatient] = dataSet(k)[.imagePositionPatient]
        }
        own[.pixelValueTransformationSequence] =
          group(.pixelValueTransformationSequence) {
            $0.setDecimal(.rescaleSlope, 0.5 * Double(k + 1))
            $0.setDecimal(.rescaleIntercept, 0)
          }[.pixelValueTransformationSequence]
        return own
      }
    )
    set[.pixelData] = Element(.OW, .bytes(order.flatMap { bytes($0, value) }))
    return set
  }

  /// Turns the stack by a random rotation.
  mutating func turn(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var q = SIMD4<Double>(repeating: 0)
    for n in 0..<4 { q[n] = Double.random(in: -1...1, using: &random) }
    q /= (q * q).sum().squareRoot()
    row = SIMD3(
      1 - 2 * (q.y * q.y + q.z * q.z),
      2 * (q.x * q.y + q.w * q.z),
      2 * (q.x * q.z - q.w * q.y)
    )
    column = SIMD3(
      2 * (q.x * q.y - q.w * q.z),
      1 - 2 * (q.x * q.x + q.z * q.z),
      2 * (q.y * q.z + q.w * q.x)
    )
    sliceStep = Double.random(in: 1...6, using: &random)
  }

  /// A frame of a header that no file has.
  static func frame(_ dataSet: DataSet) -> Frame {
    Frame(file: DICOMFile(path: "none", transferSyntaxUID: "", dataSet: dataSet))
  }

  private func describePixels(_ set: inout DataSet, _ pixelRepresentation: Int) {
    set.set(.samplesPerPixel, .US, 1)
    set.set(.photometricInterpretation, .CS, "MONOCHROME2")
    set.set(.bitsAllocated, .US, 16)
    set.set(.bitsStored, .US, 16)
    set.set(.highBit, .US, 15)
    set.set(.pixelRepresentation, .US, pixelRepresentation)
  }

  private func bytes(_ k: Int, _ value: (Int, Int) -> Int) -> [UInt8] {
    (0..<rows * columns).flatMap { voxel in
      let stored = UInt16(truncatingIfNeeded: value(k, voxel))
      return [UInt8(truncatingIfNeeded: stored), UInt8(stored >> 8)]
    }
  }
}
