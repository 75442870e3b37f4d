/// A dataset of the CDISC Study Data Tabulation Model: its variables and its rows.
///
/// - Source: CDISC SDTMIG 3.4.
public struct SDTMDataset: Sendable {
  /// A variable.
  public struct Variable: Sendable, Equatable {
    /// What the values are.
    public enum Kind: Sendable, Equatable {
      /// Words or codes.
      case text
      /// ISO 8601, as far as it is known.
      case dateTime
      /// Whole numbers.
      case integer
      /// Numbers.
      case number
    }

    /// Where the values come from, in Define-XML's words.
    public enum Origin: String, Sendable {
      /// The same for the whole dataset, or a code that SDTM gives.
      case assigned = "Assigned"
      /// Entered by the site.
      case collected = "Collected"
      /// Computed from what was entered.
      case derived = "Derived"
      /// The trial's protocol.
      case protocolText = "Protocol"
    }

    /// The name, of at most eight letters.
    public let name: String
    /// The label, of at most forty.
    public let label: String
    /// What the values are.
    public let kind: Kind
    /// Whether each row has a value.
    public let isRequired: Bool
    /// Where the values come from.
    public let origin: Origin
    /// Its place among the keys, from 1; nil where it is none.
    public let key: Int?

    init(
      _ name: String,
      _ label: String,
      _ kind: Kind = .text,
      _ origin: Origin = .collected,
      isRequired: Bool = false,
      key: Int? = nil
    ) {
      self.name = name
      self.label = label
      self.kind = kind
      self.isRequired = isRequired
      self.origin = origin
      self.key = key
    }
  }

  /// The values of a row by variable; absent ones are left out.
  public typealias Row = [String: RecordValue]

  /// The domain's two letters.
  public let name: String
  /// What the domain is called.
  public let label: String
  /// The class of the model, as Define-XML names it.
  public let observationClass: String
  /// What a row is.
  public let structure: String
  /// The variables in order.
  public let variables: [Variable]
  /// The rows, in the order of participant and number.
  public let rows: [Row]
}
