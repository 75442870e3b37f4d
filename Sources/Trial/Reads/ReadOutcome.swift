/// What the reads of a scan come to under the protocol's reading design.
public struct ReadOutcome: Sendable, Hashable {
  /// Something decided, and how.
  public enum Decision<Value: Sendable & Hashable>: Sendable, Hashable {
    /// Every reader says so.
    case agreed(Value)
    /// Most readers say so.
    case majority(Value)
    /// The adjudicator says so.
    case adjudicated(Value)
    /// It isn't decided, for this reason.
    case open(String)

    /// What was decided; nil where it is open.
    public var value: Value? {
      switch self {
      case .agreed(let value), .majority(let value), .adjudicated(let value): value
      case .open: nil
      }
    }

    /// How it was decided, in a word.
    public var manner: String {
      switch self {
      case .agreed: "agreed"
      case .majority: "majority"
      case .adjudicated: "adjudicated"
      case .open(let reason): "open: \(reason)"
      }
    }
  }

  /// What is said of a lesion once it is decided.
  public struct LesionDecision: Sendable, Hashable {
    /// Whether it is there.
    public let isPresent: Bool
    /// Its receptor class; nil where it isn't there.
    public let receptorClass: ReadClass?
  }

  /// The participant's receptor class.
  public let participant: Decision<ReadClass>
  /// Each lesion that any reader named, in order.
  public let lesions: [(lesion: String, decision: Decision<LesionDecision>)]

  /// What reads come to.
  ///
  /// Where the adjudicator has spoken, that holds for everything. Otherwise what all say holds; under
  /// `majority` what more than half say. A tie, and a difference that nobody has settled yet, are
  /// open, never decided by Herald.
  ///
  /// - Parameters:
  ///   - reads: the locked reads of the scan.
  ///   - adjudication: the locked decision between them; nil where there is none.
  ///   - readers: how many readers were to read it.
  ///   - resolution: how differences are settled.
  public init(
    of reads: [ReadContent],
    adjudication: ReadContent?,
    readers: Int,
    resolution: ReadingDesign.Resolution
  ) {
    let names = Set(
      (reads + [adjudication].compactMap(\.self)).flatMap { $0.lesions.map(\.lesion) }
    )
    func decide<Value: Sendable & Hashable>(_ value: (ReadContent) -> Value) -> Decision<Value> {
      if let adjudication { return .adjudicated(value(adjudication)) }
      guard reads.count == readers else {
        return .open("\(reads.count) of \(readers) reads are locked")
      }
      let values = reads.map(value)
      let counts = Dictionary(grouping: values) { $0 }.mapValues(\.count)
      guard let (best, count) = counts.max(by: { $0.value < $1.value }) else {
        return .open("nobody has read it")
      }
      if count == values.count { return .agreed(best) }
      guard resolution == .majority else {
        return .open("readers differ, and nobody has settled it")
      }
      return 2 * count > values.count ? .majority(best) : .open("no majority")
    }
    participant = decide(\.receptorClass)
    lesions = names.sorted(by: LesionRead.precedes).map { name in
      (
        name,
        decide { read in
          let lesion = read.lesion(name)
          let isPresent = lesion?.isPresent ?? false
          return LesionDecision(
            isPresent: isPresent,
            receptorClass: isPresent ? lesion?.receptorClass : nil
          )
        }
      )
    }
  }

  /// Two outcomes are the same where every decision is.
  public static func == (a: ReadOutcome, b: ReadOutcome) -> Bool {
    a.participant == b.participant
      && a.lesions.elementsEqual(b.lesions) { $0.lesion == $1.lesion && $0.decision == $1.decision }
  }

  /// Hashes every decision.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(participant)
    for lesion in lesions {
      hasher.combine(lesion.lesion)
      hasher.combine(lesion.decision)
    }
  }
}
