/// A DICOM file: its meta information and data set.
public struct DICOMFile: Sendable {
  /// The path it was read from, or the name that was given to bytes in memory.
  public let path: String
  /// The transfer syntax that the file names; empty where it names none.
  public let transferSyntaxUID: String
  /// The class of the object that the file says it stores; empty where it says none.
  ///
  /// A DICOMDIR is told by it.
  public let mediaStorageSOPClassUID: String
  /// Whether "DICM" follows a preamble, as a file of DICOM's own format has it.
  let hasPrefix: Bool
  /// The attributes; values above the reader's limit are ``Element/Value/omitted(byteCount:)``.
  public let dataSet: DataSet

  /// Where the pixel data lies; nil in objects without pixels.
  package let pixelData: PixelDataLocation?
  /// What ``PixelDataLocation/offset`` points into.
  let source: Source

  /// Where the bytes of a file are.
  enum Source: Sendable {
    case file(String)
    case memory([UInt8])
  }
}

extension DICOMFile {
  /// A header without pixels, of a data set that was made here.
  package init(path: String, transferSyntaxUID: String, dataSet: DataSet) {
    self.init(
      path: path,
      transferSyntaxUID: transferSyntaxUID,
      mediaStorageSOPClassUID: dataSet.string(.sopClassUID) ?? "",
      hasPrefix: true,
      dataSet: dataSet,
      pixelData: nil,
      source: .file(path)
    )
  }
}

/// Where a file's pixel data lies, so that it can be read without reading the rest again.
package struct PixelDataLocation: Sendable, Equatable {
  /// Pixel data, or one of its floating-point kin.
  package let tag: Tag
  /// The value representation that the file gives; OW where it gives none.
  package let vr: String
  /// The first byte's position.
  package let offset: Int
  /// The count of bytes that are there; of encapsulated pixel data up to the file's end.
  package let byteCount: Int
  /// The count of bytes that the file announces: more than are there in a truncated file.
  package let declaredByteCount: Int
  /// Whether it is made of fragments.
  package let isEncapsulated: Bool
  /// Whether native samples are big-endian.
  package let isBigEndian: Bool
}

/// The transfer syntaxes that Herald writes.
public enum TransferSyntax: String, Sendable, CaseIterable {
  case implicitVRLittleEndian = "1.2.840.10008.1.2"
  case explicitVRLittleEndian = "1.2.840.10008.1.2.1"
  case explicitVRBigEndian = "1.2.840.10008.1.2.2"
  case deflatedExplicitVRLittleEndian = "1.2.840.10008.1.2.1.99"
  case rleLossless = "1.2.840.10008.1.2.5"
  case jpegLossless = "1.2.840.10008.1.2.4.70"
  case jpegLSLossless = "1.2.840.10008.1.2.4.80"
}
