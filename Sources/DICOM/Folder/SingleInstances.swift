import Glibc

/// The instances of a scan, each once.
///
/// Files of one SOP Instance UID that hold the same are copies: the first by path stays. Where any of
/// them differs nobody can say which one is right: all are refused, naming each other.
struct SingleInstances {
  /// The files that stay, by path.
  private(set) var files: [DICOMFile] = []
  /// The files of conflicting instances.
  private(set) var refused: [RefusedFile] = []
  /// The copies that were left out, by path.
  private(set) var repeated: [RepeatedFile] = []

  /// The instances among files, which are in the order of their paths.
  init(_ all: [DICOMFile], threads: Int) {
    var groups: [String: [Int]] = [:]
    for (index, file) in all.enumerated() {
      groups[file.dataSet.string(.sopInstanceUID) ?? "", default: []].append(index)
    }
    guard groups.count < all.count else {
      files = all
      return
    }
    // Each later file of a group is held against the group's first.
    let pairs = groups.values.flatMap { group in group.dropFirst().map { (group[0], $0) } }
    let verdicts = concurrentMap(pairs.count, threads: threads) { index in
      FrameContent.areEqual(all[pairs[index].0], all[pairs[index].1])
    }
    var conflicting: Set<Int> = []
    var copies: [Int: Int] = [:]
    for ((first, other), areEqual) in zip(pairs, verdicts) {
      copies[other] = first
      if !areEqual { conflicting.insert(first) }
    }
    for (index, file) in all.enumerated() {
      let first = copies[index] ?? index
      let uid = file.dataSet.string(.sopInstanceUID) ?? ""
      if conflicting.contains(first) {
        let others = (groups[uid] ?? []).filter { $0 != index }.map { all[$0].path }
        refused.append(
          RefusedFile(
            path: file.path,
            reason:
              "SOPInstanceUID \(uid) is also that of \(listed(others)), which holds something "
              + "else: keep the right one"
          )
        )
      } else if first == index {
        files.append(file)
      } else {
        repeated.append(RepeatedFile(path: file.path, kept: all[first].path, instance: uid))
      }
    }
  }
}
