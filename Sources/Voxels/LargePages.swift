import Glibc

/// Asks the system to back the room for a volume by large pages before it is first touched.
///
/// A page fault for every 4 KiB takes longer than filling them. Where the system has no large pages,
/// or gives them anyway, nothing changes; values never do.
///
/// - Parameter room: memory that nothing was written to yet.
package func preferLargePages(_ room: UnsafeMutableRawBufferPointer) {
  // Less than this hardly holds a large page whole.
  guard room.count >= 8 << 20, let start = room.baseAddress else { return }
  let page = 4096
  let first = (Int(bitPattern: start) + page - 1) / page * page
  let end = (Int(bitPattern: start) + room.count) / page * page
  // A refusal leaves small pages, which serve as well.
  _ = unsafe madvise(UnsafeMutableRawPointer(bitPattern: first), end - first, MADV_HUGEPAGE)
}
