import Dispatch
import Glibc
import Synchronization

/// The number of processors that can work at once.
package func availableProcessors() -> Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

/// The results of independent pieces of work, in order, whatever thread did which.
///
/// - Parameters:
///   - count: how many pieces there are.
///   - threads: how many threads share them; 1 works on the caller's.
///   - work: makes the result of a piece.
/// - Returns: the results, by piece.
package func concurrentMap<Result: Sendable>(
  _ count: Int,
  threads: Int,
  _ work: @Sendable (Int) -> Result
) -> [Result] {
  if threads <= 1 || count <= 1 { return (0..<count).map(work) }
  // Each piece's result goes to a place of its own; the next piece is whoever asks first.
  let next = Atomic<Int>(0)
  return unsafe [Result](unsafeUninitializedCapacity: count) { buffer, initialized in
    nonisolated(unsafe) let places = unsafe buffer
    DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
      while true {
        let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if piece >= count { return }
        unsafe places.initializeElement(at: piece, to: work(piece))
      }
    }
    initialized = count
  }
}
