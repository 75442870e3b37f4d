import Glibc

/// The regular files below a folder, found in an order that doesn't depend on the file system.
///
/// Symbolic links are followed; a folder is entered once, however many paths lead to it, so loops
/// end. Pipes, sockets and devices are never opened.
struct FileListing {
  /// The files' paths: the folder's own files by name, then its folders' by name.
  private(set) var files: [String] = []
  /// What could not be listed, with the reason.
  private(set) var refused: [RefusedFile] = []
  /// Pipes, sockets, devices, and second paths to the same file.
  private(set) var ignoredCount = 0

  private struct Identity: Hashable {
    let device: UInt
    let inode: UInt
  }

  private enum Kind { case file, folder, other }

  private var visitedFolders: Set<Identity> = []
  private var visitedFiles: Set<Identity> = []

  /// The files of a folder, or a single file.
  ///
  /// - Throws: ``DICOMError/unreadableFile(path:reason:)`` when the path leads to neither.
  init(_ path: String) throws(DICOMError) {
    guard let (kind, identity) = Self.look(at: path) else {
      throw .unreadableFile(path: path, reason: Self.reason())
    }
    switch kind {
    case .file: files = [path]
    case .folder:
      visitedFolders.insert(identity)
      // A list of folders still to enter, not recursion: depth is the file system's to choose.
      var pending = [path]
      while let folder = pending.popLast() { pending += enter(folder).reversed() }
    case .other: throw .unreadableFile(path: path, reason: "neither a file nor a folder")
    }
  }

  /// Lists the files of a folder and answers its folders, both by name.
  private mutating func enter(_ folder: String) -> [String] {
    guard let names = entries(of: folder) else {
      refused.append(
        RefusedFile(path: folder, reason: "the folder can't be read: \(Self.reason())")
      )
      return []
    }
    var folders: [String] = []
    for name in names.sorted() {
      let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
      guard let (kind, identity) = Self.look(at: path) else {
        refused.append(RefusedFile(path: path, reason: Self.reason()))
        continue
      }
      switch kind {
      case .folder: if visitedFolders.insert(identity).inserted { folders.append(path) }
      case .file where visitedFiles.insert(identity).inserted: files.append(path)
      case .file, .other: ignoredCount += 1
      }
    }
    return folders
  }

  private mutating func entries(of folder: String) -> [String]? {
    guard let directory = unsafe opendir(folder) else { return nil }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard let name else {
        refused.append(
          RefusedFile(path: folder, reason: "a name in this folder is not UTF-8: rename the file")
        )
        continue
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// What a path leads to, links followed; nil where it leads nowhere.
  private static func look(at path: String) -> (Kind, Identity)? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    let identity = Identity(device: UInt(status.st_dev), inode: UInt(status.st_ino))
    switch status.st_mode & S_IFMT {
    case S_IFREG: return (.file, identity)
    case S_IFDIR: return (.folder, identity)
    default: return (.other, identity)
    }
  }

  private static func reason() -> String { unsafe String(cString: strerror(errno)) }
}
