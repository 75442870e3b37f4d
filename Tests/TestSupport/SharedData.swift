public import Foundation

/// The folder of data that others made, beside the checkout; tests that need it are skipped where it
/// is absent.
public enum SharedData {
  /// The folder, or nil where it is absent.
  ///
  /// `HERALD_SHARED_DATA` names another place.
  public static let folder: URL? = {
    let environment = ProcessInfo.processInfo.environment["HERALD_SHARED_DATA"]
    let folder =
      environment.map { URL(fileURLWithPath: $0, isDirectory: true) }
      ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../shared/data").standardizedFileURL
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }()

  /// Whether the data is there: for `.enabled(if:)`.
  public static var isPresent: Bool { folder != nil }
}
