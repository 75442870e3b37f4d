public import Statistics

/// How far the readers of a round agree: with each other, and with themselves at a second read.
///
/// Participants and lesions, by class, grade and presence. Lesions of a participant aren't
/// independent, and neither are two scans of one: intervals are made over participants.
public struct ReadAgreement: Sendable, Equatable {
  /// A locked read, and whose it is of which scan.
  public struct Entry: Sendable, Equatable {
    /// The participant.
    public let participant: String
    /// The scan.
    public let scan: String
    /// The reader.
    public let reader: String
    /// Whether it is the reader's second read of the scan.
    public let isReread: Bool
    /// What the reader said.
    public let content: ReadContent

    /// A locked read.
    ///
    /// - Parameters:
    ///   - participant: the participant.
    ///   - scan: the scan.
    ///   - reader: the reader.
    ///   - isReread: whether it is the reader's second read of the scan.
    ///   - content: what the reader said.
    public init(
      participant: String,
      scan: String,
      reader: String,
      isReread: Bool,
      content: ReadContent
    ) {
      self.participant = participant
      self.scan = scan
      self.reader = reader
      self.isReread = isReread
      self.content = content
    }
  }

  /// What is compared.
  public enum Item: String, Sendable, CaseIterable {
    /// The participant's receptor class, not evaluable being one.
    case participantClass = "participant, class"
    /// The participant's grade, where each read gives one.
    case participantGrade = "participant, grade"
    /// Whether a lesion is there, of those that any read calls present.
    case lesionPresence = "lesion, presence"
    /// A lesion's class, absent being one.
    case lesionClass = "lesion, class"
    /// A lesion's grade, where each read calls it present.
    case lesionGrade = "lesion, grade"
  }

  /// A figure.
  public struct Row: Sendable, Equatable {
    /// What is compared.
    public let item: Item
    /// Between whom.
    public let between: String
    /// Which figure: `share`, `kappa`, `kappa, linear weights` or `Fleiss' kappa`.
    public let figure: String
    /// Its value and interval.
    public let estimate: RaterAgreement
  }

  /// The figures: pairs of readers, all readers, then each reader's second reads.
  public let rows: [Row]

  /// The agreement of reads.
  ///
  /// - Parameters:
  ///   - reads: the locked reads of a round, and of the second reads of its scans.
  ///   - readers: the readers in their order, each with the name that is shown; more than read each
  ///     scan, where one took another's place.
  ///   - readersOfEach: how many read each scan.
  ///   - scale: the visual scale.
  ///   - level: the confidence level of the intervals.
  public init(
    _ reads: [Entry],
    readers: [(account: String, name: String)],
    readersOfEach: Int,
    scale: VisualScale,
    level: Double
  ) {
    var rows: [Row] = []
    let first = Dictionary(grouping: reads.filter { !$0.isReread }, by: \.reader)
    let second = Dictionary(grouping: reads.filter(\.isReread), by: \.reader)
    func pair(_ a: [Entry], _ b: [Entry], _ name: String) {
      let scans = Self.matched([a, b])
      // Who took another's place has no scan in common with them.
      guard !scans.isEmpty || readers.count == readersOfEach else { return }
      rows += Self.pair(scans, name, scale, level)
    }
    for (place, reader) in readers.enumerated() {
      for other in readers[(place + 1)...] {
        pair(
          first[reader.account] ?? [],
          first[other.account] ?? [],
          "\(reader.name) and \(other.name)"
        )
      }
    }
    if readersOfEach > 2 {
      let all = Self.complete(reads.filter { !$0.isReread }, readersOfEach)
      rows += Self.several(all, "all \(readersOfEach) readers", scale, level)
    }
    for reader in readers where second[reader.account] != nil {
      pair(
        first[reader.account] ?? [],
        second[reader.account] ?? [],
        "\(reader.name), first and second read"
      )
    }
    self.rows = rows
  }

  /// A scan with one read of each reader.
  private struct Matched {
    let participant: String
    let reads: [ReadContent]
  }

