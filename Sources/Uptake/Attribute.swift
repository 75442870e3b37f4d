import DICOM

/// An attribute with its keyword: what a certificate names.
struct Attribute: Equatable, Sendable {
  let tag: Tag
  let keyword: String

  init(_ group: UInt16, _ element: UInt16, _ keyword: String) {
    tag = Tag(group, element)
    self.keyword = keyword
  }

  /// A private attribute, at the block that its creator has in a data set.
  init(_ tag: Tag, _ keyword: String) {
    self.tag = tag
    self.keyword = keyword
  }
}

// The names are the keywords of DICOM PS3.6, table 6-1.
extension Attribute {
  static let imageType = Attribute(0x0008, 0x0008, "ImageType")
  static let sopClassUID = Attribute(0x0008, 0x0016, "SOPClassUID")
  static let seriesDate = Attribute(0x0008, 0x0021, "SeriesDate")
  static let acquisitionDate = Attribute(0x0008, 0x0022, "AcquisitionDate")
  static let acquisitionDateTime = Attribute(0x0008, 0x002A, "AcquisitionDateTime")
  static let seriesTime = Attribute(0x0008, 0x0031, "SeriesTime")
  static let acquisitionTime = Attribute(0x0008, 0x0032, "AcquisitionTime")
  static let modality = Attribute(0x0008, 0x0060, "Modality")
  static let manufacturer = Attribute(0x0008, 0x0070, "Manufacturer")
  static let timezoneOffset = Attribute(0x0008, 0x0201, "TimezoneOffsetFromUTC")
  static let patientSex = Attribute(0x0010, 0x0040, "PatientSex")
  static let patientSize = Attribute(0x0010, 0x1020, "PatientSize")
  static let patientWeight = Attribute(0x0010, 0x1030, "PatientWeight")
  static let sliceThickness = Attribute(0x0018, 0x0050, "SliceThickness")
  static let startTime = Attribute(0x0018, 0x1072, "RadiopharmaceuticalStartTime")
  static let totalDose = Attribute(0x0018, 0x1074, "RadionuclideTotalDose")
  static let halfLife = Attribute(0x0018, 0x1075, "RadionuclideHalfLife")
  static let startDateTime = Attribute(0x0018, 0x1078, "RadiopharmaceuticalStartDateTime")
  static let frameDuration = Attribute(0x0018, 0x1242, "ActualFrameDuration")
  static let frameAcquisitionDateTime = Attribute(0x0018, 0x9074, "FrameAcquisitionDateTime")
  static let frameReferenceDateTime = Attribute(0x0018, 0x9151, "FrameReferenceDateTime")
  static let frameAcquisitionDuration = Attribute(0x0018, 0x9220, "FrameAcquisitionDuration")
  static let decayCorrectionDateTime = Attribute(0x0018, 0x9701, "DecayCorrectionDateTime")
  static let decayCorrected = Attribute(0x0018, 0x9758, "DecayCorrected")
  static let attenuationCorrected = Attribute(0x0018, 0x9759, "AttenuationCorrected")
  static let seriesInstanceUID = Attribute(0x0020, 0x000E, "SeriesInstanceUID")
  static let pixelSpacing = Attribute(0x0028, 0x0030, "PixelSpacing")
  static let correctedImage = Attribute(0x0028, 0x0051, "CorrectedImage")
  static let rescaleIntercept = Attribute(0x0028, 0x1052, "RescaleIntercept")
  static let rescaleSlope = Attribute(0x0028, 0x1053, "RescaleSlope")
  static let rescaleType = Attribute(0x0028, 0x1054, "RescaleType")
  static let measurementUnits = Attribute(0x0040, 0x08EA, "MeasurementUnitsCodeSequence")
  static let realWorldValueMapping = Attribute(0x0040, 0x9096, "RealWorldValueMappingSequence")
  static let realWorldValueSlope = Attribute(0x0040, 0x9225, "RealWorldValueSlope")
  static let radiopharmaceuticals = Attribute(
    0x0054,
    0x0016,
    "RadiopharmaceuticalInformationSequence"
  )
  static let radionuclideCode = Attribute(0x0054, 0x0300, "RadionuclideCodeSequence")
  static let seriesType = Attribute(0x0054, 0x1000, "SeriesType")
  static let units = Attribute(0x0054, 0x1001, "Units")
  static let countsSource = Attribute(0x0054, 0x1002, "CountsSource")
  static let reprojectionMethod = Attribute(0x0054, 0x1004, "ReprojectionMethod")
  static let suvType = Attribute(0x0054, 0x1006, "SUVType")
  static let decayCorrection = Attribute(0x0054, 0x1102, "DecayCorrection")
  static let frameReferenceTime = Attribute(0x0054, 0x1300, "FrameReferenceTime")
  static let decayFactor = Attribute(0x0054, 0x1321, "DecayFactor")
  static let doseCalibrationFactor = Attribute(0x0054, 0x1322, "DoseCalibrationFactor")
}

extension DataSet {
  /// The values of an attribute as text without padding, empty ones left out; text bytes of an
  /// unknown VR (private attributes of implicit files) are read as text too.
  func texts(_ tag: Tag) -> [String] {
    switch self[tag]?.value {
    case .text(let values): return values.map(trimmed).filter { !$0.isEmpty }
    case .integers(let values): return values.map { "\($0)" }
    case .numbers(let values): return values.map { "\($0)" }
    case .bytes(let bytes):
      return String(decoding: bytes, as: UTF8.self).split(separator: "\\").map {
        trimmed(String($0))
      }.filter { !$0.isEmpty }
    case .items, .omitted, nil: return []
    }
  }

  /// The values of an attribute as they are shown in a certificate, "absent" where there are none.
  func shown(_ tag: Tag) -> String {
    let values = texts(tag)
    return values.isEmpty ? "absent" : values.joined(separator: "\\")
  }

  /// The first number of an attribute, or nil where it is absent or empty.
  ///
  /// - Throws: ``UptakeError`` with the code given, where there is a value but no finite number.
  func number(_ attribute: Attribute, code: UptakeError.Code) throws(UptakeError) -> Double? {
    guard let text = texts(attribute.tag).first else { return nil }
    guard text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }),
      let number = Double(text), number.isFinite
    else {
      throw UptakeError(
        code,
        attribute,
        found: text,
        reason: "this is no number",
        remedy: "correct the header, or enter the value with its reason"
      )
    }
    return number
  }
}
