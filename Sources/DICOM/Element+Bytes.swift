extension VR {
  /// Whether values are text.
  var isText: Bool {
    switch self {
    case .AE, .AS, .CS, .DA, .DS, .DT, .IS, .LO, .LT, .PN, .SH, .ST, .TM, .UC, .UI, .UR, .UT: true
    default: false
    }
  }

  /// Whether text is one value, in which a backslash is a character.
  var isSingleText: Bool { self == .LT || self == .ST || self == .UT || self == .UR }

  /// Whether the characters that text may hold depend on the character set.
  var dependsOnCharacterSet: Bool {
    switch self {
    case .LO, .LT, .PN, .SH, .ST, .UC, .UT: true
    default: false
    }
  }
}

extension Element.Value {
  /// The value of an attribute that is present but empty.
  static func empty(_ vr: VR) -> Element.Value {
    vr == .SQ ? .items([]) : unsafe Element.Value(vr: vr, littleEndian: .init(start: nil, count: 0))
  }

  /// The value of bytes as they lie in a little-endian file, text in UTF-8.
  ///
  /// Numbers whose bytes don't come out even stay bytes.
  init(vr: VR, littleEndian bytes: UnsafeRawBufferPointer) {
    if vr.isText {
      self = unsafe .text(texts(vr: vr, bytes))
      return
    }
    func integers<Number: FixedWidthInteger & BitwiseCopyable>(_: Number.Type) -> Element.Value {
      unsafe whole(Number.self, bytes) { .integers($0.map { Int(Number(littleEndian: $0)) }) }
    }
    self =
      switch vr {
      case .US: integers(UInt16.self)
      case .SS: integers(Int16.self)
      case .UL: integers(UInt32.self)
      case .SL: integers(Int32.self)
      case .SV: integers(Int64.self)
      case .UV:
        unsafe whole(UInt64.self, bytes) { values in
          // A number beyond a signed 64-bit integer stays bytes.
          let signed = values.compactMap { Int(exactly: UInt64(littleEndian: $0)) }
          return signed.count == values.count ? .integers(signed) : unsafe .bytes(Array(bytes))
        }
      case .AT:
        unsafe bytes.count % 4 == 0
          ? whole(UInt16.self, bytes) { halves in
            .integers(
              stride(from: 0, to: halves.count, by: 2).map {
                Int(UInt16(littleEndian: halves[$0])) << 16
                  | Int(UInt16(littleEndian: halves[$0 + 1]))
              }
            )
          } : .bytes(Array(bytes))
      case .FL:
        unsafe whole(UInt32.self, bytes) {
          .numbers($0.map { Double(Float(bitPattern: UInt32(littleEndian: $0))) })
        }
      case .FD:
        unsafe whole(UInt64.self, bytes) {
          .numbers($0.map { Double(bitPattern: UInt64(littleEndian: $0)) })
        }
      default: unsafe .bytes(Array(bytes))
      }
  }
}

extension Element {
  /// The value as bytes of a little-endian file, text in UTF-8; nil for items and omitted values.
  ///
  /// Numbers are clamped by nobody: one that its VR can't hold answers nil, too.
  var littleEndianBytes: [UInt8]? {
    switch value {
    case .text(let values):
      return vr.isText ? Array(values.joined(separator: "\\").utf8) : nil
    case .bytes(let bytes): return bytes
    case .numbers(let values):
      switch vr {
      case .FL: return values.flatMap { littleEndian(Float($0).bitPattern) }
      case .FD: return values.flatMap { littleEndian($0.bitPattern) }
      default: return nil
      }
    case .integers(let values):
      switch vr {
      case .US: return bytes(of: values, as: UInt16.self)
      case .SS: return bytes(of: values, as: Int16.self)
      case .UL: return bytes(of: values, as: UInt32.self)
      case .SL: return bytes(of: values, as: Int32.self)
      case .UV: return bytes(of: values, as: UInt64.self)
      case .SV: return bytes(of: values, as: Int64.self)
      case .AT:
        return values.allSatisfy { UInt32(exactly: $0) != nil }
          ? values.flatMap {
            littleEndian(UInt16(truncatingIfNeeded: $0 >> 16))
              + littleEndian(UInt16(truncatingIfNeeded: $0))
          } : nil
      default: return nil
      }
    case .items, .omitted: return nil
    }
  }
}

/// Text values, split at backslashes where the VR allows several; padding removed (PS3.5 6.2).
private func texts(vr: VR, _ bytes: UnsafeRawBufferPointer) -> [String] {
  func trimmed(_ part: Slice<UnsafeRawBufferPointer>) -> String {
    let isPadding: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0 }
    var part = unsafe part
    while let last = unsafe part.last, isPadding(last) { unsafe part.removeLast() }
    if !vr.isSingleText {
      while let first = unsafe part.first, isPadding(first) { unsafe part.removeFirst() }
    }
    return unsafe String(decoding: part, as: UTF8.self)
  }
  if vr.isSingleText {
    let text = unsafe trimmed(bytes[...])
    return text.isEmpty ? [] : [text]
  }
  let values = unsafe bytes.split(separator: UInt8(ascii: "\\"), omittingEmptySubsequences: false)
    .map { unsafe trimmed($0) }
  return values == [""] ? [] : values
}

/// Numbers of a size, or bytes where they don't come out even.
private func whole<Number: FixedWidthInteger & BitwiseCopyable>(
  _: Number.Type,
  _ bytes: UnsafeRawBufferPointer,
  _ value: ([Number]) -> Element.Value
) -> Element.Value {
  let size = MemoryLayout<Number>.size
  guard bytes.count % size == 0 else { return unsafe .bytes(Array(bytes)) }
  return value(
    stride(from: 0, to: bytes.count, by: size).map {
      unsafe bytes.loadUnaligned(fromByteOffset: $0, as: Number.self)
    }
  )
}

private func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
  (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
}

private func bytes<Number: FixedWidthInteger>(of values: [Int], as: Number.Type) -> [UInt8]? {
  var bytes: [UInt8] = []
  for value in values {
    guard let number = Number(exactly: value) else { return nil }
    bytes += littleEndian(number)
  }
  return bytes
}
