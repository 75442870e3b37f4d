extension ScreeningDatum {
  /// The datum as the eligibility rules take it.
  public var asDatum: Datum {
    Datum(datum, content, date: date, source: source, by: judgedBy, role: judgedAs)
  }

  private var content: Datum.Value {
    switch form {
    case .yesNo: .yes(["yes", "true", "1"].contains(value.lowercased()))
    case .code: .code(value)
    case .quantity:
      Double(value).map { .quantity(Quantity($0, unit ?? "1"), comparator ?? .equal) }
        ?? .unknown("'\(value)' is no number")
    case .date: PartialDate(value).map { .date($0) } ?? .unknown("'\(value)' is no date")
    case .unknown: .unknown(value)
    }
  }
}
