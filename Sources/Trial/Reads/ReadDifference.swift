/// Something in which reads of a scan differ, and which the protocol has settled.
public struct ReadDifference: Sendable, Hashable, CustomStringConvertible {
  /// What differs.
  public let kind: ReadingDesign.Disagreement
  /// The lesion; nil where it is the participant.
  public let lesion: String?
  /// What each read says, in the reads' order.
  public let values: [String]

  /// The difference as one line.
  public var description: String {
    (lesion.map { "lesion \($0)" } ?? "participant") + ": " + values.joined(separator: " / ")
  }

  /// In what reads of a scan differ, of what the protocol has settled.
  ///
  /// A lesion of which a read says nothing is one that it doesn't see: `absent`. A lesion that isn't
  /// present in one read differs in presence, and in class and grade.
  ///
  /// - Parameters:
  ///   - reads: the reads.
  ///   - rule: which differences are settled.
  /// - Returns: the differences: the participant's first, then by lesion; empty where all agree.
  public static func between(
    _ reads: [ReadContent],
    by rule: [ReadingDesign.Disagreement]
  ) -> [ReadDifference] {
    var found: [ReadDifference] = []
    func compare(
      _ kind: ReadingDesign.Disagreement,
      _ lesion: String? = nil,
      _ value: (ReadContent) -> String
    ) {
      let values = reads.map(value)
      guard rule.contains(kind), Set(values).count > 1 else { return }
      found.append(ReadDifference(kind: kind, lesion: lesion, values: values))
    }
    compare(.participantClass) { $0.receptorClass.rawValue }
    compare(.participantGrade) { $0.grade.map(String.init) ?? "no grade" }
    let lesions = Set(reads.flatMap { $0.lesions.map(\.lesion) })
    for name in lesions.sorted(by: LesionRead.precedes) {
      func said(_ read: ReadContent, _ value: (LesionRead) -> String?) -> String {
        guard let lesion = read.lesion(name), lesion.isPresent else { return "absent" }
        return value(lesion) ?? "present"
      }
      compare(.lesionPresence, name) { said($0) { _ in nil } }
      compare(.lesionClass, name) { said($0) { $0.receptorClass?.rawValue } }
      compare(.lesionGrade, name) { said($0) { $0.grade.map(String.init) } }
    }
    return found
  }
}
