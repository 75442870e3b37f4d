import Glibc

/// A file that is read from its beginning to its end, piece by piece.
final class WholeFile {
  /// The number of bytes, when it was opened.
  let byteCount: Int
  private let path: String
  private let descriptor: Int32
  private var piece = [UInt8](repeating: 0, count: 1 << 18)

  init(_ path: String) throws(DICOMError) {
    self.path = path
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure(path) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      close(descriptor)
      throw Self.failure(path)
    }
    byteCount = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// The next bytes; none at the end.
  func next() throws(DICOMError) -> ArraySlice<UInt8> {
    var done = 0
    while done < piece.count {
      let got = unsafe piece.withUnsafeMutableBytes { bytes in
        unsafe Glibc.read(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw Self.failure(path) }
      if got == 0 { break }
      done += got
    }
    return piece[..<done]
  }

  private static func failure(_ path: String) -> DICOMError {
    .unreadableFile(path: path, reason: unsafe String(cString: strerror(errno)))
  }
}
