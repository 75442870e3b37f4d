import Dispatch

/// Splits work into slabs that may run on several threads.
///
/// The split depends on the work alone, never on the number of cores, and results come back in slab
/// order: so a kernel gives the same bits on one core and on many.
package enum Slabs {
  /// The number of slabs that a test asks for in place of the usual one.
  @TaskLocal package static var forcedCount: Int?

  /// The items below which a second thread costs more than it gains, counted in voxels.
  private static let voxelsPerSlab = 1 << 15

  /// Calls `body` for consecutive, disjoint ranges that cover `0..<count`, and returns the results in
  /// the order of the ranges.
  ///
  /// - Parameters:
  ///   - count: the number of items to split.
  ///   - voxels: the voxels that all items together touch.
  ///   - body: the work on one range; may run beside others.
  /// - Returns: a result for each range, in order.
  package static func map<Result: Sendable>(
    _ count: Int,
    voxels: Int,
    _ body: @Sendable (Range<Int>) -> Result
  ) -> [Result] {
    let wanted = forcedCount ?? min(32, voxels / voxelsPerSlab)
    let slabs = max(1, min(count, wanted))
    guard slabs > 1 else { return [body(0..<count)] }
    var results = [Result?](repeating: nil, count: slabs)
    unsafe results.withUnsafeMutableBufferPointer { results in
      // Each slab writes a place of its own.
      nonisolated(unsafe) let results = unsafe results
      DispatchQueue.concurrentPerform(iterations: slabs) { slab in
        let range = count * slab / slabs..<count * (slab + 1) / slabs
        unsafe results[slab] = body(range)
      }
    }
    return results.compactMap { $0 }
  }

  /// Makes an array whose consecutive blocks are filled slab by slab.
  ///
  /// - Parameters:
  ///   - blocks: the number of blocks.
  ///   - length: the elements of one block.
  ///   - initial: the value that each element has before `body` sees it.
  ///   - body: fills the elements of a range of blocks; may run beside others.
  /// - Returns: the array of `blocks * length` elements.
  package static func fill<Element: Sendable>(
    blocks: Int,
    of length: Int,
    with initial: Element,
    _ body: @Sendable (Range<Int>, inout MutableSpan<Element>) -> Void
  ) -> [Element] {
    unsafe [Element](unsafeUninitializedCapacity: blocks * length) { buffer, initialized in
      unsafe preferLargePages(UnsafeMutableRawBufferPointer(buffer))
      // The slabs' parts don't overlap.
      nonisolated(unsafe) let buffer = unsafe buffer
      _ = map(blocks, voxels: blocks * length) { range in
        let part = unsafe UnsafeMutableBufferPointer(
          rebasing: buffer[range.lowerBound * length..<range.upperBound * length]
        )
        unsafe part.initialize(repeating: initial)
        var span = unsafe part.mutableSpan
        body(range, &span)
      }
      initialized = blocks * length
    }
  }
}
