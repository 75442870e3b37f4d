import Dispatch

/// Makes the values of a volume slice by slice, several at a time; each slice by itself, so that the
/// result doesn't depend on how many.
///
/// - Parameters:
///   - slices: the number of slices.
///   - length: the values of one slice.
///   - fill: fills the values of a slice, which are zero before; may run beside others.
/// - Returns: the values of all slices, in order.
func filledSlices(
  _ slices: Int,
  of length: Int,
  _ fill: @Sendable (Int, inout MutableSpan<Float>) -> Void
) -> [Float] {
  unsafe [Float](unsafeUninitializedCapacity: slices * length) { buffer, initialized in
    // The slices don't overlap.
    nonisolated(unsafe) let buffer = unsafe buffer
    DispatchQueue.concurrentPerform(iterations: slices) { slice in
      let part = unsafe UnsafeMutableBufferPointer(
        rebasing: buffer[slice * length..<(slice + 1) * length]
      )
      unsafe part.initialize(repeating: 0)
      var span = unsafe part.mutableSpan
      fill(slice, &span)
    }
    initialized = slices * length
  }
}
