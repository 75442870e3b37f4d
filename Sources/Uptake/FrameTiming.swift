import DICOM

/// The times of one frame, each nil where the header has none.
struct FrameTiming {
  /// The start of the frame's acquisition.
  var acquisition: DICOMInstant?
  /// How long it took, in seconds.
  var durationSeconds: Double?
  /// FrameReferenceTime, in seconds.
  var frameReferenceSeconds: Double?
  /// SeriesDate and SeriesTime.
  var series: DICOMInstant?
  /// The maker's private moment of decay correction, and its attribute.
  var privateReference: (instant: DICOMInstant, attribute: Attribute)?
  /// DecayFactor.
  var decayFactor: Double?
}

extension CertificateMaker {
  /// Reads the times of all frames of classic PET.
  ///
  /// - Throws: ``UptakeError`` where a time is there but can't be read.
  mutating func classicTimings() throws(UptakeError) -> [FrameTiming] {
    var timings: [FrameTiming] = []
    for frame in frames {
      var timing = FrameTiming()
      let instance = frame.instance
      timing.series = try instant(.seriesDate, .seriesTime, in: instance)
      timing.acquisition = try acquisition(in: instance, series: timing.series)
      timing.durationSeconds = try span(.frameDuration, in: instance).flatMap { $0 > 0 ? $0 : nil }
      timing.frameReferenceSeconds = try span(.frameReferenceTime, in: instance)
      timing.decayFactor = try instance.number(.decayFactor, code: .decayTiming)
      for which in [PrivateAttribute.siemensDecayCorrectionDateTime, .geScanDateTime] {
        guard let attribute = which.attribute(in: instance) else { continue }
        guard let moment = try instant(attribute, in: instance, code: .decayTiming) else {
          continue
        }
        try takeCreator(of: which, attribute, in: instance, code: .decayTiming)
        timing.privateReference = (moment, attribute)
        break
      }
      timings.append(timing)
    }
    return timings
  }

  /// AcquisitionDate and AcquisitionTime, else AcquisitionDateTime, else the series' date with the
  /// acquisition's time (on the next day where that lies half a day before the series' time).
  private mutating func acquisition(
    in instance: DataSet,
    series: DICOMInstant?
  ) throws(UptakeError) -> DICOMInstant? {
    if let moment = try instant(.acquisitionDate, .acquisitionTime, in: instance) { return moment }
    if let moment = try instant(.acquisitionDateTime, in: instance, code: .decayTiming) {
      return moment
    }
    guard let series, let text = instance.texts(Attribute.acquisitionTime.tag).first else {
      return nil
    }
    let time = try clockTime(text, .acquisitionTime)
    var moment = DICOMInstant(
      localMicroseconds: series.localDay * microsecondsPerDay + time.microsecondOfDay,
      utcOffsetSeconds: series.utcOffsetSeconds
    )
    if moment.seconds(since: series) < -43_200 { moment = moment.adding(seconds: 86_400) }
    try adapt(
      .decayTiming,
      .acquisitionDate,
      found: "absent",
      used: "the series' date",
      because: "the acquisition has a time without a date"
    )
    return moment
  }

  /// A span that the header gives in milliseconds, in seconds; nil where it is absent.
  func span(_ attribute: Attribute, in dataSet: DataSet) throws(UptakeError) -> Double? {
    guard let milliseconds = try dataSet.number(attribute, code: .decayTiming) else { return nil }
    guard abs(milliseconds) <= 1e12 else {
      throw unreadable(attribute, "\(milliseconds)", "longer than 30 years", .decayTiming)
    }
    return milliseconds / 1000
  }

  /// The moment of a DA and a TM; nil where either is absent.
  func instant(
    _ date: Attribute,
    _ time: Attribute,
    in dataSet: DataSet
  ) throws(UptakeError) -> DICOMInstant? {
    guard let dateText = dataSet.texts(date.tag).first,
      let timeText = dataSet.texts(time.tag).first
    else { return nil }
    let day: CivilDate
    do throws(UnreadableClock) {
      day = try CivilDate(dateText)
    } catch {
      throw unreadable(date, dateText, error.reason, .decayTiming)
    }
    return DICOMInstant(
      date: day,
      time: try clockTime(timeText, time),
      utcOffsetSeconds: headerOffset
    )
  }

  /// The moment of a DT; nil where it is absent.
  func instant(
    _ attribute: Attribute,
    in dataSet: DataSet,
    code: UptakeError.Code
  ) throws(UptakeError) -> DICOMInstant? {
    guard let text = dataSet.texts(attribute.tag).first else { return nil }
    do throws(UnreadableClock) {
      return try DICOMInstant.read(text).instant.assuming(utcOffsetSeconds: headerOffset)
    } catch {
      throw unreadable(attribute, text, error.reason, code)
    }
  }

  private func clockTime(_ text: String, _ attribute: Attribute) throws(UptakeError) -> ClockTime {
    do throws(UnreadableClock) {
      return try ClockTime(text)
    } catch {
      throw unreadable(attribute, text, error.reason, .decayTiming)
    }
  }

  func unreadable(
    _ attribute: Attribute,
    _ text: String,
    _ reason: String,
    _ code: UptakeError.Code
  ) -> UptakeError {
    UptakeError(
      code,
      attribute,
      found: text,
      reason: "it can't be read as a time: \(reason)",
      remedy: "correct the header from the scanner's or the site's records"
    )
  }

  /// Reads the offset from UTC that the header states for its dates and times.
  ///
  /// - Source: DICOM PS3.3 C.12.1.1.8.
  mutating func readHeaderOffset() {
    guard let text = header.texts(Attribute.timezoneOffset.tag).first else { return }
    do throws(UnreadableClock) {
      headerOffset = try DICOMInstant.utcOffset(text)
      note(.timezoneOffset, in: header, used: text)
    } catch {
      doubt(.timeUnusable, "TimezoneOffsetFromUTC '\(text)' can't be read: \(error.reason)")
    }
  }
}
