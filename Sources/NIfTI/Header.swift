import Voxels

/// The 348 bytes that open a NIfTI-1 file.
///
/// - Source: nifti1.h, `struct nifti_1_header`.
struct Header: Equatable {
  static let byteCount = 348
  /// The first voxel of a file that we write: the header and four bytes that say "no extension".
  static let firstVoxel = 352

  var size: SIMD3<Int>
  var datatype: Datatype
  var voxelOffset = Header.firstVoxel
  var scaling: Scaling?
  var affine: Affine
  var description = ""
  var intentName = ""
  var intentCode: Int16 = 0
  /// Whether the file has the most significant byte first.
  var isBigEndian = false

  var voxelCount: Int { size.x * size.y * size.z }
  var dataByteCount: Int { voxelCount * datatype.byteCount }
}

// Field offsets, from nifti1.h.
private enum Field {
  static let dim = 40
  static let intentCode = 68
  static let datatype = 70
  static let bitpix = 72
  static let pixdim = 76
  static let voxOffset = 108
  static let sclSlope = 112
  static let sclInter = 116
  static let xyztUnits = 123
  static let descrip = 148
  static let qformCode = 252
  static let sformCode = 254
  static let quatern = 256
  static let qoffset = 268
  static let srow = 280
  static let intentName = 328
  static let magic = 344
}

// MARK: - Reading

extension Header {
  /// The header in the first 348 bytes of a file.
  ///
  /// - Parameters:
  ///   - bytes: the file's first 348 bytes.
  ///   - file: the file's name, for messages.
  /// - Throws: ``NIfTIError`` when a voxel's value or place can't be told from it.
  init(_ bytes: [UInt8], file: String) throws(NIfTIError) {
    var fields = Fields(bytes: bytes, isBigEndian: false)
    let length = fields.integer(Int32.self, at: 0)
    switch length {
    case 348: break
    case Int32(348).byteSwapped: fields.isBigEndian = true
    case 540, Int32(540).byteSwapped:
      throw .unsupported(file: file, reason: "it is NIfTI-2")
    default: throw .notNIfTI(file: file, reason: "its header length is \(length), not 348")
    }
    isBigEndian = fields.isBigEndian
    switch Array(bytes[Field.magic..<Field.magic + 4]) {
    case Array("n+1\0".utf8): break
    case Array("ni1\0".utf8):
      throw .unsupported(file: file, reason: "its voxels are in another file (.hdr and .img)")
    default: throw .notNIfTI(file: file, reason: "the magic bytes n+1 are missing")
    }
    size = try fields.size(file: file)
    let code = fields.integer(Int16.self, at: Field.datatype)
    guard let datatype = Datatype(rawValue: code) else {
      throw .unsupported(file: file, reason: "its voxels are of datatype \(code)")
    }
    self.datatype = datatype
    let offset = fields.float(at: Field.voxOffset)
    guard offset >= Double(Self.byteCount), offset < 1e9, offset == offset.rounded() else {
      throw .invalidField(file: file, field: "vox_offset", value: "\(offset)")
    }
    voxelOffset = Int(offset)
    scaling = try fields.scaling(file: file)
    affine = try fields.orientation(file: file).affine
    description = fields.text(Field.descrip, 80)
    intentName = fields.text(Field.intentName, 16)
    intentCode = fields.integer(Int16.self, at: Field.intentCode)
  }
}

/// Header bytes with their order.
private struct Fields {
  let bytes: [UInt8]
  var isBigEndian: Bool

  func integer<T: FixedWidthInteger>(_ type: T.Type, at offset: Int) -> T {
    var value: T = 0
    for byte in bytes[offset..<offset + T.bitWidth / 8] {
      value = value << 8 | T(truncatingIfNeeded: byte)
    }
    return isBigEndian ? value : value.byteSwapped
  }

  func float(at offset: Int) -> Double {
    Double(Float(bitPattern: integer(UInt32.self, at: offset)))
  }

  func floats(_ count: Int, at offset: Int) -> [Double] {
    (0..<count).map { float(at: offset + 4 * $0) }
  }

  func text(_ offset: Int, _ count: Int) -> String {
    String(decoding: bytes[offset..<offset + count].prefix { $0 != 0 }, as: UTF8.self)
  }

  /// The numbers of voxels; axes that the file leaves out have one.
  func size(file: String) throws(NIfTIError) -> SIMD3<Int> {
    let dim = (0..<8).map { Int(integer(Int16.self, at: Field.dim + 2 * $0)) }
    guard (1...7).contains(dim[0]) else {
      throw .invalidField(file: file, field: "dim[0]", value: "\(dim[0])")
    }
    for axis in 1...dim[0] where dim[axis] < 1 {
      throw .invalidField(file: file, field: "dim[\(axis)]", value: "\(dim[axis])")
    }
    for axis in 4..<8 where axis <= dim[0] && dim[axis] > 1 {
      throw .unsupported(file: file, reason: "it has \(dim[axis]) volumes along axis \(axis)")
    }
    return SIMD3(dim[1], dim[0] >= 2 ? dim[2] : 1, dim[0] >= 3 ? dim[3] : 1)
  }

  /// A slope of 0, or one that isn't a number, means "none" by the standard.
  func scaling(file: String) throws(NIfTIError) -> Scaling? {
    let slope = float(at: Field.sclSlope)
    let intercept = float(at: Field.sclInter)
    guard slope.isFinite, slope != 0 else { return nil }
    guard intercept.isFinite else {
      throw .invalidField(file: file, field: "scl_inter", value: "\(intercept)")
    }
    return slope == 1 && intercept == 0 ? nil : Scaling(slope: slope, intercept: intercept)
  }

