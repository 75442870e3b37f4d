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
  /// A table that ships with the program can't be read.
  case unreadableData(file: String, reason: String)
  /// No biodistribution is known for a tracer.
  case unknownTracer(String, known: [String])
  /// A visit's name says no time.
  case unknownVisit(String)
  /// A cohort has no participants, no visits or no tracers.
  case emptyCohort

  /// What is wrong, and what can be done.
  public var description: String {
    switch self {
    case .unwritableFolder(let path, let reason):
      "\(path): not written: \(reason); give a folder that can be written to"
    case .dicom(let error): error.description
    case .labelMap(let error): error.description
    case .grid(let error): error.description
    case .unreadableData(let file, let reason): "\(file) of this program can't be read: \(reason)"
    case .unknownTracer(let name, let known):
      "no biodistribution is known for \(name); simulate one of \(known.joined(separator: ", "))"
    case .unknownVisit(let name):
      "the visit \(name) says no time; write baseline, week-8 or day-3"
    case .emptyCohort: "a cohort needs a participant, a visit and a tracer at least"
    }
  }
}
