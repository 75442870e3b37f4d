public import DICOM
public import NIfTI
public import Voxels

/// Why a phantom can't be made or written.
public enum PhantomError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The folder can't be made or written to.
  case unwritableFolder(path: String, reason: String)
  /// A DICOM file can't be written.
  case dicom(DICOMError)
  /// The label map can't be written.
  case labelMap(NIfTIError)
  /// The grid can't be made.
  case grid(GridError)

  /// What is wrong, and what can be done.
  public var description: String {
    switch self {
    case .unwritableFolder(let path, let reason):
      "\(path): not written: \(reason); give a folder that can be written to"
    case .dicom(let error): error.description
    case .labelMap(let error): error.description
    case .grid(let error): error.description
    }
  }
}
