/// A DICOM file: its meta information and data set.
public struct DICOMFile: Sendable {
  /// The path it was read from.
  public let path: String
  /// The transfer syntax of the file.
  public let transferSyntaxUID: String
  /// The attributes; values above the reader's limit are ``Element/Value/omitted(byteCount:)``.
  public let dataSet: DataSet
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
