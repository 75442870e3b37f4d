extension EligibilityEvidence {
  /// The answer of bounds to a number that is only known to lie between two others.
  private func verdict(
    _ bounds: EligibilityRule.Bounds,
    lowest: Double,
    lowestCounts: Bool = true,
    highest: Double,
    highestCounts: Bool = true
  ) -> Verdict {
    func above(_ bound: Double, counts: Bool) -> Verdict {
      // Everything from the lowest number on is in: so is the number.
      if lowest > bound || lowest == bound && (counts || !lowestCounts) { return .met }
      if highest < bound || highest == bound && (!counts || !highestCounts) { return .notMet }
      return .unknown
    }
    func below(_ bound: Double, counts: Bool) -> Verdict {
      if highest < bound || highest == bound && (counts || !highestCounts) { return .met }
      if lowest > bound || lowest == bound && (!counts || !lowestCounts) { return .notMet }
      return .unknown
    }
    return [
      bounds.atLeast.map { above($0, counts: true) }, bounds.above.map { above($0, counts: false) },
      bounds.atMost.map { below($0, counts: true) }, bounds.below.map { below($0, counts: false) },
    ].compactMap { $0 }.reduce(.met, &&)
  }

  /// The days on which a person can have been born, from the birth date, or from an age on a day.
  private func births() -> (days: ClosedRange<CivilDate>?, reason: String, data: [Datum]) {
    let (birth, reason) = latest("birth date", valid: nil)
    if let birth {
      guard case .date(let date) = birth.value else {
        return (nil, "birth date is not recorded as a date", [birth])
      }
      guard date.earliest <= self.date else {
        return (nil, "the birth date \(date) lies after \(self.date)", [birth])
      }
      return (date.earliest...min(date.latest, self.date), "born \(date)", [birth])
    }
    let (age, _) = latest("age", valid: nil)
    guard let age, case .quantity(let years, .equal) = age.value, years.unit == "a",
      let day = age.date, years.value == years.value.rounded(.down), (0...150).contains(years.value)
    else { return (nil, reason, []) }
    let whole = Int(years.value)
    let latest = Self.day(day, minusYears: whole)
    let earliest = Self.day(day, minusYears: whole + 1).adding(days: 1)
    return (earliest...latest, "aged \(whole) on \(day)", [age])
  }

  /// The same day of an earlier year; 28 February where that year has no 29 February.
  private static func day(_ date: CivilDate, minusYears years: Int) -> CivilDate {
    let year = max(1, date.year - years)
    let length = CivilDate.length(ofMonth: date.month, in: year)
    return CivilDate(year: year, month: date.month, day: min(date.day, length)) ?? date
  }

  /// The age in completed years: the number of birthdays since birth.
  ///
  /// - Returns: the lowest and highest that it can be. Who was born on 29 February has the birthday of
  ///   a common year on 28 February or on 1 March, by law or custom of the place: on 28 February of
  ///   such a year both ages are possible.
  static func completedYears(from birth: CivilDate, to date: CivilDate) -> ClosedRange<Int> {
    let years = date.year - birth.year
    let hadBirthday = (date.month, date.day) >= (birth.month, birth.day)
    let age = max(0, hadBirthday ? years : years - 1)
    let isBetween =
      birth.month == 2 && birth.day == 29 && date.month == 2 && date.day == 28
      && !CivilDate.isLeap(date.year) && years > 0
    return age...(isBetween ? age + 1 : age)
  }

  func age(_ bounds: EligibilityRule.Bounds) -> Answer {
    let (days, reason, data) = births()
    guard let days else { return Answer(.unknown, reason, data) }
    let oldest = Self.completedYears(from: days.lowerBound, to: date).upperBound
    let youngest = Self.completedYears(from: days.upperBound, to: date).lowerBound
    let age = youngest == oldest ? "\(oldest)" : "\(youngest) to \(oldest)"
    return Answer(
      verdict(bounds, lowest: Double(youngest), highest: Double(oldest)),
      "\(reason): \(age) completed years on \(date); asked for is \(bounds.words)",
      data
    )
  }

  func quantity(
    _ name: String,
    _ bounds: EligibilityRule.Bounds,
    _ valid: EligibilityRule.Validity
  ) -> Answer {
    let (datum, reason) = latest(name, valid: valid)
    guard let datum else { return Answer(.unknown, reason) }
    guard case .quantity(let quantity, let comparator) = datum.value, quantity.value.isFinite else {
      return Answer(.unknown, "\(name) is not recorded as a number", [datum])
    }
    guard let value = quantity.converted(to: bounds.unit) else {
      return Answer(
        .unknown,
        "\(name) is recorded in \(quantity.unit), and asked for in \(bounds.unit)",
        [datum]
      )
    }
    let answer =
      switch comparator {
      case .equal: verdict(bounds, lowest: value, highest: value)
      case .atLeast: verdict(bounds, lowest: value, highest: .infinity)
      case .above: verdict(bounds, lowest: value, lowestCounts: false, highest: .infinity)
      case .atMost: verdict(bounds, lowest: -.infinity, highest: value)
      case .below: verdict(bounds, lowest: -.infinity, highest: value, highestCounts: false)
      }
    let stated = comparator == .equal ? "" : comparator.rawValue + " "
    return Answer(
      answer,
      "\(name) is \(stated)\(FieldReader.plain(quantity.value)) \(quantity.unit); asked for is "
        + bounds.words,
      [datum]
    )
  }
}

extension Quantity {
  /// The number in another unit, where the two are exact multiples of each other.
  func converted(to unit: String) -> Double? {
    if unit == self.unit { return value }
    let days = ["d": 1.0, "wk": 7.0]
    guard let from = days[self.unit], let to = days[unit] else { return nil }
    return value * from / to
  }
}

extension EligibilityRule.Bounds {
  /// The bounds in words.
  public var words: String {
    [
      atLeast.map { "at least \(FieldReader.plain($0))" },
      above.map { "above \(FieldReader.plain($0))" },
      atMost.map { "at most \(FieldReader.plain($0))" },
      below.map { "below \(FieldReader.plain($0))" },
    ].compactMap { $0 }.joined(separator: " and ") + " \(unit == "a" ? "years" : unit)"
  }
}
