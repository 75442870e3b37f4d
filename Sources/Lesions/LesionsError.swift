/// Why lesions can't be segmented or measured at all.
public enum LesionsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A method that works lesion by lesion was given no start: the method's text.
  case methodNeedsStart(String)
  /// A method that grows from seeds was given none: the method's text.
  case methodNeedsSeeds(String)
  /// A method rests on a reference region that is not there.
  case missingReference(ReferenceTissue)
  /// A setting is not a finite number of at least zero: its name, and the value.
  case badSetting(String, Double)
  /// A region lies on another grid than the volume: the region's name.
  case otherGrid(String)
  /// A threshold is not a finite number above zero: its name, and the value.
  case badThreshold(String, Double)
  /// A reference region reaches out of the image: its name.
  case referenceCutOff(String)
  /// A reference region holds voxels without a defined value: its name, and how many.
  case referenceUndefined(String, count: Int)
  /// A reference region has too few voxels for a mean and a SD: its name, and how many.
  case referenceTooSmall(String, voxels: Int)
  /// The sphere that SUVpeak is measured with can't be laid on the grid: why.
  case noPeakSphere(String)
  /// No reference region can be placed by itself: its name, and why.
  case referenceRefused(String, String)
  /// The PET shows no body to find organs in.
  case noBody
  /// A reference placement's size or axis makes no sense: its name, and the fault.
  case badPlacement(String, String)

  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .methodNeedsStart(let method):
      "\(method) works lesion by lesion: give seeds, or a threshold that preselects lesions"
    case .methodNeedsSeeds(let method): "\(method) grows from seeds: give at least one"
    case .missingReference(let tissue):
      "the method rests on the \(tissue.rawValue) reference region: place or import one"
    case .badSetting(let name, let value):
      "the \(name) has to be a finite number of at least zero, and is \(value)"
    case .otherGrid(let name):
      "'\(name)' lies on another grid than the volume: resample it onto the volume's grid"
    case .badThreshold(let name, let value):
      "the \(name) has to be a finite number above zero, and is \(value)"
    case .referenceCutOff(let name):
      "the \(name) reference region reaches out of the image: place it wholly inside"
    case .referenceUndefined(let name, let count):
      "the \(name) reference region holds \(count) voxels without a defined value: place it elsewhere"
    case .referenceTooSmall(let name, let voxels):
      "the \(name) reference region holds \(voxels) voxels: a mean and a SD need at least two"
    case .noPeakSphere(let reason): "SUVpeak can't be measured on this grid: \(reason)"
    case .referenceRefused(let name, let reason):
      "no \(name) reference region: \(reason); place one by hand, or choose another tissue"
    case .noBody:
      "the PET shows no uptake that could be a body: is it the attenuation-corrected one?"
    case .badPlacement(let name, let fault): "the \(name) reference region: \(fault)"
    }
  }
}
