import CLinux
import FoundationEssentials
import Glibc

/// A folder of results that comes into being whole or not at all.
///
/// Files are written into a hidden folder beside the destination, brought to the disk, and moved
/// there by one rename; an earlier result is exchanged for the new one in the same instant. A program
/// killed at any moment leaves either the earlier state or the new one, and at most a hidden folder,
/// which the next run for the same destination removes.
public struct StagedFolder: Sendable {
  /// Where the result will be.
  public let destination: String
  /// Where its files are written until then.
  public let staging: String
  private let keepingEdits: Bool

  /// The file whose presence says that a folder is an earlier result, and may be replaced by one.
  private let marker: String

  /// The marker of an analysis.
  public static let analysisMarker = "analysis.json"

  /// Begins a result.
  ///
  /// - Parameters:
  ///   - destination: the folder to be; its parent has to exist. A folder that is there has to be
  ///     empty, or an earlier result.
  ///   - marker: the path inside a result whose presence says that it is one.
  ///   - keepingEdits: whether the new result keeps the edits of an earlier one; without that a
  ///     result with edits is not replaced.
  /// - Throws: ``OutputError`` when it can't be, or holds something else.
  public init(
    for destination: String,
    marker: String = StagedFolder.analysisMarker,
    keepingEdits: Bool = false
  ) throws {
    self.marker = marker
    let url = URL(filePath: destination).standardizedFileURL
    self.destination = url.path
    self.keepingEdits = keepingEdits
    let parent = url.deletingLastPathComponent().path
    var isFolder = false
    guard FileManager.default.fileExists(atPath: parent, isDirectory: &isFolder), isFolder
    else { throw OutputError.noParent(parent) }
    try Self.requireReplaceable(self.destination, marker: marker, keepingEdits: keepingEdits)

    let prefix = ".\(url.lastPathComponent).partial-"
    for name in try FileManager.default.contentsOfDirectory(atPath: parent)
    where name.hasPrefix(prefix) {
      // Left behind by a run that was killed; one that still runs keeps its own.
      if let owner = Int32(name.dropFirst(prefix.count)), kill(owner, 0) != 0, errno == ESRCH {
        try FileManager.default.removeItem(atPath: parent + "/" + name)
      }
    }
    staging = "\(parent)/\(prefix)\(getpid())"
    do {
      if FileManager.default.fileExists(atPath: staging) {
        try FileManager.default.removeItem(atPath: staging)
      }
      try FileManager.default.createDirectory(atPath: staging, withIntermediateDirectories: false)
    } catch {
      throw OutputError.notWritable(parent, "\(error)")
    }
  }

  /// The path to write a file of the result at.
  public func path(_ name: String) -> String { staging + "/" + name }

  /// Writes a file of the result.
  public func write(_ bytes: [UInt8], as name: String) throws {
    do {
      try Data(bytes).write(to: URL(filePath: path(name)))
    } catch {
      throw OutputError.notWritable(path(name), "\(error)")
    }
  }

  /// Takes a file of an earlier result over as it is, without copying it where that can be.
  ///
  /// - Parameters:
  ///   - name: the file.
  ///   - source: the folder that it lies in.
  ///   - folder: a folder in the result to put it in; nil for none.
  /// - Throws: ``OutputError/notWritable(_:_:)``.
  func keep(_ name: String, from source: String, in folder: String? = nil) throws {
    var target = path(name)
    if let folder {
      target = path("\(folder)/\(name)")
      try FileManager.default.createDirectory(
        atPath: path(folder),
        withIntermediateDirectories: true
      )
    }
    let original = "\(source)/\(name)"
    // Results are never written into once they are published, so two can share a file.
    guard unsafe link(original, target) != 0 else { return }
    do {
      try FileManager.default.copyItem(atPath: original, toPath: target)
    } catch {
      throw OutputError.notWritable(target, "\(error)")
    }
  }

  /// Puts the result in its place: by now all its files are on the disk.
  public func publish() throws {
    for name in try FileManager.default.subpathsOfDirectory(atPath: staging) {
      try Self.synchronize(path(name))
    }
    try Self.synchronize(staging)
    try Self.requireReplaceable(destination, marker: marker, keepingEdits: keepingEdits)
    if FileManager.default.fileExists(atPath: destination) {
      // There is no moment without a result.
      guard unsafe linux_exchange(staging, destination) == 0 else {
        throw OutputError.notWritable(destination, unsafe String(cString: strerror(errno)))
      }
      try FileManager.default.removeItem(atPath: staging)
    } else {
      guard unsafe rename(staging, destination) == 0 else {
        throw OutputError.notWritable(destination, unsafe String(cString: strerror(errno)))
      }
    }
    try Self.synchronize(URL(filePath: destination).deletingLastPathComponent().path)
  }

  /// Removes what was written so far: the work failed.
  public func discard() {
    do {
      try FileManager.default.removeItem(atPath: staging)
    } catch {
      // The next run for this destination removes it.
    }
  }

  private static func requireReplaceable(
    _ destination: String,
    marker: String,
    keepingEdits: Bool
  ) throws {
    guard FileManager.default.fileExists(atPath: destination) else { return }
    let content: [String]
    do {
      content = try FileManager.default.contentsOfDirectory(atPath: destination)
    } catch {
      throw OutputError.occupied(destination, marker: marker)
    }
    guard content.isEmpty || FileManager.default.fileExists(atPath: "\(destination)/\(marker)")
    else {
      throw OutputError.occupied(destination, marker: marker)
    }
    guard keepingEdits || !content.contains(EditedResult.log) else {
      throw OutputError.edited(destination)
    }
  }

  private static func synchronize(_ path: String) throws {
    let file = unsafe open(path, O_RDONLY)
    guard file >= 0 else {
      throw OutputError.notWritable(path, unsafe String(cString: strerror(errno)))
    }
    defer { close(file) }
    guard fsync(file) == 0 else {
      throw OutputError.notWritable(path, unsafe String(cString: strerror(errno)))
    }
  }
}

/// Why results can't be written.
public enum OutputError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The folder that the destination lies in isn't there.
  case noParent(String)
  /// The destination holds something that isn't a result.
  case occupied(String, marker: String)
  /// The destination is a result that persons edited.
  case edited(String)
  /// The system refused.
  case notWritable(String, String)

  /// What is wrong, and what the person can do.
  public var description: String {
    switch self {
    case .noParent(let path): "the folder \(path) does not exist; make it, or name another --out"
    case .occupied(let path, let marker):
      "\(path) exists and is not a result of Herald's (it has no \(marker)); "
        + "nothing was written: name another --out"
    case .edited(let path):
      "\(path) holds edits (\(EditedResult.log)), which a new result would lose; nothing was written: "
        + "name another --out"
    case .notWritable(let path, let reason): "\(path) can't be written: \(reason)"
    }
  }
}
