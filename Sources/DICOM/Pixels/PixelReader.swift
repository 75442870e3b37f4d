import CDCMTK

/// Decodes the frames of an object's pixel data, one at a time, from wherever they lie.
///
/// Every transfer syntax answers the same: samples in rows from the first to the last, colour pixel
/// by pixel. Everything a file announces is held against its size before memory is taken for it.
public struct PixelReader: Sendable {
  /// How the samples are held.
  public let description: PixelDescription

  private let path: String
  private let source: DICOMFile.Source
  private let transferSyntaxUID: String
  private let layout: Layout

  private enum Layout: Sendable {
    case native(PixelDataLocation)
    /// The byte ranges that make up each frame's codestream.
    case encapsulated([[Range<Int>]])
  }

  /// A reader of a file's pixel data.
  ///
  /// - Parameter file: the file, as it was read; it must not have changed since.
  /// - Throws: ``DICOMError/missingAttribute(tag:keyword:)`` when there are no pixels or they aren't
  ///   described, ``DICOMError/undecodablePixelData(path:reason:)`` when there are fewer bytes than
  ///   the frames need.
  public init(_ file: DICOMFile) throws(DICOMError) {
    guard let location = file.pixelData else {
      throw .missingAttribute(tag: .pixelData, keyword: "PixelData")
    }
    path = file.path
    source = file.source
    transferSyntaxUID = file.transferSyntaxUID
    description = try PixelDescription(file.dataSet, pixelData: location.tag)
    guard location.isEncapsulated else {
      layout = .native(location)
      try requireNative(location)
      return
    }
    guard location.tag == .pixelData, description.bitsAllocated >= 8 else {
      throw .undecodablePixelData(
        path: path,
        reason: "samples of \(description.bitsAllocated) bits can't be compressed"
      )
    }
    layout = .encapsulated(
      try encapsulatedFrames(
        of: file,
        at: location.offset,
        numberOfFrames: description.numberOfFrames
      )
    )
  }

  /// The values of a frame in a unit: `slope * stored + intercept` in double precision, rounded to
  /// single.
  ///
  /// - Parameters:
  ///   - frame: the frame's index, from zero.
  ///   - scaling: the line from stored values to the unit.
  /// - Returns: ``PixelDescription/samplesPerFrame`` values.
  /// - Throws: ``DICOMError/undecodablePixelData(path:reason:)``.
  /// - Source: DICOM PS3.3 C.11.1.1.2.
  public func values(ofFrame frame: Int, scaling: LinearScaling) throws(DICOMError) -> [Float] {
    var values = [Float](repeating: 0, count: description.samplesPerFrame)
    try unsafe values.withUnsafeMutableBufferPointer { (buffer) throws(DICOMError) in
      try unsafe read(frame: frame, scaling: scaling, into: buffer)
    }
    return values
  }

  /// The stored values of a frame, exact: a double holds every sample that DICOM knows.
  ///
  /// - Parameter frame: the frame's index, from zero.
  /// - Returns: ``PixelDescription/samplesPerFrame`` values.
  /// - Throws: ``DICOMError/undecodablePixelData(path:reason:)``.
  public func storedValues(ofFrame frame: Int) throws(DICOMError) -> [Double] {
    var values = [Double](repeating: 0, count: description.samplesPerFrame)
    try unsafe values.withUnsafeMutableBufferPointer { (target) throws(DICOMError) in
      try unsafe forEachPart(of: frame) { samples, first in
        unsafe convert(samples, description) { unsafe target[first + $0] = $1 }
      }
    }
    return values
  }

  /// Decodes a frame straight into a slice of a volume.
  package func read(
    frame: Int,
    scaling: LinearScaling,
    into target: UnsafeMutableBufferPointer<Float>
  ) throws(DICOMError) {
    precondition(target.count == description.samplesPerFrame, "a frame fills its slice")
    try unsafe forEachPart(of: frame) { samples, first in
      unsafe scale(
        samples,
        description,
        scaling,
        into: UnsafeMutableBufferPointer(rebasing: target[first...])
      )
    }
  }

  /// The samples of a frame of one bit or one unsigned byte each, as bytes.
  ///
  /// - Throws: ``DICOMError/undecodablePixelData(path:reason:)``, also where samples are larger.
  package func bytes(ofFrame frame: Int) throws(DICOMError) -> [UInt8] {
    guard description.bitsAllocated <= 8, description.kind == .unsigned else {
      throw .undecodablePixelData(
        path: path,
        reason: "samples of \(description.bitsAllocated) bits are no bytes"
      )
    }
    var values = [UInt8](repeating: 0, count: description.samplesPerFrame)
    try unsafe values.withUnsafeMutableBufferPointer { (target) throws(DICOMError) in
      try unsafe forEachPart(of: frame) { samples, first in
        unsafe convert(samples, description) { unsafe target[first + $0] = UInt8($1) }
      }
    }
    return values
  }
}

extension PixelReader {
  /// Gives a frame's samples to `body` in parts: little-endian, colour by pixel, single bits as
  /// bytes; and the index of each part's first sample.
  private func forEachPart(
    of frame: Int,
    _ body: (UnsafeRawBufferPointer, Int) -> Void
  ) throws(DICOMError) {
    precondition((0..<description.numberOfFrames).contains(frame), "the frame exists")
    switch layout {
    case .native(let location) where isPlain(location):
      try unsafe forEachNativePart(of: frame, at: location, body)
    case .native(let location):
      try unsafe whole(rearranged(frame, at: location), body)
    case .encapsulated(let frames):
      try unsafe whole(decoded(frames[frame]), body)
    }
  }

