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
    var failure: SeriesError?
    let values = unsafe [Float](unsafeUninitializedCapacity: grid.voxelCount) { buffer, count in
      unsafe preferLargePages(UnsafeMutableRawBufferPointer(buffer))
      nonisolated(unsafe) let buffer = unsafe buffer
      failure = eachFrame(threads: threads) { () in
        { (k) throws(DICOMError) in
          let slice = unsafe UnsafeMutableBufferPointer(
            rebasing: buffer[k * sliceCount..<(k + 1) * sliceCount]
          )
          try unsafe readers[k].read(
            frame: frames[k].frameIndex,
            scaling: scaling[k],
            into: slice
          )
        }
      }
      count = failure == nil ? grid.voxelCount : 0
    }
    if let failure { throw failure }
    return values
  }

  /// Hands over each slice of the series in a unit, without ever holding the volume.
  ///
  /// The values are those of ``volume(of:scaling:threads:)``. Slices come in no order, from several
  /// threads at once; each is the caller's only until the closure returns.
  ///
  /// - Parameters:
  ///   - scaling: one for each of ``frames``, in their order.
  ///   - threads: how many threads read.
  ///   - body: called once for each slice, with its index k and its values, column index fastest.
  /// - Throws: ``SeriesError`` when the frames don't make one volume, their pixels can't be read, or
  ///   the closure throws.
  public func forEachSlice(
    scaling: [LinearScaling],
    threads: Int = DICOMFolder.availableProcessorCount,
    _ body: @Sendable (Int, Span<Float>) throws(DICOMError) -> Void
  ) throws(SeriesError) {
    guard scaling.count == frames.count else {
      throw .scalingCount(found: scaling.count, frames: frames.count)
    }
    let grid: Grid
    do { grid = try self.grid() } catch { throw .geometry(error) }
    let sliceCount = grid.size.x * grid.size.y
    let frames = frames
    let readers = try readers(sliceCount: sliceCount, threads: threads)
    let failure = withoutActuallyEscaping(body) { body in
      eachFrame(threads: threads) {
        var slice = [Float](repeating: 0, count: sliceCount)
        return { (k) throws(DICOMError) in
          try unsafe slice.withUnsafeMutableBufferPointer { (buffer) throws(DICOMError) in
            try unsafe readers[k].read(
              frame: frames[k].frameIndex,
              scaling: scaling[k],
              into: buffer
            )
          }
          try body(k, slice.span)
        }
      }
    }
    if let failure { throw failure }
  }

  /// Does some work for each frame on several threads: each thread takes the next frame.
  ///
  /// Frames are taken in order, so all before a failed one were tried: the first failure is the same
  /// on any number of threads.
  ///
  /// - Parameters:
  ///   - threads: how many threads work.
  ///   - worker: makes the work of one thread, which is called with a frame's index.
  /// - Returns: the first failure, or nil.
  private func eachFrame(
    threads: Int,
    _ worker: @Sendable () -> ((Int) throws(DICOMError) -> Void)
  ) -> SeriesError? {
    let count = frames.count
    let next = Atomic<Int>(0)
    let failures = Mutex<[Int: DICOMError]>([:])
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, count))) { _ in
      let work = worker()
      while failures.withLock(\.isEmpty) {
        let k = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard k < count else { return }
        do throws(DICOMError) {
          try work(k)
        } catch {
          failures.withLock { $0[k] = error }
        }
      }
    }
    return failures.withLock { $0.min { $0.key < $1.key } }.map { .pixels($0.value) }
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
