import Glibc
public import Voxels

extension NIfTIFile {
  /// Writes an uncompressed volume slice by slice, as Float32, without holding it.
  ///
  /// The bytes are those of ``write(_:to:description:)``. The file appears under its name only when
  /// it is whole.
  ///
  /// - Parameters:
  ///   - unit: what the values are; its name becomes the file's `intent_name`.
  ///   - grid: where the voxels lie.
  ///   - path: the file to write; not compressed, whatever its name.
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
    var header = Header(size: grid.size, datatype: .float32, affine: grid.affine)
    header.description = description
    header.intentName = Unit.name
    let head = header.encoded()
    let temporary = "\(path).part\(getpid())"
    let file = unsafe open(temporary, O_CREAT | O_WRONLY | O_TRUNC, 0o666)
    guard file >= 0 else { throw NIfTIError.cannotWrite(file: path, reason: errorMessage()) }
    do {
      let slices = SliceFile(
        path: path,
        file: file,
        first: head.count,
        valuesPerSlice: grid.size.x * grid.size.y
      )
      try unsafe slices.write(head.span.bytes, at: 0)
      try fill(slices)
      guard close(file) == 0, unsafe rename(temporary, path) == 0 else {
        throw NIfTIError.cannotWrite(file: path, reason: errorMessage())
      }
    } catch {
      close(file)
      unsafe unlink(temporary)
      throw error
    }
  }
}

/// A file that takes the slices of a volume.
public struct SliceFile: Sendable {
  let path: String
  let file: Int32
  let first: Int
  let valuesPerSlice: Int

  /// Writes a slice to its place.
  ///
  /// - Parameters:
  ///   - index: the slice, from 0.
  ///   - values: its values, column index fastest.
  /// - Throws: ``NIfTIError/cannotWrite(file:reason:)``.
  /// - Precondition: a value for each voxel of a slice.
  public func write(slice index: Int, _ values: Span<Float>) throws(NIfTIError) {
    precondition(values.count == valuesPerSlice, "a value for each voxel of the slice")
    try unsafe write(values.bytes, at: first + index * valuesPerSlice * MemoryLayout<Float>.stride)
  }

  func write(_ bytes: RawSpan, at offset: Int) throws(NIfTIError) {
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
