public import Voxels

/// Why a NIfTI file can't be read or written.
public enum NIfTIError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file can't be opened.
  case cannotOpen(file: String, reason: String)
  /// The file can't be written.
  case cannotWrite(file: String, reason: String)
  /// The file isn't NIfTI-1.
  case notNIfTI(file: String, reason: String)
  /// The file is NIfTI, but of a kind that isn't read.
  case unsupported(file: String, reason: String)
  /// A header field holds a value that makes no sense.
  case invalidField(file: String, field: String, value: String)
  /// Neither the sform nor the qform says where the voxels lie.
  case noOrientation(file: String)
  /// The voxels don't make a grid.
  case invalidGrid(file: String, GridError)
  /// The file ends before the last voxel.
  case truncated(file: String, expectedBytes: Int, foundBytes: Int)
  /// The compressed stream is damaged.
  case damaged(file: String, reason: String)
  /// A voxel isn't a whole number from 0 to 65535, so the file isn't a label map.
  case notLabels(file: String, value: Float)
  /// A label outside 1...65535, or one given twice.
  case invalidLabel(Int)
  /// Two labels claim the same voxel; a label map holds one for each voxel.
  case overlap(Int, Int)
  /// A region lies on another grid than the label map's.
  case differentGrid(label: Int)

  /// What was found, and what to do about it.
  public var description: String {
    switch self {
    case .cannotOpen(let file, let reason): "\(file) can't be opened: \(reason)"
    case .cannotWrite(let file, let reason): "\(file) can't be written: \(reason)"
    case .notNIfTI(let file, let reason): "\(file) isn't a NIfTI-1 file: \(reason)"
    case .unsupported(let file, let reason):
      "\(file) can't be used: \(reason); convert it to one NIfTI-1 file with one 3D volume"
    case .invalidField(let file, let field, let value):
      "\(file): the header field \(field) is \(value), which makes no sense"
    case .noOrientation(let file):
      "\(file) doesn't say where its voxels lie (sform_code and qform_code are 0);"
        + " write it again with its affine"
    case .invalidGrid(let file, let error): "\(file): \(error)"
    case .truncated(let file, let expected, let found):
      "\(file) ends after \(found) of \(expected) bytes; copy it again"
    case .damaged(let file, let reason): "\(file) is damaged: \(reason); copy it again"
    case .notLabels(let file, let value):
      "\(file) isn't a label map: it holds the value \(value);"
        + " labels are whole numbers from 0 to 65535"
    case .invalidLabel(let label):
      "label \(label) can't be written: labels are 1 to 65535, each given once"
    case .overlap(let first, let second):
      "labels \(first) and \(second) share voxels; a label map holds one label for each voxel,"
        + " so write them to separate files or as DICOM SEG"
    case .differentGrid(let label): "label \(label) lies on another grid than the label map"
    }
  }
}
