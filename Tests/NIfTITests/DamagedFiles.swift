import Foundation
import TestSupport
import Testing
import Voxels

@testable import NIfTI

/// A whole file's bytes, to be damaged.
private func wholeFile(_ name: String = "a.nii") throws -> Data {
  try withTemporaryFolder { folder in
    let file = folder.appendingPathComponent(name)
    try NIfTIFile.write(makeVolume(oblique), to: file.path)
    return try Data(contentsOf: file)
  }
}

private func read(_ data: Data) throws -> NIfTIFile {
  try withTemporaryFolder { folder in
    let file = folder.appendingPathComponent("damaged.nii")
    try data.write(to: file)
    return try NIfTIFile.read(path: file.path)
  }
}

/// The whole file with a little-endian value put over its bytes at an offset.
private func patched<T: FixedWidthInteger>(_ offset: Int, _ value: T) throws -> Data {
  var data = try wholeFile()
  for i in 0..<T.bitWidth / 8 { data[offset + i] = UInt8(truncatingIfNeeded: value >> (8 * i)) }
  return data
}

private func patched(_ offset: Int, _ value: Float) throws -> Data {
  try patched(offset, value.bitPattern)
}

@Suite struct `A damaged file is refused` {
  @Test(arguments: ["a.nii", "a.nii.gz"])
  func `wherever it ends too early`(name: String) throws {
    let whole = try wholeFile(name)
    for count in 0..<whole.count {
      #expect(throws: NIfTIError.self, "\(count) bytes") { try read(whole.prefix(count)) }
    }
  }

  @Test func `when a bit of the compressed stream is wrong`() throws {
    let whole = try wholeFile("a.nii.gz")
    // The ten bytes of the gzip header carry no data, nor does the padding in the byte after them.
    for offset in 11..<whole.count {
      var data = whole
      data[offset] ^= 0x10
      #expect(throws: NIfTIError.self, "byte \(offset)") { try read(data) }
    }
  }

  @Test func `or read, but never crashes, when any header byte is wrong`() throws {
    let whole = try wholeFile()
    for offset in 0..<352 {
      for byte: UInt8 in [0, 1, 0x7f, 0x80, 0xff] {
        var data = whole
        data[offset] = byte
        do { _ = try read(data) } catch is NIfTIError {}
      }
    }
  }

  @Test func `when the header claims more voxels than the file can hold`() throws {
    for name in ["a.nii", "a.nii.gz"] {
      var header = Header(size: SIMD3(1000, 1000, 1000), datatype: .float32, affine: oblique)
      header.description = name
      try withTemporaryFolder { folder in
        let file = folder.appendingPathComponent(name).path
        let zeros = [UInt8](repeating: 0, count: 1000)
        try unsafe writeFile(file, head: header.encoded(), data: zeros.span.bytes)
        do {
          _ = try NIfTIFile.read(path: file)
          Issue.record("read")
        } catch NIfTIError.truncated(_, let expected, let found) {
          #expect(expected == 4_000_000_352)
          #expect(found < 2_000_000)
        }
      }
    }
  }

  @Test func `with the field and its value`() throws {
    func expect(_ data: Data, _ matches: (NIfTIError) -> Bool, line: Int = #line) throws {
      do {
        _ = try read(data)
        Issue.record("line \(line): read")
      } catch let error as NIfTIError {
        #expect(matches(error), "line \(line): \(error)")
      }
    }
    try expect(patched(0, Int32(347))) { if case .notNIfTI = $0 { true } else { false } }
    try expect(patched(0, Int32(540))) { if case .unsupported = $0 { true } else { false } }
    try expect(patched(344, Int32(0))) { if case .notNIfTI = $0 { true } else { false } }
    try expect(patched(345, UInt8(ascii: "i"))) {
      if case .unsupported = $0 { true } else { false }
    }
    try expect(patched(70, Int16(32))) { $0.description.contains("datatype 32") }
    try expect(patched(40, Int16(0))) { $0.description.contains("dim[0] is 0") }
    try expect(patched(44, Int16(-3))) { $0.description.contains("dim[2] is -3") }
    try expect(patched(280, Float.nan)) { $0.description.contains("sform") }
    try expect(patched(280 + 12, Float.infinity)) { $0.description.contains("sform") }
    try expect(patched(108, Float(1e30))) { $0.description.contains("vox_offset") }
    try expect(patched(116, Float.nan)) { $0.description.contains("scl_inter") }
    try expect(patched(123, UInt8(7))) { $0.description.contains("xyzt_units is 7") }
    var data = try patched(254, Int16(0))
    data.replaceSubrange(252..<254, with: [0, 0])
    try expect(data) { if case .noOrientation = $0 { true } else { false } }
    data = try patched(254, Int16(0))
    data.replaceSubrange(76..<92, with: Data(count: 16))
    try expect(data) { if case .invalidGrid = $0 { true } else { false } }
    data = try patched(40, Int16(4))
    data.replaceSubrange(48..<50, with: [2, 0])
    try expect(data) { $0.description.contains("2 volumes") }
  }

  @Test func `when it is missing or a folder`() throws {
    #expect(throws: NIfTIError.cannotOpen(file: "/nowhere", reason: "No such file or directory")) {
      try NIfTIFile.read(path: "/nowhere")
    }
    #expect(throws: NIfTIError.cannotOpen(file: "/", reason: "it isn't a file")) {
      try NIfTIFile.read(path: "/")
    }
  }
}
