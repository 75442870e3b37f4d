import DICOM
import Voxels

/// What all series of one simulated study share: the person, the day, the identifiers.
public struct SimulatedStudy: Sendable {
  /// The invented person.
  public var patient: SimulatedPatient
  /// When the study starts.
  public var start: Timestamp
  /// What is simulated, for people.
  public var description: String
  /// Where the identifiers come from.
  let uids: UIDSource
  /// Manufacturer's Model Name, where it isn't the scanner's usual one.
  public var modelName: String?
  /// Whether headers state their clock's distance from UTC, (0008,0201).
  public var statesUTCOffset = false

  /// A study whose identifiers a seed decides.
  ///
  /// - Parameters:
  ///   - patient: the invented person.
  ///   - start: when the study starts.
  ///   - description: what is simulated, for people.
  ///   - seed: decides the identifiers.
  public init(patient: SimulatedPatient, start: Timestamp, description: String, seed: UInt64) {
    self.patient = patient
    self.start = start
    self.description = description
    uids = UIDSource(seed: seed)
  }

  /// The attributes of patient, study, series, equipment and frame of reference.
  func header(
    modality: String,
    scanner: Scanner,
    seriesNumber: Int,
    seriesDescription: String,
    seriesTime: Timestamp
  ) -> DataSet {
    var header = DataSet()
    header.set(.specificCharacterSet, .CS, "ISO_IR 100")
    header.set(.studyDate, .DA, start.dateText)
    header.set(.seriesDate, .DA, seriesTime.dateText)
    header.set(.studyTime, .TM, start.timeText)
    header.set(.seriesTime, .TM, seriesTime.timeText)
    if statesUTCOffset { header.set(.timezoneOffsetFromUTC, .SH, seriesTime.offsetText) }
    header.set(.accessionNumber, .SH, "")
    header.set(.modality, .CS, modality)
    header.set(.manufacturer, .LO, scanner.manufacturer)
    header.set(.institutionName, .LO, "Simulated")
    header.set(.referringPhysicianName, .PN, "")
    header.set(.stationName, .SH, "SIMULATION")
    header.set(.studyDescription, .LO, description)
    header.set(.seriesDescription, .LO, seriesDescription)
    header.set(.manufacturerModelName, .LO, modelName ?? scanner.modelName)
    header.set(.patientName, .PN, patient.name)
    header.set(.patientID, .LO, patient.id)
    header.set(.patientBirthDate, .DA, patient.birthDate)
    header.set(.patientSex, .CS, patient.sex.rawValue)
    header.set(.qualityControlSubject, .CS, "YES")
    header.setDecimal(.patientSize, patient.sizeMeters)
    header.setDecimal(.patientWeight, patient.weightKilograms)
    header.set(.patientComments, .LT, "Simulated data; no person, no scanner")
    header.set(.bodyPartExamined, .CS, "WHOLEBODY")
    header.set(.deviceSerialNumber, .LO, "SIMULATED")
    header.set(.softwareVersions, .LO, "SIMULATED")
    header.set(.studyInstanceUID, .UI, uids.uid("study"))
    header.set(.seriesInstanceUID, .UI, uids.uid("series \(modality) \(seriesNumber)"))
    header.set(.studyID, .SH, "SIM")
    header.set(.seriesNumber, .IS, "\(seriesNumber)")
    header.set(.frameOfReferenceUID, .UI, uids.uid("frame of reference"))
    header.set(.positionReferenceIndicator, .LO, "")
    header.set(.burnedInAnnotation, .CS, "NO")
    header.set(.lossyImageCompression, .CS, "00")
    return header
  }

  /// The identifier of an instance of a series.
  func instanceUID(modality: String, seriesNumber: Int, instance: Int) -> String {
    uids.uid("instance \(modality) \(seriesNumber)", instance)
  }
}

extension DataSet {
  /// Sets text values that are in an array.
  mutating func setTexts(_ tag: Tag, _ vr: VR, _ values: [String]) {
    self[tag] = Element(vr, .text(values))
  }

  /// Sets a sequence of one coded concept.
  mutating func setCode(_ tag: Tag, _ code: Code) {
    set(tag, items: [DataSet(code: code)])
  }

  /// An item that holds a coded concept.
  init(code: Code) {
    self.init()
    set(.codeValue, .SH, code.value)
    set(.codingSchemeDesignator, .SH, code.scheme)
    set(.codeMeaning, .LO, code.meaning)
  }

  /// Takes an attribute out.
  mutating func remove(_ tag: Tag) { self[tag] = nil }

  /// The attributes of where a slice of a grid lies, as the Image Plane module has them.
  mutating func setPlane(of slice: Int, in grid: Grid) {
    setDecimals(.imagePositionPatient, grid.position(of: SIMD3(0, 0, slice)))
    setOrientation(of: grid)
    setPixelMeasures(of: grid)
  }

  /// The direction cosines of a grid's rows and columns.
  mutating func setOrientation(of grid: Grid) {
    let spacing = grid.spacingMillimeters
    let r = grid.affine.columnStep / spacing.x
    let c = grid.affine.rowStep / spacing.y
    setDecimal(.imageOrientationPatient, r.x, r.y, r.z, c.x, c.y, c.z)
  }

  /// The distances between pixels and between slices of a grid, in mm.
  mutating func setPixelMeasures(of grid: Grid) {
    let spacing = grid.spacingMillimeters
    setDecimal(.pixelSpacing, spacing.y, spacing.x)
    setDecimal(.sliceThickness, spacing.z)
  }

  mutating func setDecimals(_ tag: Tag, _ vector: SIMD3<Double>) {
    setDecimal(tag, vector.x, vector.y, vector.z)
  }

  /// The attributes of a matrix of 16-bit pixels, without the pixels.
  mutating func setPixelFormat(of grid: Grid, signed: Bool) {
    set(.samplesPerPixel, .US, 1)
    set(.photometricInterpretation, .CS, "MONOCHROME2")
    set(.rows, .US, grid.size.y)
    set(.columns, .US, grid.size.x)
    set(.bitsAllocated, .US, 16)
    set(.bitsStored, .US, 16)
    set(.highBit, .US, 15)
    set(.pixelRepresentation, .US, signed ? 1 : 0)
  }
}

/// Whole numbers as the bytes of 16-bit pixels, low byte first.
func pixelBytes(_ count: Int, _ number: (Int) -> Int) -> [UInt8] {
  var bytes = [UInt8](repeating: 0, count: 2 * count)
  for i in 0..<count {
    let bits = UInt16(truncatingIfNeeded: number(i))
    bytes[2 * i] = UInt8(truncatingIfNeeded: bits)
    bytes[2 * i + 1] = UInt8(bits >> 8)
  }
  return bytes
}
