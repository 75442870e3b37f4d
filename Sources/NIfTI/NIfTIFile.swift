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
    let (header, grid) = try source.header(of: path)
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
    var source = try CompressedSource(path: path)
    let (header, grid) = try source.header(of: path)
    var runs: [Int: [Region.Run]] = [:]
    if let type = header.wholeNumbers {
      try source.addRuns(of: header, as: type, to: &runs)
      try source.finish()
      return regions(of: runs, on: grid)
    }
    // Slice by slice: the volume is never held.
    var slice = [Float](repeating: 0, count: header.size.x * header.size.y)
    for k in 0..<header.size.z {
      try unsafe slice.withUnsafeMutableBufferPointer { (slice) throws(NIfTIError) in
        try unsafe source.decode(header, into: slice)
        if let value = unsafe add(
          UnsafeBufferPointer(slice),
          columns: header.size.x,
          at: k * slice.count,
          to: &runs
        ) {
          throw .notLabels(file: path, value: value)
        }
      }
    }
    try source.finish()
    return regions(of: runs, on: grid)
  }

  private static func regions(
    of runs: [Int: [Region.Run]],
    on grid: Grid
  ) -> [(label: Int, region: Region)] {
    runs.sorted { $0.key < $1.key }.map {
      (label: $0.key, region: Region(grid: grid, sortedRuns: $0.value))
    }
  }

  /// Adds the runs of each whole number other than 0, in storage order.
  ///
  /// - Returns: a value that is no label, where there is one.
  private static func add(
    _ values: UnsafeBufferPointer<Float>,
    columns: Int,
    at offset: Int,
    to runs: inout [Int: [Region.Run]]
  ) -> Float? {
    for row in stride(from: 0, to: values.count, by: columns) {
      var i = row
      while i < row + columns {
        let value = unsafe values[i]
        let start = i
        // A value that isn't a number equals none, not even itself: it is a run of its own.
        repeat { i += 1 } while unsafe i < row + columns && values[i] == value
        if value == 0 { continue }
        guard value > 0, value <= 65535, value == value.rounded() else { return value }
        runs[Int(value), default: []].append(Region.Run(start: offset + start, count: i - start))
      }
    }
    return nil
  }
}

extension CompressedSource {
  /// Reads the header, up to the first voxel.
  fileprivate mutating func header(
    of path: String
  ) throws(NIfTIError) -> (header: Header, grid: Grid) {
    let header = try Header(read(Header.byteCount), file: path)
    let grid: Grid
    do { grid = try Grid(size: header.size, affine: header.affine) } catch {
      throw .invalidGrid(file: path, error)
    }
    let expected = header.voxelOffset + header.dataByteCount
    guard expected <= byteLimit else {
      throw .truncated(file: path, expectedBytes: expected, foundBytes: byteLimit)
    }
    try skip(header.voxelOffset - Header.byteCount)
    return (header, grid)
  }

  /// The voxels that a header describes.
  fileprivate mutating func values(_ header: Header) throws(NIfTIError) -> [Float] {
    var failure: NIfTIError?
    let values = unsafe [Float](unsafeUninitializedCapacity: header.voxelCount) { values, count in
      unsafe preferLargePages(UnsafeMutableRawBufferPointer(values))
      do throws(NIfTIError) {
        try unsafe decode(header, into: values)
        count = header.voxelCount
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return values
  }

  /// Reads and decodes as many of the next voxels as there is room for.
  fileprivate mutating func decode(
    _ header: Header,
    into values: UnsafeMutableBufferPointer<Float>
  ) throws(NIfTIError) {
    let voxelBytes = header.datatype.byteCount
    let chunk = min(1 << 18, values.count)
    var stored = [UInt8](repeating: 0, count: chunk * voxelBytes)
    var done = 0
    while done < values.count {
      let part = min(chunk, values.count - done)
      let target = unsafe UnsafeMutableBufferPointer(rebasing: values[done..<done + part])
      try unsafe stored.withUnsafeMutableBufferPointer { (stored) throws(NIfTIError) in
        let bytes = unsafe UnsafeMutableRawBufferPointer(
          UnsafeMutableBufferPointer(rebasing: stored[..<(part * voxelBytes)])
        )
        try unsafe read(into: bytes)
        unsafe header.datatype.decode(
          UnsafeRawBufferPointer(bytes),
          into: target,
          bigEndian: header.isBigEndian,
          scaling: header.scaling
        )
      }
      done += part
    }
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
    let header = Header(of: Unit.self, on: volume.grid, description)
    try unsafe write(header, volume.values.span.bytes, to: path)
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
      let map = try painted(labels, on: grid, as: UInt8.self)
      try unsafe write(header, map.span.bytes, to: path)
    } else {
      let map = try painted(labels, on: grid, as: UInt16.self)
      try unsafe write(header, map.span.bytes, to: path)
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

  static func write(_ header: Header, _ voxels: RawSpan, to path: String) throws(NIfTIError) {
    #if _endian(big)
      #error("voxels go to the file as they are in memory: least significant byte first")
    #endif
    try writeFile(path, head: header.checked(for: path).encoded(), data: voxels)
  }
}
