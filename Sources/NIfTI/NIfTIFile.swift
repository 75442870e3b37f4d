public import Voxels

/// A volume read from a NIfTI-1 file.
///
/// The file doesn't say in which unit its values are, so they are plain numbers; the one who reads
/// them gives them a unit.
public struct NIfTIFile: Sendable {
  /// Where the voxels lie, in LPS mm; NIfTI's RAS is turned round.
  public let grid: Grid
  /// The values after slope and intercept, column index fastest.
  public let values: [Float]
  /// The file's free text (`descrip`).
  public let description: String
  /// The file's word for what the values are (`intent_name`).
  public let intentName: String
}

// MARK: - Reading

extension NIfTIFile {
  /// Reads a `.nii` or `.nii.gz` file of one 3D volume, in either byte order.
  ///
  /// The sform gives the place of the voxels; where there is none, the qform does. Whole numbers of
  /// 8 to 64 bits and floats of 32 and 64 bits are read; a value that single precision can't hold is
  /// rounded to the nearest. The size that the header claims is held against the file's size before
  /// memory is taken.
  ///
  /// - Parameter path: the file.
  /// - Returns: the volume.
  /// - Throws: ``NIfTIError`` when the file is truncated, damaged, isn't NIfTI-1, holds several
  ///   volumes, or doesn't say where its voxels lie.
  /// - Source: nifti1.h (NIfTI-1.1, 2005).
  public static func read(path: String) throws(NIfTIError) -> NIfTIFile {
    var source = try CompressedSource(path: path)
    let header = try Header(source.read(Header.byteCount), file: path)
    let grid: Grid
    do { grid = try Grid(size: header.size, affine: header.affine) } catch {
      throw .invalidGrid(file: path, error)
    }
    let expected = header.voxelOffset + header.dataByteCount
    guard expected <= source.byteLimit else {
      throw .truncated(file: path, expectedBytes: expected, foundBytes: source.byteLimit)
    }
    try source.skip(header.voxelOffset - Header.byteCount)
    let values = try source.values(header)
    try source.finish()
    return NIfTIFile(
      grid: grid,
      values: values,
      description: header.description,
      intentName: header.intentName
    )
  }

  /// Reads a label map: the voxels of each label other than 0, in ascending order of the labels.
  ///
  /// - Parameter path: a file whose voxels are whole numbers from 0 to 65535, in any datatype.
  /// - Returns: the labels that occur; none when all voxels are 0.
  /// - Throws: ``NIfTIError`` as for reading a volume, and
  ///   ``NIfTIError/notLabels(file:value:)`` for any other value.
  public static func readLabels(
    path: String
  ) throws(NIfTIError) -> [(label: Int, region: Region)] {
    let file = try read(path: path)
    if let value = file.values.first(where: { !($0 >= 0 && $0 <= 65535 && $0 == $0.rounded()) }) {
      throw .notLabels(file: path, value: value)
    }
    return runs(of: file.values, columns: file.grid.size.x).sorted { $0.key < $1.key }.map {
      (label: $0.key, region: Region(grid: file.grid, sortedRuns: $0.value))
    }
  }

  /// The runs of each whole number other than 0, in storage order.
  private static func runs(of values: [Float], columns: Int) -> [Int: [Region.Run]] {
    var runs: [Int: [Region.Run]] = [:]
    unsafe values.withUnsafeBufferPointer { values in
      for row in stride(from: 0, to: values.count, by: columns) {
        var i = row
        while i < row + columns {
          let value = unsafe values[i]
          let start = i
          repeat { i += 1 } while unsafe i < row + columns && values[i] == value
          guard value != 0 else { continue }
          runs[Int(value), default: []].append(Region.Run(start: start, count: i - start))
        }
      }
    }
    return runs
  }
}

