/// What a folder of DICOM files holds: its studies, and what could not be read.
public struct DICOMFolder: Sendable {
  /// The studies, by date, then by UID.
  public let studies: [Study]
  /// The files that should have been read but can't be, by path, each with the reason.
  public let refused: [RefusedFile]
  /// Files that repeat another one's instance with the same content; they were left out.
  public let repeated: [RepeatedFile]
  /// The number of files that aren't DICOM.
  public let ignoredFileCount: Int

  /// All series of all studies.
  public var series: [Series] { studies.flatMap(\.series) }
}

/// A file that can't be used, and why.
public struct RefusedFile: Hashable, Sendable, CustomStringConvertible {
  /// The file's path.
  public let path: String
  /// What was found, and what can be done.
  public let reason: String

  /// The path and the reason.
  public var description: String { "\(path): \(reason)" }
}

/// A file that holds the same instance as another, with the same content.
public struct RepeatedFile: Hashable, Sendable, CustomStringConvertible {
  /// The file that was left out.
  public let path: String
  /// The file that was kept.
  public let kept: String
  /// The SOP Instance UID of both.
  public let instance: String

  /// Which file repeats which.
  public var description: String { "\(path) repeats \(kept) (instance \(instance))" }
}

/// How far a scan has come.
public struct ScanProgress: Hashable, Sendable {
  /// The number of files looked at so far.
  public let filesDone: Int
  /// The number of files found.
  public let filesFound: Int
}
