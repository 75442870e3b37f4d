/// What a tracer does in a healthy body: how much each organ takes up when nothing is wrong with it.
///
/// Data of a tracer's profile, with the source of each number.
public struct Physiology: Codable, Sendable, Equatable {
  /// How sure a number is.
  public enum Confidence: String, Codable, Sendable {
    /// The source says it.
    case published
    /// A working value without validation; results that rest on it say so.
    case assumed
  }

  /// An organ's usual uptake, in SUVbw.
  public struct Uptake: Codable, Sendable, Equatable {
    /// The organ.
    public let organ: Organ
    /// The mean over the organ in the participant who takes up least: about the 2.5th percentile.
    public let from: Double
    /// The mean over the organ in the participant who takes up most: about the 97.5th percentile.
    public let to: Double
    /// The highest voxel that needs no other explanation than the organ itself.
    public let highest: Double
    /// How sure the numbers are.
    public let confidence: Confidence
    /// Where they come from.
    public let source: String

    /// An organ's usual uptake.
    ///
    /// - Parameters:
    ///   - organ: the organ.
    ///   - from: the lowest usual mean, in SUVbw.
    ///   - to: the highest usual mean, in SUVbw.
    ///   - highest: the highest voxel that needs no other explanation, in SUVbw.
    ///   - confidence: how sure the numbers are.
    ///   - source: where they come from.
    public init(
      organ: Organ,
      from: Double,
      to: Double,
      highest: Double,
      confidence: Confidence,
      source: String
    ) {
      self.organ = organ
      self.from = from
      self.to = to
      self.highest = highest
      self.confidence = confidence
      self.source = source
    }

    /// The geometric middle of the usual range, in SUVbw.
    public var typical: Double { (from * to).squareRoot() }
  }

  /// The tracer's name.
  public let tracer: String
  /// The organs that something is known of, paired ones each on its own.
  public let organs: [Uptake]

  /// What a tracer does in a healthy body.
  ///
  /// - Parameters:
  ///   - tracer: the tracer's name.
  ///   - organs: each organ's usual uptake.
  public init(tracer: String, organs: [Uptake]) {
    self.tracer = tracer
    self.organs = organs
  }

  /// An organ's usual uptake; nil where nothing is known of it.
  public func uptake(of organ: Organ) -> Uptake? { organs.first { $0.organ == organ } }
}