extension CompressedSource {
  /// The voxels that a header describes.
  fileprivate mutating func values(_ header: Header) throws(NIfTIError) -> [Float] {
    let voxelBytes = header.datatype.byteCount
    let chunk = 1 << 18
    var failure: NIfTIError?
    let values = unsafe [Float](unsafeUninitializedCapacity: header.voxelCount) { values, count in
      var stored = [UInt8](repeating: 0, count: min(chunk, header.voxelCount) * voxelBytes)
      while count < header.voxelCount {
        let part = min(chunk, header.voxelCount - count)
        let target = unsafe UnsafeMutableBufferPointer(rebasing: values[count..<count + part])
        unsafe stored.withUnsafeMutableBytes { stored in
          let bytes = unsafe UnsafeMutableRawBufferPointer(rebasing: stored[..<(part * voxelBytes)])
          do throws(NIfTIError) { try unsafe read(into: bytes) } catch { failure = error }
          guard failure == nil else { return }
          unsafe header.datatype.decode(
            UnsafeRawBufferPointer(bytes),
            into: target,
            bigEndian: header.isBigEndian,
            scaling: header.scaling
          )
        }
        guard failure == nil else { return }
        count += part
      }
    }
    if let failure { throw failure }
    return values
  }
}

// MARK: - Writing

extension NIfTIFile {
  /// Writes a volume as Float32, without scaling, with its affine in the sform and, where the axes
  /// are at right angles, in the qform.
  ///
  /// The voxels keep their order. Equal volumes give equal bytes. The file appears under its name
  /// only when it is whole.
  ///
  /// - Parameters:
  ///   - volume: the values; their unit's name becomes the file's `intent_name`.
  ///   - path: the file to write; compressed when it ends in `.gz`.
  ///   - description: free text, cut at 79 bytes. It must not name the patient.
  /// - Throws: ``NIfTIError/cannotWrite(file:reason:)``.
  /// - Source: nifti1.h (NIfTI-1.1, 2005).
  public static func write<Unit: VoxelUnit>(
    _ volume: Volume<Unit>,
    to path: String,
    description: String = ""
  ) throws(NIfTIError) {
    var header = Header(size: volume.grid.size, datatype: .float32, affine: volume.grid.affine)
    header.description = description
    header.intentName = Unit.name
    try write(header, volume.values, to: path)
  }

  /// Writes regions as a label map, UInt8 where all labels fit and UInt16 else.
  ///
  /// - Parameters:
  ///   - labels: labels of 1 to 65535, each given once, and their voxels.
  ///   - grid: where the voxels of the map lie; the regions' own.
  ///   - path: the file to write; compressed when it ends in `.gz`.
  ///   - description: free text, cut at 79 bytes. It must not name the patient.
  /// - Throws: ``NIfTIError`` when two regions share a voxel, a label can't be written, or the file
  ///   can't.
  public static func write(
    labels: [(label: Int, region: Region)],
    on grid: Grid,
    to path: String,
    description: String = ""
  ) throws(NIfTIError) {
    var seen: Set<Int> = []
    for (label, region) in labels {
      guard (1...65535).contains(label), seen.insert(label).inserted else {
        throw .invalidLabel(label)
      }
      guard region.grid == grid else { throw .differentGrid(label: label) }
    }
    let fitsByte = labels.allSatisfy { $0.label <= 255 }
    var header = Header(
      size: grid.size,
      datatype: fitsByte ? .uint8 : .uint16,
      affine: grid.affine
    )
    header.description = description
    header.intentCode = 1002  // NIFTI_INTENT_LABEL
    header.intentName = "label"
    if fitsByte {
      try write(header, painted(labels, on: grid, as: UInt8.self), to: path)
    } else {
      try write(header, painted(labels, on: grid, as: UInt16.self), to: path)
    }
  }

  /// The label of each voxel.
  private static func painted<Label: FixedWidthInteger>(
    _ labels: [(label: Int, region: Region)],
    on grid: Grid,
    as type: Label.Type
  ) throws(NIfTIError) -> [Label] {
    var map = [Label](repeating: 0, count: grid.voxelCount)
    for (label, region) in labels {
      for offset in region.runs.lazy.flatMap(\.offsets) {
        guard map[offset] == 0 else { throw .overlap(Int(map[offset]), label) }
        map[offset] = Label(label)
      }
    }
    return map
  }

  private static func write<Voxel: BitwiseCopyable>(
    _ header: Header,
    _ voxels: [Voxel],
    to path: String
  ) throws(NIfTIError) {
    #if _endian(big)
      #error("voxels go to the file as they are in memory: least significant byte first")
    #endif
    let longest = max(header.size.x, header.size.y, header.size.z)
    guard longest <= Int(Int16.max) else {
      throw .cannotWrite(file: path, reason: "NIfTI-1 can't hold \(longest) voxels along an axis")
    }
    try unsafe writeFile(path, head: header.encoded(), data: voxels.span.bytes)
  }
}
