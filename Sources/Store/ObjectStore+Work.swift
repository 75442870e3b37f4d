import FoundationEssentials
import Glibc

extension ObjectStore {
  /// Does work on scans in a folder of its own beside the incoming files, so that what is read of people
  /// lies nowhere but in the trial; the folder goes with the work.
  ///
  /// Where the program is killed the folder stays, and the next work takes it away: a lock says that
  /// somebody is still at it.
  func withWorkFolder<Result>(_ work: (String) throws -> Result) throws -> Result {
    var random = SystemRandomNumberGenerator()
    let name = hexadecimal((0..<8).map { _ in UInt8.random(in: 0...255, using: &random) })
    let path = "\(incoming)/\(Self.workPrefix)\(name)"
    var lock: Int32 = -1
    defer { if lock >= 0 { close(lock) } }
    try whileLocked {
      try removeAbandonedWork()
      guard unsafe mkdir(path, 0o700) == 0 else { throw Self.failure(path, "can't be made") }
      lock = unsafe open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
      guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0 else {
        throw Self.failure(path, "can't be locked")
      }
    }
    let result = Swift.Result { try work(path) }
    // Locked: another thread that saw half of it gone would take it for abandoned.
    try whileLocked { try FileManager.default.removeItem(atPath: path) }
    return try result.get()
  }

  private static let workPrefix = "work-"

  /// Takes away the folders that nobody is at any more; while nobody else makes one.
  private func removeAbandonedWork() throws {
    for name in try contents().temporary where name.hasPrefix(Self.workPrefix) {
      let path = "\(incoming)/\(name)"
      let lock = unsafe open(path + "/lock", O_RDWR | O_CLOEXEC)
      defer { if lock >= 0 { close(lock) } }
      // Without a lock it was left before it had one.
      if lock < 0 || flock(lock, LOCK_EX | LOCK_NB) == 0 {
        try FileManager.default.removeItem(atPath: path)
      }
    }
  }
}
