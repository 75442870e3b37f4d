// libFuzzer's target: any bytes are a file that is read, described and decoded. What isn't DICOM is
// refused; nothing may crash, hang, or take memory that the bytes don't warrant.

import DICOM

/// Reads, describes and decodes what libFuzzer made.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
  do {
    // The limit puts some values into the data set and leaves others out.
    let file = try DICOMFile.read(bytes: bytes, name: "fuzz", bulkByteLimit: 256)
    let reader = try PixelReader(file)
    guard reader.description.samplesPerFrame <= 1 << 22 else { return 0 }
    for frame in 0..<min(reader.description.numberOfFrames, 3) {
      _ = try reader.values(ofFrame: frame, scaling: LinearScaling(slope: 2, intercept: -1))
    }
  } catch {
    return 0
  }
  return 0
}
