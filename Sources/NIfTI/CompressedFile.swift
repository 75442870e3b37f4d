import CDeflate
import CLinux
import Glibc

/// Writes a whole file under a temporary name and renames it at the end, so that a file of the final
/// name is always whole.
///
/// - Parameters:
///   - path: the final name; the data is compressed by gzip when it ends in `.gz`.
///   - head: the first bytes, fewer than 65536.
///   - data: the bytes that follow.
/// - Throws: ``NIfTIError/cannotWrite(file:reason:)``; nothing is left behind then.
func writeFile(
  _ path: String,
  head: [UInt8],
  data: RawSpan
) throws(NIfTIError) {
  let temporary = "\(path).part\(getpid())"
  guard let file = unsafe fopen(temporary, "wb") else {
    throw .cannotWrite(file: path, reason: errorMessage())
  }
  var written: Bool
  if path.hasSuffix(".gz") {
    written = unsafe data.withUnsafeBytes { unsafe writeCompressed(file, head: head, data: $0) }
  } else {
    written = unsafe write(file, head.span.bytes) && write(file, data)
  }
  // Both are called whatever happened before: a full disk may show only here.
  written = unsafe fclose(file) == 0 && written
  guard written, move(temporary, to: path) else {
    let reason = errorMessage()
    unsafe unlink(temporary)
    throw .cannotWrite(file: path, reason: reason)
  }
}

/// Gives a finished file its name.
///
/// Where an earlier file has it, that is exchanged for the new one in one instant and then removed: an
/// exchange, because a rename onto a file waits until the new one is on its way to the disk
/// (ext4's auto_da_alloc), which takes as long as writing it. A program that is killed leaves the
/// earlier file or the new one, either whole; what is left when the power fails is not promised.
func move(_ temporary: String, to path: String) -> Bool {
  var status = stat()
  if unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
    unsafe linux_exchange(temporary, path) == 0
  {
    return unsafe unlink(temporary) == 0
  }
  return unsafe rename(temporary, path) == 0
}

private func write(_ file: UnsafeMutablePointer<FILE>, _ bytes: RawSpan) -> Bool {
  unsafe bytes.withUnsafeBytes { unsafe fwrite($0.baseAddress, 1, $0.count, file) == $0.count }
}

/// Writes one gzip member without a time or a name, so that equal data gives equal bytes.
///
/// The head goes as it is, in a stored block. A stored block ends on a whole byte, so what
/// libdeflate makes of the data follows it as the next block of the same stream, without a copy of
/// the data. One member rather than several: readers in browsers stop after the first.
///
/// - Source: RFC 1951 3.2.4 (stored blocks), RFC 1952 2.3 (gzip member).
private func writeCompressed(
  _ file: UnsafeMutablePointer<FILE>,
  head: [UInt8],
  data: UnsafeRawBufferPointer
) -> Bool {
  precondition(head.count < 1 << 16, "a stored block is smaller than 64 KiB")
  // Level 1: floats barely shrink further at the higher levels, and take twice the time.
  guard let compressor = unsafe libdeflate_alloc_compressor(1) else { return false }
  defer { unsafe libdeflate_free_compressor(compressor) }
  let bound = unsafe libdeflate_deflate_compress_bound(compressor, data.count)
  // The system gives memory to this buffer only as far as it is filled.
  guard let buffer = unsafe malloc(bound) else { return false }
  defer { unsafe free(buffer) }
  let count = unsafe libdeflate_deflate_compress(
    compressor,
    data.baseAddress,
    data.count,
    buffer,
    bound
  )
  guard count > 0 else { return false }
  let checksum = unsafe libdeflate_crc32(
    libdeflate_crc32(0, head, head.count),
    data.baseAddress,
    data.count
  )
  let magic: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
  let stored = [0] + littleEndian(UInt16(head.count)) + littleEndian(~UInt16(head.count)) + head
  let total = UInt32(truncatingIfNeeded: head.count + data.count)
  let trailer = littleEndian(checksum) + littleEndian(total)
  return unsafe write(file, (magic + stored).span.bytes)
    && write(file, UnsafeRawBufferPointer(start: buffer, count: count).bytes)
    && write(file, trailer.span.bytes)
}

private func littleEndian<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
  (0..<T.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}
