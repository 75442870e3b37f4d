/// How a voxel is stored, by its NIfTI-1 code.
///
/// - Source: nifti1.h, "data type codes".
enum Datatype: Int16 {
  case uint8 = 2
  case int16 = 4
  case int32 = 8
  case float32 = 16
  case float64 = 64
  case int8 = 256
  case uint16 = 512
  case uint32 = 768
  case int64 = 1024
  case uint64 = 1280

  /// The number of bytes of a voxel.
  var byteCount: Int {
    switch self {
    case .uint8, .int8: 1
    case .int16, .uint16: 2
    case .int32, .uint32, .float32: 4
    case .float64, .int64, .uint64: 8
    }
  }

  /// Turns stored bytes into values, in double precision.
  ///
  /// - Parameters:
  ///   - bytes: whole voxels, as stored.
  ///   - values: where the values go; as many as voxels in `bytes`.
  ///   - bigEndian: whether the most significant byte of a voxel comes first.
  ///   - scaling: slope and intercept, or nil for none.
  func decode(
    _ bytes: UnsafeRawBufferPointer,
    into values: UnsafeMutableBufferPointer<Float>,
    bigEndian: Bool,
    scaling: Scaling?
  ) {
    switch self {
    case .uint8: unsafe decode(UInt8.self, bytes, values, bigEndian, scaling)
    case .int8: unsafe decode(Int8.self, bytes, values, bigEndian, scaling)
    case .int16: unsafe decode(Int16.self, bytes, values, bigEndian, scaling)
    case .uint16: unsafe decode(UInt16.self, bytes, values, bigEndian, scaling)
    case .int32: unsafe decode(Int32.self, bytes, values, bigEndian, scaling)
    case .uint32: unsafe decode(UInt32.self, bytes, values, bigEndian, scaling)
    case .int64: unsafe decode(Int64.self, bytes, values, bigEndian, scaling)
    case .uint64: unsafe decode(UInt64.self, bytes, values, bigEndian, scaling)
    case .float32:
      unsafe fill(values, bytes, UInt32.self) {
        let value = Float(bitPattern: bigEndian ? UInt32(bigEndian: $0) : UInt32(littleEndian: $0))
        return scaling.map { Float($0.applied(to: Double(value))) } ?? value
      }
    case .float64:
      unsafe fill(values, bytes, UInt64.self) {
        let value = Double(bitPattern: bigEndian ? UInt64(bigEndian: $0) : UInt64(littleEndian: $0))
        return Float(scaling.map { $0.applied(to: value) } ?? value)
      }
    }
  }

  private func decode<Stored: FixedWidthInteger & BitwiseCopyable>(
    _ type: Stored.Type,
    _ bytes: UnsafeRawBufferPointer,
    _ values: UnsafeMutableBufferPointer<Float>,
    _ bigEndian: Bool,
    _ scaling: Scaling?
  ) {
    let scaling = scaling ?? Scaling(slope: 1, intercept: 0)
    unsafe fill(values, bytes, type) {
      Float(
        scaling.applied(to: Double(bigEndian ? Stored(bigEndian: $0) : Stored(littleEndian: $0)))
      )
    }
  }

  @inline(__always)
  private func fill<Stored: BitwiseCopyable>(
    _ values: UnsafeMutableBufferPointer<Float>,
    _ bytes: UnsafeRawBufferPointer,
    _ type: Stored.Type,
    _ value: (Stored) -> Float
  ) {
    for i in values.indices {
      unsafe values[i] = value(
        bytes.loadUnaligned(fromByteOffset: i * MemoryLayout<Stored>.size, as: type)
      )
    }
  }
}

/// From stored to real values: `slope * stored + intercept`.
///
/// - Source: nifti1.h, "scl_slope and scl_inter".
struct Scaling: Equatable {
  let slope: Double
  let intercept: Double

  func applied(to stored: Double) -> Double { slope * stored + intercept }
}
