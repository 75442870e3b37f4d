import DICOM
import Voxels
import Statistics

/// A simulated CT series in the frame of reference of its study's PET.
struct CTSeries: Sendable {
  var study: SimulatedStudy
  var scanner: Scanner
  var grid: Grid
  var start: Timestamp
  var seriesNumber = 1
  /// The standard deviation of a voxel, in HU.
  var noiseHounsfield = 12.0

  /// The tube current, in mA.
  var tubeCurrent = 40
  /// Convolution Kernel (0018,1210).
  var kernel = "SIMULATED"
  /// What the series is, for people.
  var seriesDescription = "CT AC (simulated)"

  /// The instance of one slice (CT Image Storage), with noise.
  ///
  /// - Parameters:
  ///   - slice: the slice.
  ///   - hounsfield: the true CT numbers of the slice's voxels.
  ///   - seed: decides the noise.
  /// - Returns: the data set, with pixels: CT number plus noise, in steps of 1 HU.
  func dataSet(ofSlice slice: Int, hounsfield: ArraySlice<Float>, seed: UInt64) -> DataSet {
    var numbers = RandomNumbers(seed: seed, stream: UInt64(slice))
    let noise = Float(noiseHounsfield)
    return dataSet(
      ofSlice: slice,
      hounsfield: hounsfield.map { $0 + noise * numbers.nearlyNormal() }
    )
  }

  /// The instance of one slice (CT Image Storage).
  ///
  /// - Parameters:
  ///   - slice: the slice.
  ///   - hounsfield: the CT numbers of the slice's voxels.
  /// - Returns: the data set, with pixels in steps of 1 HU, -1024...3071.
  func dataSet(ofSlice slice: Int, hounsfield: [Float]) -> DataSet {
    var instance = header(ofSlice: slice)
    let pixels = pixelBytes(hounsfield.count) { i in
      Int((min(3071, max(-1024, hounsfield[i])) + 1024).rounded())
    }
    instance[.pixelData] = Element(.OW, .bytes(pixels))
    return instance
  }

  private func header(ofSlice slice: Int) -> DataSet {
    var header = study.header(
      modality: "CT",
      scanner: scanner,
      seriesNumber: seriesNumber,
      seriesDescription: seriesDescription,
      seriesTime: start
    )
    let instance = slice + 1
    header.set(.imageType, .CS, "ORIGINAL", "PRIMARY", "AXIAL")
    header.set(.sopClassUID, .UI, "1.2.840.10008.5.1.4.1.1.2")
    header.set(
      .sopInstanceUID,
      .UI,
      study.instanceUID(modality: "CT", seriesNumber: seriesNumber, instance: instance)
    )
    header.set(.instanceNumber, .IS, "\(instance)")
    header.set(.acquisitionNumber, .IS, "1")
    header.set(.acquisitionDate, .DA, start.dateText)
    header.set(.acquisitionTime, .TM, start.timeText)
    header.set(.contentDate, .DA, start.dateText)
    header.set(.contentTime, .TM, start.timeText)
    header.setPlane(of: slice, in: grid)
    header.set(.patientPosition, .CS, "HFS")
    header.setPixelFormat(of: grid, signed: false)
    header.setDecimal(.rescaleIntercept, -1024)
    header.setDecimal(.rescaleSlope, 1)
    header.set(.rescaleType, .LO, "HU")
    header.setDecimal(.kvp, 120)
    header.set(.xRayTubeCurrent, .IS, "\(tubeCurrent)")
    header.set(.convolutionKernel, .SH, kernel)
    return header
  }
}
