/// How the samples of an object's frames are held.
///
/// - Source: DICOM PS3.3 C.7.6.3.
public struct PixelDescription: Sendable, Hashable {
  /// The count of rows of a frame.
  public let rows: Int
  /// The count of columns of a frame.
  public let columns: Int
  /// The count of frames; 1 where the data set doesn't say.
  public let numberOfFrames: Int
  /// 1 for grey values, 3 for colour.
  public let samplesPerPixel: Int
  /// What the samples mean, such as MONOCHROME2.
  public let photometricInterpretation: String
  /// The bits of room that a sample has in native pixel data.
  public let bitsAllocated: Int
  /// The bits of a sample that carry its value.
  public let bitsStored: Int
  /// The place of the value's highest bit.
  public let highBit: Int
  /// Whether samples are whole numbers or floating-point.
  public let kind: Kind
  /// Whether native colour comes plane by plane instead of pixel by pixel.
  let isByPlane: Bool

  /// The kinds of samples.
  public enum Kind: Sendable, Hashable {
    /// Whole numbers from zero.
    case unsigned
    /// Whole numbers in two's complement.
    case signed
    /// Floating-point numbers of 32 or 64 bits (FloatPixelData, DoubleFloatPixelData).
    case floatingPoint
  }

  /// The count of samples of a frame.
  public var samplesPerFrame: Int { rows * columns * samplesPerPixel }

  /// Whether two of three colour samples are shared by pairs of pixels in native pixel data.
  var isSubsampled: Bool {
    samplesPerPixel == 3
      && ["YBR_FULL_422", "YBR_PARTIAL_422"].contains(photometricInterpretation)
  }

  /// The bits of a frame in native pixel data; frames of single bits follow each other without a
  /// gap.
  var bitsPerNativeFrame: Int {
    let samples = isSubsampled ? rows * columns * 2 : samplesPerFrame
    return samples * bitsAllocated
  }
}

extension PixelDescription {
  /// The description that a data set gives, held to what can be decoded.
  ///
  /// - Throws: ``DICOMError/missingAttribute(tag:keyword:)``, ``DICOMError/unreadableValue(tag:value:expected:)``
  ///   where a number isn't one that pixel data can have.
  init(_ dataSet: DataSet, pixelData tag: Tag) throws(DICOMError) {
    func number(_ tag: Tag, _ keyword: String, in range: ClosedRange<Int>) throws(DICOMError) -> Int
    {
      guard let value = try dataSet.integer(tag) else {
        throw .missingAttribute(tag: tag, keyword: keyword)
      }
      guard range.contains(value) else {
        throw .unreadableValue(
          tag: tag,
          value: "\(value)",
          expected: "a whole number from \(range.lowerBound) to \(range.upperBound) (\(keyword))"
        )
      }
      return value
    }
    rows = try number(.rows, "Rows", in: 1...65_535)
    columns = try number(.columns, "Columns", in: 1...65_535)
    numberOfFrames =
      try dataSet.integer(.numberOfFrames) == nil
      ? 1 : number(.numberOfFrames, "NumberOfFrames", in: 1...Int(Int32.max))
    samplesPerPixel = try number(.samplesPerPixel, "SamplesPerPixel", in: 1...3)
    guard samplesPerPixel != 2 else {
      throw .unreadableValue(tag: .samplesPerPixel, value: "2", expected: "1 or 3")
    }
    guard let interpretation = dataSet.string(.photometricInterpretation) else {
      throw .missingAttribute(
        tag: .photometricInterpretation,
        keyword: "PhotometricInterpretation"
      )
    }
    photometricInterpretation = interpretation
    isByPlane = samplesPerPixel > 1 ? try dataSet.integer(.planarConfiguration) == 1 : false
    bitsAllocated = try number(.bitsAllocated, "BitsAllocated", in: 1...64)

    let isFloat = tag != .pixelData
    let allowed = isFloat ? [tag == .floatPixelData ? 32 : 64] : [1, 8, 16, 32]
    guard allowed.contains(bitsAllocated) else {
      throw .unreadableValue(
        tag: .bitsAllocated,
        value: "\(bitsAllocated)",
        expected: "one of \(allowed.map(String.init).joined(separator: ", ")) (BitsAllocated)"
      )
    }
    if isFloat {
      kind = .floatingPoint
      bitsStored = bitsAllocated
      highBit = bitsAllocated - 1
      return
    }
    bitsStored = try number(.bitsStored, "BitsStored", in: 1...bitsAllocated)
    highBit =
      try dataSet.integer(.highBit) == nil
      ? bitsStored - 1 : number(.highBit, "HighBit", in: bitsStored - 1...bitsAllocated - 1)
    let isSigned = try number(.pixelRepresentation, "PixelRepresentation", in: 0...1) == 1
    kind = isSigned && bitsAllocated > 1 ? .signed : .unsigned
  }
}
