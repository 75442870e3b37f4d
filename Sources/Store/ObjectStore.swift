import CLinux
import Crypto
import FoundationEssentials
import Glibc

/// Files as they were received, named by the SHA-256 of their bytes, each held once.
///
/// A file is written under a temporary name, brought to the disk, and only then renamed: an object is
/// whole or it isn't there. Nothing is ever changed or taken away.
public struct ObjectStore: Sendable {
  /// The folder.
  public let folder: String

  var incoming: String { folder + "/incoming" }

  /// Makes the folders.
  func prepare() throws {
    try FileManager.default.createDirectory(atPath: incoming, withIntermediateDirectories: true)
  }

  /// Where an object lies.
  ///
  /// - Parameter sha256: its SHA-256, in hexadecimal.
  /// - Returns: the path.
  public func path(of sha256: String) -> String { "\(folder)/\(sha256.prefix(2))/\(sha256)" }

  /// An object's bytes.
  ///
  /// - Parameter sha256: its SHA-256, in hexadecimal.
  /// - Returns: the bytes, which were held against their SHA-256.
  /// - Throws: ``StoreError/damaged(path:reason:)`` where they aren't the ones that were stored.
  public func bytes(of sha256: String) throws -> [UInt8] {
    let path = path(of: sha256)
    guard FileManager.default.fileExists(atPath: path) else {
      throw StoreError.damaged(path: path, reason: "the object is missing")
    }
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    guard hexadecimal(SHA256.hash(data: bytes)) == sha256 else {
      throw StoreError.damaged(path: path, reason: "its bytes are not the ones that were stored")
    }
    return bytes
  }

  /// Takes bytes in.
  ///
  /// - Parameter bytes: the bytes.
  /// - Returns: their SHA-256, in hexadecimal; they are on the disk when this returns.
  /// - Throws: ``StoreError``.
  public func put(_ bytes: [UInt8]) throws -> String {
    let sha256 = hexadecimal(SHA256.hash(data: bytes))
    guard !holds(sha256, byteCount: bytes.count) else { return sha256 }
    try whileLocked {
      let temporary = incoming + "/bytes"
      let file = try create(temporary)
      defer { close(file) }
      try write(bytes, to: file, at: temporary)
      try settle([(temporary, sha256)])
    }
    return sha256
  }

  /// Takes files in.
  ///
  /// - Parameters:
  ///   - paths: the files.
  ///   - progress: called with the number of files taken in so far.
  /// - Returns: each file's SHA-256 and length, in the order of the paths; all of them are on the disk
  ///   when this returns.
  /// - Throws: ``StoreError``, or why a file can't be read; objects taken in before stay.
  public func put(
    files paths: [String],
    progress: (Int) -> Void = { _ in }
  ) throws -> [(sha256: String, byteCount: Int)] {
    var results: [(sha256: String, byteCount: Int)] = []
    try whileLocked {
      var waiting: [(temporary: String, sha256: String)] = []
      for path in paths {
        let known = try hash(of: path, copyingTo: nil)
        if holds(known.sha256, byteCount: known.byteCount) {
          results.append(known)
        } else {
          let temporary = "\(incoming)/\(waiting.count)"
          let copied = try hash(of: path, copyingTo: temporary)
          waiting.append((temporary, copied.sha256))
          results.append(copied)
        }
        if waiting.count == 256 {
          try settle(waiting)
          waiting = []
        }
        progress(results.count)
      }
      try settle(waiting)
    }
    return results
  }

  // MARK: What check and backup see

  /// The objects' names, and what else lies in the folder.
  func contents() throws -> (objects: [String], temporary: [String], strangers: [String]) {
    let files = FileManager.default
    guard files.fileExists(atPath: folder) else { return ([], [], []) }
    var (objects, temporary, strangers): ([String], [String], [String]) = ([], [], [])
    for name in try files.contentsOfDirectory(atPath: folder).sorted() {
      guard name.utf8.count == 2 || name == "incoming" else {
        strangers.append(name)
        continue
      }
      for file in try files.contentsOfDirectory(atPath: "\(folder)/\(name)").sorted() {
        if name == "incoming" {
          if file != "lock" { temporary.append(file) }
        } else if file.utf8.count == 64, file.hasPrefix(name) {
          objects.append(file)
        } else {
          strangers.append("\(name)/\(file)")
        }
      }
    }
    return (objects, temporary, strangers)
  }

