/// The values of samples: little-endian, single bits as bytes.
///
/// A value is the bits from HighBit down to BitsStored of them: what lies beside them, such as old
/// overlays, is no part of it.
///
/// - Source: DICOM PS3.5 8.1.1.
@inline(__always)
func convert(
  _ samples: UnsafeRawBufferPointer,
  _ description: PixelDescription,
  _ body: (Int, Double) -> Void
) {
  switch (description.kind, description.bitsAllocated) {
  case (.floatingPoint, 32): unsafe each(samples, Float.self) { body($0, Double($1)) }
  case (.floatingPoint, _): unsafe each(samples, Double.self, body)
  case (.signed, 1...8): unsafe integers(samples, Int8.self, description, body)
  case (.signed, 16): unsafe integers(samples, Int16.self, description, body)
  case (.signed, _): unsafe integers(samples, Int32.self, description, body)
  case (.unsigned, 1): unsafe each(samples, UInt8.self) { body($0, Double($1)) }
  case (.unsigned, 8): unsafe integers(samples, UInt8.self, description, body)
  case (.unsigned, 16): unsafe integers(samples, UInt16.self, description, body)
  case (.unsigned, _): unsafe integers(samples, UInt32.self, description, body)
  }
}

/// The values of samples in a unit.
func scale(
  _ samples: UnsafeRawBufferPointer,
  _ description: PixelDescription,
  _ scaling: LinearScaling,
  into target: UnsafeMutableBufferPointer<Float>
) {
  let slope = scaling.slope
  let intercept = scaling.intercept
  unsafe convert(samples, description) { index, stored in
    unsafe target[index] = Float(slope * stored + intercept)
  }
}

@inline(__always)
private func each<Sample: BitwiseCopyable>(
  _ samples: UnsafeRawBufferPointer,
  _: Sample.Type,
  _ body: (Int, Sample) -> Void
) {
  let typed = unsafe samples.assumingMemoryBound(to: Sample.self)
  for index in typed.indices { unsafe body(index, typed[index]) }
}

@inline(__always)
private func integers<Sample: FixedWidthInteger & BitwiseCopyable>(
  _ samples: UnsafeRawBufferPointer,
  _: Sample.Type,
  _ description: PixelDescription,
  _ body: (Int, Double) -> Void
) {
  if description.bitsStored == Sample.bitWidth {
    unsafe each(samples, Sample.self) { body($0, Double($1)) }
    return
  }
  let left = Sample(Sample.bitWidth - 1 - description.highBit)
  let right = Sample(Sample.bitWidth - description.bitsStored)
  unsafe each(samples, Sample.self) { body($0, Double(($1 &<< left) &>> right)) }
}

/// Single bits as bytes of 0 and 1, the lowest bit of a byte first.
///
/// - Source: DICOM PS3.5 8.1.1.
func unpackedBits(_ bytes: [UInt8], from first: Int, count: Int) -> [UInt8] {
  unsafe [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
    unsafe bytes.withUnsafeBufferPointer { bytes in
      for index in 0..<count {
        let bit = first + index
        unsafe target.initializeElement(at: index, to: bytes[bit >> 3] >> UInt8(bit & 7) & 1)
      }
    }
    initialized = count
  }
}

/// Colour by pixel, of colour by plane.
func byPixel(_ samples: [UInt8], _ description: PixelDescription) -> [UInt8] {
  let size = description.bitsAllocated / 8
  let pixels = description.rows * description.columns
  var rearranged = [UInt8](repeating: 0, count: samples.count)
  for plane in 0..<description.samplesPerPixel {
    for pixel in 0..<pixels {
      let from = (plane * pixels + pixel) * size
      let to = (pixel * description.samplesPerPixel + plane) * size
      for byte in 0..<size { rearranged[to + byte] = samples[from + byte] }
    }
  }
  return rearranged
}

/// Three samples for each pixel, of two luminances with the chrominances they share.
///
/// - Source: DICOM PS3.3 C.7.6.3.1.2 (YBR_FULL_422).
func fullySampled(_ samples: [UInt8], _ description: PixelDescription) -> [UInt8] {
  let size = description.bitsAllocated / 8
  var full: [UInt8] = []
  full.reserveCapacity(description.samplesPerFrame * size)
  for pair in stride(from: 0, to: samples.count - 4 * size + 1, by: 4 * size) {
    let chrominances = samples[pair + 2 * size..<pair + 4 * size]
    full += samples[pair..<pair + size]
    full += chrominances
    full += samples[pair + size..<pair + 2 * size]
    full += chrominances
  }
  return full
}

extension [UInt8] {
  /// Turns big-endian numbers into little-endian ones; a rest that is no whole number stays.
  mutating func swapBytes(inGroupsOf size: Int) {
    for start in stride(from: 0, through: count - size, by: size) {
      for byte in 0..<size / 2 { swapAt(start + byte, start + size - 1 - byte) }
    }
  }
}
