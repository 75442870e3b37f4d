/// Why a DICOM object can't be read or written.
public enum DICOMError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file can't be opened, or is no DICOM file.
  case unreadableFile(path: String, reason: String)
  /// The file is larger, deeper or more numerous in parts than a reader may hold.
  case overLimit(path: String, reason: String)
  /// The pixel data's transfer syntax, or its layout, can't be decoded.
  case undecodablePixelData(path: String, reason: String)
  /// An attribute that has to be there is absent or empty.
  case missingAttribute(tag: Tag, keyword: String)
  /// An attribute's value isn't what it must be.
  case unreadableValue(tag: Tag, value: String, expected: String)
  /// The object is of another kind than the reader wants.
  case wrongObject(found: String, expected: String)
  /// The object contradicts itself or its source, so that no result could be trusted.
  case unusableObject(object: String, reason: String)
  /// The file can't be written.
  case unwritableFile(path: String, reason: String)

  /// What is wrong, with the values found.
  public var description: String {
    switch self {
    case .unreadableFile(let path, let reason): "\(path): not readable as DICOM: \(reason)"
    case .overLimit(let path, let reason): "\(path): refused: \(reason)"
    case .undecodablePixelData(let path, let reason): "\(path): pixel data not decoded: \(reason)"
    case .missingAttribute(let tag, let keyword): "\(keyword) \(tag) is missing"
    case .unreadableValue(let tag, let value, let expected):
      "\(tag) holds '\(value)', which is not \(expected)"
    case .wrongObject(let found, let expected): "this is \(found), not \(expected)"
    case .unusableObject(let object, let reason): "\(object): \(reason)"
    case .unwritableFile(let path, let reason): "\(path): not written: \(reason)"
    }
  }
}