  /// The scans that every reader has read, in the scans' order.
  private static func matched(_ readers: [[Entry]]) -> [Matched] {
    let byScan = readers.map { Dictionary($0.map { ($0.scan, $0) }) { $1 } }
    guard let first = byScan.first else { return [] }
    return first.keys.sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }.compactMap { scan in
      let reads = byScan.compactMap { $0[scan]?.content }
      guard reads.count == readers.count, let participant = first[scan]?.participant else {
        return nil
      }
      return Matched(participant: participant, reads: reads)
    }
  }

  /// The scans that so many readers have read, whoever they are, in the scans' order.
  private static func complete(_ reads: [Entry], _ count: Int) -> [Matched] {
    let byScan = Dictionary(grouping: reads, by: \.scan).filter { $1.count == count }
    return byScan.keys.sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }.compactMap { scan in
      guard let reads = byScan[scan], let participant = reads.first?.participant else { return nil }
      return Matched(participant: participant, reads: reads.map(\.content))
    }
  }

  /// Classes by rater for each item that can be compared, and the participant of each.
  private static func ratings(
    _ item: Item,
    _ scans: [Matched],
    _ scale: VisualScale
  ) -> (classCount: Int, ratings: [[Int]], clusters: [Int]?) {
    var (found, participants): ([[Int]], [String]) = ([], [])
    func add(_ scan: Matched, _ classes: [Int?]) {
      guard classes.allSatisfy({ $0 != nil }) else { return }
      found.append(classes.compactMap(\.self))
      participants.append(scan.participant)
    }
    func place(_ grade: Int?) -> Int? {
      grade.flatMap { grade in scale.grades.firstIndex { $0.value == grade } }
    }
    func place(_ receptorClass: ReadClass) -> Int? {
      ReadClass.allCases.firstIndex(of: receptorClass)
    }
    for scan in scans {
      switch item {
      case .participantClass: add(scan, scan.reads.map { place($0.receptorClass) })
      case .participantGrade: add(scan, scan.reads.map { place($0.grade) })
      case .lesionPresence, .lesionClass, .lesionGrade:
        // Who can't read the scan says nothing of its lesions.
        guard scan.reads.allSatisfy({ $0.receptorClass != .notEvaluable }) else { continue }
        let names = Set(
          scan.reads.flatMap { $0.lesions.filter(\.isPresent).map(\.lesion) }
        )
        for name in names.sorted(by: LesionRead.precedes) {
          let lesions = scan.reads.map { read in
            read.lesion(name).flatMap { $0.isPresent ? $0 : nil }
          }
          switch item {
          case .lesionPresence: add(scan, lesions.map { $0 == nil ? 0 : 1 })
          case .lesionClass:
            add(
              scan,
              lesions.map { lesion in
                lesion?.receptorClass.map { place($0) ?? 0 } ?? ReadClass.allCases.count
              }
            )
          default: add(scan, lesions.map { place($0?.grade) })
          }
        }
      }
    }
    let classCount =
      switch item {
      case .participantClass: ReadClass.allCases.count
      case .participantGrade, .lesionGrade: scale.grades.count
      case .lesionPresence: 2
      case .lesionClass: ReadClass.allCases.count + 1
      }
    let names = Set(participants).sorted()
    let number = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    // Where every item is another participant's, each stands for itself.
    return (
      classCount, found,
      names.count == participants.count ? nil : participants.compactMap { number[$0] }
    )
  }

  private static func pair(
    _ scans: [Matched],
    _ between: String,
    _ scale: VisualScale,
    _ level: Double
  ) -> [Row] {
    Item.allCases.flatMap { item -> [Row] in
      let (classCount, ratings, clusters) = ratings(item, scans, scale)
      let (a, b) = (ratings.map { $0[0] }, ratings.map { $0[1] })
      var rows = [
        Row(
          item: item,
          between: between,
          figure: "share",
          estimate: .share(a, b, clusters: clusters, level: level)
        )
      ]
      // Presence is asked of lesions that somebody sees: both saying no can't be observed, and
      // agreement beyond chance has no meaning.
      if item == .lesionPresence { return rows }
      let isGraded = item == .participantGrade || item == .lesionGrade
      for weights in isGraded ? [.unweighted, .linear] : [RaterAgreement.Weights.unweighted] {
        rows.append(
          Row(
            item: item,
            between: between,
            figure: weights == .unweighted ? "kappa" : "kappa, \(weights.rawValue) weights",
            estimate: .cohen(
              a,
              b,
              classCount: classCount,
              weights: weights,
              clusters: clusters,
              level: level
            )
          )
        )
      }
      return rows
    }
  }

  private static func several(
    _ scans: [Matched],
    _ between: String,
    _ scale: VisualScale,
    _ level: Double
  ) -> [Row] {
    Item.allCases.filter { $0 != .lesionPresence }.map { item in
      let (classCount, ratings, clusters) = ratings(item, scans, scale)
      return Row(
        item: item,
        between: between,
        figure: "Fleiss' kappa",
        estimate: .fleiss(ratings, classCount: classCount, clusters: clusters, level: level)
      )
    }
  }
}
