import Glibc

/// Bytes by their position, from a file or from memory.
struct Input {
  private let descriptor: Int32
  private let memory: [UInt8]
  private let path: String

  init(_ source: DICOMFile.Source, path: String) throws(DICOMError) {
    self.path = path
    switch source {
    case .memory(let bytes):
      descriptor = -1
      memory = bytes
    case .file(let file):
      memory = []
      descriptor = unsafe open(file, O_RDONLY | O_CLOEXEC)
      if descriptor < 0 {
        throw .unreadableFile(path: path, reason: unsafe String(cString: strerror(errno)))
      }
    }
  }

  func close() {
    if descriptor >= 0 { _ = Glibc.close(descriptor) }
  }

  /// The bytes of a range.
  func bytes(_ range: Range<Int>) throws(DICOMError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: range.count)
    try unsafe bytes.withUnsafeMutableBufferPointer { (buffer) throws(DICOMError) in
      try unsafe read(UnsafeMutableRawBufferPointer(buffer), at: range.lowerBound)
    }
    return bytes
  }

  /// Fills a buffer with the bytes from an offset on.
  func read(_ buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(DICOMError) {
    guard descriptor >= 0 else {
      guard offset >= 0, offset <= memory.count, buffer.count <= memory.count - offset else {
        throw .unreadableFile(path: path, reason: "ends within its pixel data")
      }
      unsafe buffer.copyBytes(from: memory[offset..<offset + buffer.count])
      return
    }
    var done = 0
    while done < buffer.count {
      let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
      let got = unsafe pread(descriptor, rest.baseAddress, rest.count, offset + done)
      if got < 0, errno == EINTR { continue }
      guard got > 0 else {
        throw .unreadableFile(
          path: path,
          reason: got == 0
            ? "became shorter since its header was read" : unsafe String(cString: strerror(errno))
        )
      }
      done += got
    }
  }
}
