import CLinux
import Glibc
public import Voxels

extension NIfTIFile {
  /// Writes a volume slice by slice, as Float32; one that isn't compressed is never held.
  ///
  /// The bytes are those of ``write(_:to:description:)``. The file appears under its name only when
  /// it is whole.
  ///
  /// - Parameters:
  ///   - unit: what the values are; its name becomes the file's `intent_name`.
  ///   - grid: where the voxels lie.
  ///   - path: the file to write; compressed when it ends in `.gz`.
  ///   - description: free text, cut at 79 bytes. It must not name the patient.
  ///   - fill: writes every slice of the grid once, in any order, from any thread.
  /// - Throws: ``NIfTIError/cannotWrite(file:reason:)``, or what `fill` throws; nothing is left then.
  public static func write<Unit: VoxelUnit>(
    _ unit: Unit.Type,
    on grid: Grid,
    to path: String,
    description: String = "",
    slices fill: (SliceFile) throws -> Void
  ) throws {
    let header = try Header(of: unit, on: grid, description).checked(for: path)
    let valuesPerSlice = grid.size.x * grid.size.y
    if path.hasSuffix(".gz") {
      // Its one deflate stream is made of all the bytes at once.
      var values = [Float](repeating: 0, count: grid.voxelCount)
      try unsafe values.withUnsafeMutableBufferPointer { values in
        try fill(
          unsafe SliceFile(path: path, valuesPerSlice: valuesPerSlice, target: .memory(values))
        )
      }
      return try unsafe write(header, values.span.bytes, to: path)
    }
    let head = header.encoded()
    let temporary = "\(path).part\(getpid())"
    let file = unsafe open(temporary, O_CREAT | O_WRONLY | O_TRUNC, 0o666)
    guard file >= 0 else { throw NIfTIError.cannotWrite(file: path, reason: errorMessage()) }
    var isOpen = true
    do {
      let slices = unsafe SliceFile(
        path: path,
        valuesPerSlice: valuesPerSlice,
        target: .file(file, firstVoxel: head.count)
      )
      // Room for the whole file at once: a full disk shows now, and blocks aren't looked for one by
      // one. File systems that can't are left to find them.
      let byteCount = head.count + header.dataByteCount
      guard linux_allocate(file, byteCount) == 0 || errno != ENOSPC else {
        throw NIfTIError.cannotWrite(file: path, reason: errorMessage())
      }
      try unsafe slices.write(head.span.bytes, at: 0, of: file)
      try fill(slices)
      isOpen = false
      guard close(file) == 0, move(temporary, to: path) else {
        throw NIfTIError.cannotWrite(file: path, reason: errorMessage())
      }
    } catch {
      if isOpen { close(file) }
      unsafe unlink(temporary)
      throw error
    }
  }
}

/// A file that takes the slices of a volume.
@safe public struct SliceFile: Sendable {
  let path: String
  let valuesPerSlice: Int
  /// Slices don't overlap, so threads that write different ones don't meet.
  nonisolated(unsafe) let target: Target

  @unsafe enum Target {
    case file(Int32, firstVoxel: Int)
    case memory(UnsafeMutableBufferPointer<Float>)
  }

  /// Writes a slice to its place.
  ///
  /// - Parameters:
  ///   - index: the slice, from 0.
  ///   - values: its values, column index fastest.
  /// - Throws: ``NIfTIError/cannotWrite(file:reason:)``.
  /// - Precondition: a value for each voxel of a slice.
  public func write(slice index: Int, _ values: Span<Float>) throws(NIfTIError) {
    precondition(values.count == valuesPerSlice, "a value for each voxel of the slice")
    let first = index * valuesPerSlice
    switch unsafe target {
    case .file(let file, let firstVoxel):
      try unsafe write(values.bytes, at: firstVoxel + first * MemoryLayout<Float>.stride, of: file)
    case .memory(let volume):
      let slice = unsafe UnsafeMutableBufferPointer(
        rebasing: volume[first..<first + valuesPerSlice]
      )
      unsafe values.withUnsafeBufferPointer { _ = unsafe slice.update(from: $0) }
    }
  }

  func write(_ bytes: RawSpan, at offset: Int, of file: Int32) throws(NIfTIError) {
    let isWritten = unsafe bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[done...])
        let count = unsafe pwrite(file, rest.baseAddress, rest.count, offset + done)
        guard count > 0 else { return false }
        done += count
      }
      return true
    }
    guard isWritten else { throw .cannotWrite(file: path, reason: errorMessage()) }
  }
}
