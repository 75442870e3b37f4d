import Voxels

/// Frames that belong together: one geometry, one kind of image, one moment.
///
/// One SeriesInstanceUID of a folder can give several: what was split and why is ``part``.
public struct Series: Sendable {
  /// The series' files: of an image in the order of the frames, of other objects by instance number.
  public let instances: [DICOMFile]
  /// The planes, sorted along their normal; empty for objects that aren't image stacks.
  public let frames: [Frame]
  /// Which part of its SeriesInstanceUID this is; nil where it was not split.
  public let part: Part?
  /// What was noticed when the series was put together.
  public let caveats: [GeometryCaveat]

  /// One of the parts that a SeriesInstanceUID was split into.
  public struct Part: Hashable, Sendable, CustomStringConvertible {
    /// The part's number, from 1.
    public let number: Int
    /// How many parts there are.
    public let count: Int
    /// The attributes by which it differs from the other parts, with its values.
    public let reasons: [String]

    /// The part's number and what sets it apart.
    public var description: String {
      "part \(number) of \(count): \(reasons.joined(separator: ", "))"
    }
  }

  /// A series of instances, at least one.
  init(
    instances: [DICOMFile],
    frames: [Frame],
    part: Part? = nil,
    caveats: [GeometryCaveat] = []
  ) {
    precondition(!instances.isEmpty, "a series has an instance")
    self.instances = instances
    self.frames = frames
    self.part = part
    self.caveats = caveats
  }

  /// The attributes of the first instance.
  public var dataSet: DataSet { instances[0].dataSet }
  /// SeriesInstanceUID (0020,000E).
  public var seriesInstanceUID: String { dataSet.string(.seriesInstanceUID) ?? "" }
  /// StudyInstanceUID (0020,000D).
  public var studyInstanceUID: String { dataSet.string(.studyInstanceUID) ?? "" }
  /// SOPClassUID (0008,0016).
  public var sopClassUID: String { dataSet.string(.sopClassUID) ?? "" }
  /// Modality (0008,0060), empty where absent.
  public var modality: String { dataSet.string(.modality) ?? "" }
  /// SeriesDescription (0008,103E), or nil where absent.
  public var seriesDescription: String? { dataSet.string(.seriesDescription) }
  /// SeriesNumber (0020,0011) as it is written, or nil where absent.
  public var seriesNumber: String? { dataSet.string(.seriesNumber) }
  /// FrameOfReferenceUID (0020,0052), or nil where absent.
  public var frameOfReferenceUID: String? { dataSet.string(.frameOfReferenceUID) }
  /// ImageType (0008,0008), or FrameType of a multi-frame image.
  public var imageType: [String] { frames.first?.imageType ?? dataSet.strings(.imageType) }

  /// The series in one line for a person: number, description, modality, size, part.
  public var label: String {
    let number = seriesNumber.map { "\($0) " } ?? ""
    let size = frames.isEmpty ? "" : ", \(frames.count) frames"
    let text =
      "\(number)\(seriesDescription ?? "without description") "
      + "(\(modality.isEmpty ? "no modality" : modality)\(size))"
    return part.map { "\(text), \($0)" } ?? text
  }
}