  /// A file's SHA-256 and length; it is copied on the way where a place is given.
  func hash(of path: String, copyingTo copy: String?) throws -> (sha256: String, byteCount: Int) {
    let source = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard source >= 0 else { throw Self.failure(path, "can't be read") }
    defer { close(source) }
    let target = try copy.map(create)
    defer { if let target { close(target) } }
    var hasher = SHA256()
    var count = 0
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let read = unsafe buffer.withUnsafeMutableBytes {
        unsafe Glibc.read(source, $0.baseAddress, $0.count)
      }
      if read < 0, errno == EINTR { continue }
      guard read >= 0 else { throw Self.failure(path, "can't be read") }
      guard read > 0 else { break }
      hasher.update(data: buffer[..<read])
      if let target, let copy { try write(buffer[..<read], to: target, at: copy) }
      count += read
    }
    return (hexadecimal(hasher.finalize()), count)
  }

  // MARK: Writing

  private func holds(_ sha256: String, byteCount: Int) -> Bool {
    var status = stat()
    return unsafe stat(path(of: sha256), &status) == 0 && Int(status.st_size) == byteCount
  }

  /// Holds the lock on incoming files; a killed program loses it, and what it left is taken away.
  func whileLocked(_ work: () throws -> Void) throws {
    do { try prepare() } catch { throw StoreError.readOnly(path: folder) }
    let lock = unsafe open(incoming + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard lock >= 0 else { throw Self.failure(incoming + "/lock", "can't be made") }
    defer { close(lock) }
    while flock(lock, LOCK_EX) != 0 {
      guard errno == EINTR else { throw Self.failure(incoming + "/lock", "can't be locked") }
    }
    for left in try contents().temporary { unsafe unlink("\(incoming)/\(left)") }
    do {
      try work()
    } catch {
      for left in try contents().temporary { unsafe unlink("\(incoming)/\(left)") }
      throw error
    }
  }

  /// Brings files to the disk, gives them their names, and brings the names to the disk.
  private func settle(_ files: [(temporary: String, sha256: String)]) throws {
    guard !files.isEmpty else { return }
    try synchronize(incoming, wholeFileSystem: true)
    var folders: Set<String> = []
    for (temporary, sha256) in files {
      let target = path(of: sha256)
      let parent = String(target.dropLast(65))
      if unsafe mkdir(parent, 0o755) == 0 {
        folders.insert(folder)
      } else if errno != EEXIST {
        throw Self.failure(parent, "can't be made")
      }
      guard unsafe rename(temporary, target) == 0 else {
        throw Self.failure(target, "can't be written")
      }
      folders.insert(parent)
    }
    for folder in folders.sorted() { try synchronize(folder, wholeFileSystem: false) }
  }

  func synchronize(_ folder: String, wholeFileSystem: Bool) throws {
    let file = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard file >= 0 else { throw Self.failure(folder, "can't be opened") }
    defer { close(file) }
    guard (wholeFileSystem ? linux_synchronize(file) : fsync(file)) == 0 else {
      throw Self.failure(folder, "can't be brought to the disk")
    }
  }

  private func create(_ path: String) throws -> Int32 {
    let file = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o444)
    guard file >= 0 else { throw Self.failure(path, "can't be written") }
    return file
  }

  private func write(_ bytes: some RandomAccessCollection<UInt8>, to file: Int32, at path: String)
    throws
  {
    let bytes = Array(bytes)
    var done = 0
    while done < bytes.count {
      let written = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.write(file, $0.baseAddress?.advanced(by: done), $0.count - done)
      }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw Self.failure(path, "can't be written") }
      done += written
    }
  }

  static func failure(_ path: String, _ what: String) -> StoreError {
    switch errno {
    case ENOSPC, EDQUOT, EFBIG: .diskFull(path: path)
    case EROFS: .readOnly(path: path)
    case EACCES where what != "can't be read", EPERM where what != "can't be read":
      .readOnly(path: path)
    default: .unusable(path: path, reason: "\(what): \(unsafe String(cString: strerror(errno)))")
    }
  }
}