  private func whole(
    _ samples: [UInt8],
    _ body: (UnsafeRawBufferPointer, Int) -> Void
  ) throws(DICOMError) {
    let sampleBytes = max(1, description.bitsAllocated / 8)
    guard samples.count == description.samplesPerFrame * sampleBytes else {
      throw .undecodablePixelData(
        path: path,
        reason: "\(samples.count) bytes for \(description.samplesPerFrame) samples of "
          + "\(sampleBytes) bytes"
      )
    }
    unsafe samples.withUnsafeBytes { unsafe body($0, 0) }
  }

  /// Whether native samples can be used as they lie in the file.
  private func isPlain(_ location: PixelDataLocation) -> Bool {
    description.bitsAllocated >= 8 && !description.isByPlane && !description.isSubsampled
      && (!location.isBigEndian || description.bitsAllocated == 8 && location.vr == "OB")
  }

  /// Native samples in parts that fit the cache, so that each is touched once.
  private func forEachNativePart(
    of frame: Int,
    at location: PixelDataLocation,
    _ body: (UnsafeRawBufferPointer, Int) -> Void
  ) throws(DICOMError) {
    let sampleBytes = description.bitsAllocated / 8
    let start = location.offset + frame * description.samplesPerFrame * sampleBytes
    let samplesPerPart = 65_536 / sampleBytes
    let input = try Input(source, path: path)
    defer { input.close() }
    var failure: DICOMError?
    unsafe withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 16) { scratch in
      var first = 0
      while first < description.samplesPerFrame {
        let count = min(samplesPerPart, description.samplesPerFrame - first)
        let part = unsafe UnsafeMutableRawBufferPointer(rebasing: scratch[..<(count * sampleBytes)])
        do throws(DICOMError) {
          try unsafe input.read(part, at: start + first * sampleBytes)
        } catch {
          failure = error
          return
        }
        unsafe body(UnsafeRawBufferPointer(part), first)
        first += count
      }
    }
    if let failure { throw failure }
  }

  /// The samples of a native frame that lies otherwise: bits, big-endian, by plane, subsampled.
  private func rearranged(
    _ frame: Int,
    at location: PixelDataLocation
  ) throws(DICOMError) -> [UInt8] {
    let firstBit = frame * description.bitsPerNativeFrame
    let endBit = firstBit + description.bitsPerNativeFrame
    let swapsWords = location.isBigEndian && description.bitsAllocated <= 8 && location.vr != "OB"
    // Words of big-endian files are swapped in pairs of bytes from the beginning.
    let firstByte = swapsWords ? firstBit / 16 * 2 : firstBit / 8
    let endByte =
      swapsWords ? min((endBit + 15) / 16 * 2, location.byteCount) : (endBit + 7) / 8
    var raw = try bytes(location.offset + firstByte..<location.offset + endByte)
    if swapsWords { raw.swapBytes(inGroupsOf: 2) }
    // Samples of 32 bits are swapped whole, as GDCM and pydicom do, though OW speaks of words.
    if location.isBigEndian, description.bitsAllocated > 8 {
      raw.swapBytes(inGroupsOf: description.bitsAllocated / 8)
    }
    if description.bitsAllocated == 1 {
      return unpackedBits(raw, from: firstBit - firstByte * 8, count: description.samplesPerFrame)
    }
    let skipped = firstBit / 8 - firstByte
    let samples = Array(raw.dropFirst(skipped).prefix(description.bitsPerNativeFrame / 8))
    if description.isSubsampled { return fullySampled(samples, description) }
    return description.isByPlane ? byPixel(samples, description) : samples
  }

  /// The samples of an encapsulated frame.
  private func decoded(_ ranges: [Range<Int>]) throws(DICOMError) -> [UInt8] {
    var codestream: [UInt8] = []
    for range in ranges { codestream += try bytes(range) }
    let byteCount = description.samplesPerFrame * description.bitsAllocated / 8
    // The best compressors reach this only on frames of one value; what asks for more is a bomb.
    guard byteCount <= max(1 << 24, codestream.count * 4096), byteCount <= 1 << 30 else {
      throw .overLimit(
        path: path,
        reason: "a frame of \(byteCount) bytes from \(codestream.count) compressed bytes"
      )
    }
    var samples = [UInt8](repeating: 0, count: byteCount)
    try unsafe call(path) { message in
      unsafe description.photometricInterpretation.withCString { interpretation in
        let frame = unsafe cdcmtk_frame(
          rows: UInt32(description.rows),
          columns: UInt32(description.columns),
          samples_per_pixel: UInt32(description.samplesPerPixel),
          bits_allocated: UInt32(description.bitsAllocated),
          bits_stored: UInt32(description.bitsStored),
          high_bit: UInt32(description.highBit),
          is_signed: description.kind == .signed ? 1 : 0,
          photometric_interpretation: interpretation
        )
        return unsafe cdcmtk_decode(
          transferSyntaxUID,
          frame,
          codestream,
          codestream.count,
          &samples,
          samples.count,
          message
        )
      }
    }
    return samples
  }

  private func bytes(_ range: Range<Int>) throws(DICOMError) -> [UInt8] {
    let input = try Input(source, path: path)
    defer { input.close() }
    return try input.bytes(range)
  }

  private func requireNative(_ location: PixelDataLocation) throws(DICOMError) {
    let frame = description.bitsPerNativeFrame
    let (bits, overflow) = frame.multipliedReportingOverflow(by: description.numberOfFrames)
    let needed = bits / 8 + (bits % 8 == 0 ? 0 : 1)
    guard !overflow, needed <= location.byteCount else {
      throw .undecodablePixelData(
        path: path,
        reason: "\(description.numberOfFrames) frames of \(description.columns) x "
          + "\(description.rows) need \(overflow ? "more" : "\(needed)") bytes, "
          + "\(location.byteCount) are there"
      )
    }
  }
}