  /// The sform where there is one, else the qform.
  func orientation(file: String) throws(NIfTIError) -> Orientation {
    let scale = try millimetersPerUnit(file: file)
    var orientation: Orientation
    let field: String
    if integer(Int16.self, at: Field.sformCode) > 0 {
      field = "sform"
      orientation = Orientation(rows: (0..<3).map { floats(4, at: Field.srow + 16 * $0) })
    } else if integer(Int16.self, at: Field.qformCode) > 0 {
      field = "qform"
      let pixdim = floats(4, at: Field.pixdim)
      let parts = floats(3, at: Field.quatern)
      let offset = floats(3, at: Field.qoffset)
      orientation = Orientation(
        quaternion: Quaternion(
          b: parts[0],
          c: parts[1],
          d: parts[2],
          handedness: pixdim[0] < 0 ? -1 : 1
        ),
        spacing: SIMD3(pixdim[1], pixdim[2], pixdim[3]),
        offset: SIMD3(offset[0], offset[1], offset[2])
      )
    } else {
      throw .noOrientation(file: file)
    }
    guard orientation.rows.joined().allSatisfy(\.isFinite) else {
      throw .invalidField(file: file, field: field, value: "\(orientation.rows)")
    }
    for row in 0..<3 { for i in 0..<4 { orientation.rows[row][i] *= scale } }
    return orientation
  }

  /// The low three bits of `xyzt_units`; a file that says nothing means mm, as all readers take it.
  private func millimetersPerUnit(file: String) throws(NIfTIError) -> Double {
    switch bytes[Field.xyztUnits] & 7 {
    case 0, 2: 1
    case 1: 1000
    case 3: 0.001
    case let code: throw .invalidField(file: file, field: "xyzt_units", value: "\(code)")
    }
  }
}

// MARK: - Writing

extension Header {
  /// The header of a volume of a unit, as Float32.
  init<Unit: VoxelUnit>(of unit: Unit.Type, on grid: Grid, _ description: String) {
    self.init(size: grid.size, datatype: .float32, affine: grid.affine)
    self.description = description
    intentName = Unit.name
  }

  /// The header, if NIfTI-1 can hold its size.
  func checked(for path: String) throws(NIfTIError) -> Header {
    let longest = max(size.x, size.y, size.z)
    guard longest <= Int(Int16.max) else {
      throw .cannotWrite(file: path, reason: "NIfTI-1 can't hold \(longest) voxels along an axis")
    }
    return self
  }

  /// The header and the four bytes after it, least significant byte first.
  ///
  /// The sform always holds the affine. The qform can't hold sheared axes; its code is 0 then.
  func encoded() -> [UInt8] {
    let orientation = Orientation(affine)
    let quaternion = orientation.quaternion
    let spacing = affine.spacingMillimeters
    var bytes = [UInt8](repeating: 0, count: Self.firstVoxel)

    func put<T: FixedWidthInteger>(_ value: T, at offset: Int) {
      for i in 0..<T.bitWidth / 8 {
        bytes[offset + i] = UInt8(truncatingIfNeeded: value >> (8 * i))
      }
    }
    func put(_ value: Double, at offset: Int) { put(Float(value).bitPattern, at: offset) }
    func put(_ text: String, at offset: Int, limit: Int) {
      var room = limit - 1
      for scalar in text.unicodeScalars {
        let encoded = Array(String(scalar).utf8)
        guard encoded.count <= room else { break }
        let start = offset + limit - 1 - room
        bytes.replaceSubrange(start..<start + encoded.count, with: encoded)
        room -= encoded.count
      }
    }

    put(Int32(Self.byteCount), at: 0)
    bytes[38] = UInt8(ascii: "r")
    for (i, count) in [3, size.x, size.y, size.z, 1, 1, 1, 1].enumerated() {
      put(Int16(count), at: Field.dim + 2 * i)
    }
    put(intentCode, at: Field.intentCode)
    put(datatype.rawValue, at: Field.datatype)
    put(Int16(8 * datatype.byteCount), at: Field.bitpix)
    let pixdim = [quaternion?.handedness ?? 1, spacing.x, spacing.y, spacing.z]
    for (i, value) in pixdim.enumerated() { put(value, at: Field.pixdim + 4 * i) }
    put(Double(Self.firstVoxel), at: Field.voxOffset)
    put(1.0, at: Field.sclSlope)
    bytes[Field.xyztUnits] = 2
    put(description, at: Field.descrip, limit: 80)
    if let quaternion {
      put(Int16(1), at: Field.qformCode)
      for (i, value) in [quaternion.b, quaternion.c, quaternion.d].enumerated() {
        put(value, at: Field.quatern + 4 * i)
      }
      for row in 0..<3 { put(orientation.rows[row][3], at: Field.qoffset + 4 * row) }
    }
    put(Int16(1), at: Field.sformCode)
    for row in 0..<3 {
      for i in 0..<4 { put(orientation.rows[row][i], at: Field.srow + 16 * row + 4 * i) }
    }
    put(intentName, at: Field.intentName, limit: 16)
    for (i, byte) in "n+1".utf8.enumerated() { bytes[Field.magic + i] = byte }
    return bytes
  }
}
