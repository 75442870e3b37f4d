import CDeflate
import Glibc

/// A file read as a stream, compressed by gzip or not: zlib tells by its first bytes, and reads
/// files of several gzip members as one.
@safe struct CompressedSource: ~Copyable {
  let name: String
  /// The most bytes the file can hold: its size, or 1032 times that where it is compressed, which is
  /// the most that DEFLATE can shrink.
  let byteLimit: Int
  private let file: gzFile
  private var bytesRead = 0

  init(path: String) throws(NIfTIError) {
    name = path
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      throw .cannotOpen(file: path, reason: errorMessage())
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .cannotOpen(file: path, reason: "it isn't a file")
    }
    guard let file = unsafe gzopen(path, "rb") else {
      throw .cannotOpen(file: path, reason: errorMessage())
    }
    unsafe self.file = file
    unsafe gzbuffer(file, 1 << 18)
    let size = Int(status.st_size)
    byteLimit = unsafe gzdirect(file) == 1 ? size : size * 1032
  }

  deinit { unsafe gzclose_r(file) }

  /// Fills `bytes` with what comes next.
  ///
  /// - Throws: ``NIfTIError/truncated(file:expectedBytes:foundBytes:)`` where the file ends before.
  mutating func read(into bytes: UnsafeMutableRawBufferPointer) throws(NIfTIError) {
    var filled = 0
    while filled < bytes.count {
      let wanted = UInt32(min(bytes.count - filled, 1 << 30))
      let count = unsafe gzread(file, bytes.baseAddress.map { unsafe $0 + filled }, wanted)
      if count < 0 { throw failure(expecting: bytesRead + bytes.count) }
      if count == 0 {
        throw .truncated(
          file: name,
          expectedBytes: bytesRead + bytes.count,
          foundBytes: bytesRead + filled
        )
      }
      filled += Int(count)
    }
    bytesRead += filled
  }

  /// The next `count` bytes.
  mutating func read(_ count: Int) throws(NIfTIError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var failure: NIfTIError?
    unsafe bytes.withUnsafeMutableBytes {
      do throws(NIfTIError) { try unsafe read(into: $0) } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Passes over the next `count` bytes.
  mutating func skip(_ count: Int) throws(NIfTIError) {
    var left = count
    while left > 0 {
      let part = min(left, 1 << 16)
      _ = try read(part)
      left -= part
    }
  }

  /// Reads on to the end, so that the checksum of a compressed stream is held against it.
  mutating func finish() throws(NIfTIError) {
    guard unsafe gzdirect(file) == 0 else { return }
    var rest = [UInt8](repeating: 0, count: 1 << 16)
    var count: Int32
    repeat { count = unsafe gzread(file, &rest, UInt32(rest.count)) } while count > 0
    var code: Int32 = 0
    _ = unsafe gzerror(file, &code)
    if code != Z_OK { throw failure(expecting: bytesRead) }
  }

  private func failure(expecting expected: Int) -> NIfTIError {
    var code: Int32 = 0
    let message = unsafe gzerror(file, &code).map { unsafe String(cString: $0) } ?? ""
    // zlib's word for a stream that stops in the middle.
    if code == Z_BUF_ERROR {
      let found = unsafe Int(gztell(file))
      return found < expected
        ? .truncated(file: name, expectedBytes: expected, foundBytes: found)
        : .damaged(file: name, reason: "the end of the compressed stream is missing")
    }
    return .damaged(file: name, reason: message)
  }
}

/// What the system said about its last refusal.
func errorMessage() -> String { unsafe String(cString: strerror(errno)) }
