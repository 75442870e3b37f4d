import Dispatch
import Synchronization
import Voxels

extension Series {
  /// Decodes all frames into one array: each thread takes the next frame and writes its own slice.
  func values(
    _ grid: Grid,
    scaling: [LinearScaling],
    threads: Int
  ) throws(SeriesError) -> [Float] {
    let sliceCount = grid.size.x * grid.size.y
    let frames = frames
    // Before room is made for the volume, each file is known to hold its frames.
    let readers = try readers(sliceCount: sliceCount, threads: threads)
    let next = Atomic<Int>(0)
    let failures = Mutex<[Int: DICOMError]>([:])
    let values = unsafe [Float](unsafeUninitializedCapacity: grid.voxelCount) { buffer, count in
      nonisolated(unsafe) let buffer = unsafe buffer
      DispatchQueue.concurrentPerform(iterations: max(1, min(threads, frames.count))) { _ in
        while failures.withLock(\.isEmpty) {
          let k = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard k < frames.count else { return }
          let slice = unsafe UnsafeMutableBufferPointer(
            rebasing: buffer[k * sliceCount..<(k + 1) * sliceCount]
          )
          do throws(DICOMError) {
            try unsafe readers[k].read(
              frame: frames[k].frameIndex,
              scaling: scaling[k],
              into: slice
            )
          } catch {
            failures.withLock { $0[k] = error }
          }
        }
      }
      count = failures.withLock(\.isEmpty) ? grid.voxelCount : 0
    }
    // Frames are taken in order, so all before a failed one were tried: the first failure is the
    // same on any number of threads.
    if let first = failures.withLock({ $0.min { $0.key < $1.key } }) { throw .pixels(first.value) }
    return values
  }

  /// The reader of each frame; frames of one file share theirs.
  private func readers(sliceCount: Int, threads: Int) throws(SeriesError) -> [PixelReader] {
    let made = concurrentMap(instances.count, threads: threads) { index in
      Result { () throws(DICOMError) in try PixelReader(instances[index]) }
    }
    do throws(DICOMError) {
      var byPath: [String: PixelReader] = [:]
      for (file, reader) in zip(instances, made) { byPath[file.path] = try reader.get() }
      var readers: [PixelReader] = []
      for frame in frames {
        guard let reader = byPath[frame.path] else {
          preconditionFailure("a frame lies in one of the series' files")
        }
        try Self.check(reader.description, frame, sliceCount)
        readers.append(reader)
      }
      return readers
    } catch {
      throw .pixels(error)
    }
  }

  /// A frame of a volume has one sample for each pixel, and as many pixels as its plane.
  private static func check(
    _ description: PixelDescription,
    _ frame: Frame,
    _ sliceCount: Int
  ) throws(DICOMError) {
    guard description.samplesPerFrame == sliceCount,
      frame.frameIndex < description.numberOfFrames
    else {
      throw .undecodablePixelData(
        path: frame.path,
        reason: "frame \(frame.frameIndex + 1) of \(description.numberOfFrames) holds "
          + "\(description.samplesPerFrame) samples (SamplesPerPixel "
          + "\(description.samplesPerPixel)); a slice of the volume has \(sliceCount)"
      )
    }
  }
}
