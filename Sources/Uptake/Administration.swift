import DICOM

/// Below this half-life an administration without a trusted date is put on the scan's day.
///
/// - Source: IBSI-SUV manual v3.0.1: 11.5 h.
let longestHalfLifeForInferredDates = 41_400.0
/// How much later than the reference time an administration may seem, for clocks that differ.
let latestAdministrationSeconds = 3600.0

extension CertificateMaker {
  /// The item of the radiopharmaceutical that was administered.
  ///
  /// - Throws: ``UptakeError`` with E_MULTI_TRACER where there are several and none is chosen.
  func radiopharmaceutical() throws(UptakeError) -> DataSet {
    let items = header.items(Attribute.radiopharmaceuticals.tag)
    if let chosen = settings.radiopharmaceuticalItem {
      guard items.indices.contains(chosen) else {
        throw UptakeError(
          .multipleTracers,
          .radiopharmaceuticals,
          found: "\(items.count) items",
          reason: "there is no item \(chosen)",
          remedy: "choose an item from 0 on"
        )
      }
      return items[chosen]
    }
    guard items.count <= 1 else {
      throw UptakeError(
        .multipleTracers,
        .radiopharmaceuticals,
        found: "\(items.count) items",
        reason: "nobody can tell which tracer the image shows",
        remedy: "choose the item"
      )
    }
    // Without an item every value in it is absent, and is refused as such where it is needed.
    return items.first ?? DataSet()
  }

  /// When the tracer was administered.
  ///
  /// Written down with its rule. With T the half-life and d the time to the reference:
  /// 1. a date-time with -1 h <= d <= limit is used as it is; the limit is the profile's longest
  ///    uptake, or 2 T (not reached) without a profile;
  /// 2. a date-time outside keeps its time of day only, on the reference's day or the day before;
  /// 3. so does a time without a date; both only for T < 11.5 h;
  /// 4. else there is no administration time.
  ///
  /// - Source: IBSI-SUV manual v3.0.1; docs/decisions/0003 for the profile's limit.
  mutating func administration(
    in tracer: DataSet,
    before reference: DICOMInstant,
    halfLifeSeconds: Double?
  ) throws(UptakeError) -> DICOMInstant {
    if let entered = settings.entered.administration {
      return try enteredAdministration(entered, in: tracer, before: reference)
    }
    let window = UptakeWindow(
      halfLifeSeconds: halfLifeSeconds,
      longestSeconds: settings.longestUptakeSeconds
    )
    if let text = tracer.texts(Attribute.startDateTime.tag).first {
      return try datedAdministration(
        text,
        in: tracer,
        before: reference,
        window: window,
        halfLifeSeconds: halfLifeSeconds
      )
    }
    guard let text = tracer.texts(Attribute.startTime.tag).first else {
      throw UptakeError(
        .administrationTime,
        .startDateTime,
        found: "absent",
        reason:
          "neither RadiopharmaceuticalStartDateTime nor RadiopharmaceuticalStartTime is there",
        remedy: "enter date and time of the administration from the case report form"
      )
    }
    let time: ClockTime
    do throws(UnreadableClock) {
      time = try ClockTime(text)
    } catch {
      throw unreadable(.startTime, text, error.reason, .administrationTime)
    }
    noteImprecision(.startTime, time.precisionSeconds)
    guard let halfLifeSeconds, halfLifeSeconds < longestHalfLifeForInferredDates else {
      throw UptakeError(
        .administrationDate,
        .startTime,
        found: text,
        reason: "the time has no date, and with this half-life the day may not be guessed",
        remedy: "enter date and time of the administration from the case report form"
      )
    }
    let ofDay = DICOMInstant(
      localMicroseconds: time.microsecondOfDay,
      utcOffsetSeconds: headerOffset
    )
    let moment = inferred(ofDay, before: reference)
    try adapt(
      .administrationDate,
      .startTime,
      found: text,
      used: moment.description,
      because: "the time has no date: the last such time before the scan"
    )
    try check(moment, before: reference, window: window, attribute: .startTime, found: text)
    note(.startTime, in: tracer, used: moment.description)
    follow("administration", "1.6 3", "time without date, put on the scan's day or the day before")
    return moment
  }

  private mutating func datedAdministration(
    _ text: String,
    in tracer: DataSet,
    before reference: DICOMInstant,
    window: UptakeWindow,
    halfLifeSeconds: Double?
  ) throws(UptakeError) -> DICOMInstant {
    let stored: DICOMInstant
    do throws(UnreadableClock) {
      let read = try DICOMInstant.read(text)
      noteImprecision(.startDateTime, read.precisionSeconds)
      noteOffsets(of: read.instant, and: reference)
      stored = read.instant.assuming(utcOffsetSeconds: headerOffset)
    } catch {
      throw unreadable(.startDateTime, text, error.reason, .administrationTime)
    }
    let decay = reference.seconds(since: stored)
    if window.contains(decay) {
      note(.startDateTime, in: tracer, used: stored.description)
      compareWithTimeOfDay(of: stored, in: tracer)
      follow(
        "administration",
        "1.6 1",
        "date and time as stored, \(spanText(decay)) before the "
          + "reference (\(window.words))"
      )
      return stored
    }
    guard let halfLifeSeconds, halfLifeSeconds < longestHalfLifeForInferredDates else {
      throw UptakeError(
        .administrationDate,
        .startDateTime,
        found: text,
        reason: "it lies \(spanText(decay)) before the reference time, outside \(window.words), "
          + "and with this half-life the day may not be guessed",
        remedy: "enter date and time of the administration, or give the tracer's longest uptake"
      )
    }
    let moment = inferred(stored, before: reference)
    try adapt(
      .administrationDate,
      .startDateTime,
      found: text,
      used: moment.description,
      because: "its date is \(spanText(decay)) off the scan, outside \(window.words): time of day "
        + "kept, date from the scan"
    )
    try check(moment, before: reference, window: window, attribute: .startDateTime, found: text)
    note(.startDateTime, in: tracer, used: moment.description)
    follow("administration", "1.6 2", "time of day as stored, date from the scan")
    return moment
  }

