import CDCMTK

/// The byte ranges of each frame's codestream in encapsulated pixel data.
///
/// Frames are told apart by the extended or the basic offset table, else by the fragments: one for
/// each frame, all for the only frame, or a new frame at each fragment that begins a codestream.
///
/// - Source: DICOM PS3.5 A.4.
func encapsulatedFrames(
  of file: DICOMFile,
  at offset: Int,
  numberOfFrames: Int
) throws(DICOMError) -> [[Range<Int>]] {
  func undecodable(_ reason: String) -> DICOMError {
    .undecodablePixelData(path: file.path, reason: reason)
  }
  let items = try fragments(of: file, at: offset)
  guard let table = items.first, items.count > 1 else { throw undecodable("it has no fragments") }
  let fragments = Array(items.dropFirst())
  if numberOfFrames == 1 { return [fragments] }
  guard numberOfFrames <= fragments.count else {
    throw undecodable("\(numberOfFrames) frames in \(fragments.count) fragments")
  }

  let input = try Input(file.source, path: file.path)
  defer { input.close() }
  var starts = extendedOffsets(file.dataSet) ?? []
  if starts.isEmpty, table.count == 4 * numberOfFrames {
    starts = try numbers32(input, table)
  }
  if let frames = grouped(fragments, byOffsets: starts, numberOfFrames) { return frames }
  if fragments.count == numberOfFrames { return fragments.map { [$0] } }

  var frames: [[Range<Int>]] = []
  for fragment in fragments {
    if try beginsCodestream(input, fragment) || frames.isEmpty {
      frames.append([fragment])
    } else {
      frames[frames.count - 1].append(fragment)
    }
  }
  guard frames.count == numberOfFrames else {
    throw undecodable(
      "which of \(fragments.count) fragments belong to which of \(numberOfFrames) frames isn't told"
    )
  }
  return frames
}

/// All items of encapsulated pixel data; the first is the basic offset table.
private func fragments(of file: DICOMFile, at offset: Int) throws(DICOMError) -> [Range<Int>] {
  var ranges: [Range<Int>] = []
  try unsafe call(file.path) { message in
    unsafe withUnsafeMutablePointer(to: &ranges) { context in
      func list(_ source: cdcmtk_source) -> cdcmtk_code {
        unsafe cdcmtk_fragments(
          source,
          UInt64(offset),
          context,
          { context, offset, count in
            let ranges = unsafe context?.assumingMemoryBound(to: [Range<Int>].self)
            unsafe ranges?.pointee.append(Int(offset)..<Int(offset + count))
          },
          message
        )
      }
      switch file.source {
      case .file(let path):
        return unsafe path.withCString { unsafe list(.init(path: $0, bytes: nil, count: 0)) }
      case .memory(let bytes):
        return unsafe bytes.withUnsafeBufferPointer {
          unsafe list(.init(path: nil, bytes: $0.baseAddress, count: $0.count))
        }
      }
    }
  }
  return ranges
}

/// The positions of (7FE0,0001), from the first fragment's item on.
private func extendedOffsets(_ dataSet: DataSet) -> [Int]? {
  guard case .bytes(let bytes)? = dataSet[.extendedOffsetTable]?.value, bytes.count % 8 == 0 else {
    return nil
  }
  return stride(from: 0, to: bytes.count, by: 8).map { at in
    (0..<8).reduce(0) { $0 | Int(truncatingIfNeeded: UInt64(bytes[at + $1]) << UInt64(8 * $1)) }
  }
}

private func numbers32(_ input: Input, _ range: Range<Int>) throws(DICOMError) -> [Int] {
  let bytes = try input.bytes(range)
  return stride(from: 0, to: bytes.count, by: 4).map { at in
    (0..<4).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
  }
}

/// The fragments by an offset table, or nil where the table doesn't fit them.
private func grouped(
  _ fragments: [Range<Int>],
  byOffsets starts: [Int],
  _ numberOfFrames: Int
) -> [[Range<Int>]]? {
  guard starts.count == numberOfFrames, let first = fragments.first else { return nil }
  var frames: [[Range<Int>]] = []
  for fragment in fragments {
    // A fragment's item begins 8 bytes before its value.
    let position = fragment.lowerBound - first.lowerBound
    if frames.count < starts.count, starts[frames.count] == position {
      frames.append([fragment])
    } else if frames.isEmpty {
      return nil
    } else {
      frames[frames.count - 1].append(fragment)
    }
  }
  return frames.count == numberOfFrames ? frames : nil
}

/// Whether a fragment begins like JPEG, JPEG-LS (FF D8) or JPEG 2000 (FF 4F, or a JP2 box).
private func beginsCodestream(_ input: Input, _ fragment: Range<Int>) throws(DICOMError) -> Bool {
  guard fragment.count >= 8 else { return false }
  let head = try input.bytes(fragment.lowerBound..<fragment.lowerBound + 8)
  return head[0] == 0xFF && (head[1] == 0xD8 || head[1] == 0x4F)
    || head == [0, 0, 0, 12, 0x6A, 0x50, 0x20, 0x20]
}