  private mutating func enteredAdministration(
    _ entered: Entered<DICOMInstant>,
    in tracer: DataSet,
    before reference: DICOMInstant
  ) throws(UptakeError) -> DICOMInstant {
    noteOffsets(of: entered.value, and: reference)
    let moment = entered.value.assuming(utcOffsetSeconds: headerOffset)
    let decay = reference.seconds(since: moment)
    guard decay >= -latestAdministrationSeconds else {
      throw UptakeError(
        .entered,
        .startDateTime,
        found: moment.description,
        reason: "the administration entered is \(spanText(-decay)) after the reference time",
        remedy: "check date and time of the administration"
      )
    }
    if let longest = settings.longestUptakeSeconds, decay > longest {
      doubt(.uptakeTimeLong, "\(spanText(decay)) is longer than the profile's longest uptake")
    }
    note(
      .startDateTime,
      in: tracer,
      used: moment.description,
      enteredBecause: entered.reason
    )
    note(.startTime, in: tracer, used: "not used")
    follow("administration", "entered", "date and time that a person entered")
    return moment
  }

  /// A time of day on the reference's day, or the day before where it would be over an hour late.
  private func inferred(
    _ timeOfDay: DICOMInstant,
    before reference: DICOMInstant
  ) -> DICOMInstant {
    let moment = timeOfDay.timeOfDay(onDateOf: reference)
    let isLate = reference.seconds(since: moment) < -latestAdministrationSeconds
    return isLate ? moment.adding(seconds: -86_400) : moment
  }

  /// Holds an inferred moment against the profile's window; without a profile it only raises doubt.
  private mutating func check(
    _ moment: DICOMInstant,
    before reference: DICOMInstant,
    window: UptakeWindow,
    attribute: Attribute,
    found: String
  ) throws(UptakeError) {
    let decay = reference.seconds(since: moment)
    if window.contains(decay) { return }
    guard settings.longestUptakeSeconds == nil else {
      throw UptakeError(
        .administrationTime,
        attribute,
        found: found,
        reason: "even at the latest, it lies \(spanText(decay)) before the reference time, outside "
          + window.words,
        remedy: "enter date and time of the administration, or raise the tracer's longest uptake"
      )
    }
    doubt(
      .uptakeTimeLong,
      "\(spanText(decay)) from administration to reference time is long for this half-life"
    )
  }

  private mutating func noteImprecision(_ attribute: Attribute, _ seconds: Int) {
    if seconds > 1 {
      doubt(
        .timeImprecise,
        "\(attribute.keyword) is given to the \(seconds == 60 ? "minute" : "hour") only"
      )
    }
  }

  private mutating func noteOffsets(of one: DICOMInstant, and reference: DICOMInstant) {
    let own = one.assuming(utcOffsetSeconds: headerOffset)
    if (own.utcOffsetSeconds == nil) != (reference.utcOffsetSeconds == nil) {
      doubt(
        .offsetFromUTCOnOneSide,
        "only one of administration (\(own)) and scan (\(reference)) states its offset from UTC: "
          + "both are read as the same local clock"
      )
    }
  }

  /// Notes where RadiopharmaceuticalStartTime is another time of day.
  private mutating func compareWithTimeOfDay(of stored: DICOMInstant, in tracer: DataSet) {
    guard let text = tracer.texts(Attribute.startTime.tag).first else { return }
    do throws(UnreadableClock) {
      let other = try ClockTime(text)
      var apart = Double(abs(other.microsecondOfDay - stored.microsecondOfDay)) / 1e6
      apart = min(apart, 86_400 - apart)
      note(.startTime, in: tracer, used: "not used")
      if apart > 60 {
        doubt(
          .valuesDisagree,
          "RadiopharmaceuticalStartTime \(text) and RadiopharmaceuticalStartDateTime \(stored) are "
            + "\(spanText(apart)) apart"
        )
      }
    } catch {
      doubt(.timeUnusable, "RadiopharmaceuticalStartTime '\(text)' can't be read")
    }
  }
}

/// How long before the reference time an administration may lie.
struct UptakeWindow {
  let halfLifeSeconds: Double?
  let longestSeconds: Double?

  func contains(_ seconds: Double) -> Bool {
    guard seconds >= -latestAdministrationSeconds else { return false }
    if let longestSeconds { return seconds <= longestSeconds }
    if let halfLifeSeconds { return seconds < 2 * halfLifeSeconds }
    return true
  }

  var words: String {
    if let longestSeconds { return "-1 h to the profile's \(spanText(longestSeconds))" }
    if let halfLifeSeconds { return "-1 h to two half-lives, \(spanText(2 * halfLifeSeconds))" }
    return "from -1 h on"
  }
}
