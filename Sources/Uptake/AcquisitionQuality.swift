import DICOM

extension CertificateMaker {
  /// Holds the times against each other and against the profile's window.
  ///
  /// - Source: clinical sheet 4 (QC rules that a header can answer).
  mutating func checkTimes(_ decay: DecayResult) {
    guard let administration = decay.administration else { return }
    if let seconds = decay.decaySeconds, decay.correction != .admin {
      if seconds < 0 {
        doubt(
          .uptakeTimeImplausible,
          "the administration is \(spanText(-seconds)) after the reference time: check the clocks"
        )
      } else if seconds < 60 {
        doubt(
          .uptakeTimeImplausible,
          "the administration is only \(spanText(seconds)) before the reference time: right for a "
            + "dynamic scan from injection on, else the time isn't the administration's"
        )
      }
    }
    guard let start = decay.acquisitionStart else { return }
    let uptake = start.seconds(since: administration)
    if decay.decaySeconds == nil || decay.correction == .admin, uptake < 60 {
      doubt(
        .uptakeTimeImplausible,
        "the scan begins \(spanText(uptake)) after the administration"
      )
    }
    if let window = settings.uptakeWindowSeconds, !window.contains(uptake) {
      doubt(
        .uptakeTimeOutsideWindow,
        "the uptake time, \(spanText(uptake)), is outside the profile's "
          + "\(spanText(window.lowerBound)) to \(spanText(window.upperBound))"
      )
    }
  }

  /// Notes where clocks may have been changed between two moments that don't both state an offset.
  ///
  /// - Source: the changes of the European Union (directive 2000/84/EC: last Sundays of March and
  ///   October) and the United States (Energy Policy Act 2005: second Sunday of March, first of
  ///   November).
  mutating func noteDaylightSaving(from one: DICOMInstant, to other: DICOMInstant) {
    if one.utcOffsetSeconds != nil, other.utcOffsetSeconds != nil { return }
    guard one.localDay <= other.localDay, other.localDay - one.localDay < 100 else { return }
    for day in one.localDay...other.localDay where DaylightSaving.mayChange(onDay: day) {
      let night = DICOMInstant(
        localMicroseconds: day * microsecondsPerDay,
        utcOffsetSeconds: nil
      )
      let begins = night.adding(seconds: 3600).localMicroseconds
      let ends = night.adding(seconds: 3 * 3600).localMicroseconds
      guard one.localMicroseconds < ends, other.localMicroseconds > begins else { continue }
      doubt(
        .daylightSavingChange,
        "the night of \(night.description.prefix(10)) lies between administration and scan: where "
          + "clocks were changed then, the decay is an hour off (the header states no offsets)"
      )
      return
    }
  }
}

/// The days on which the clocks of Europe or North America are changed.
enum DaylightSaving {
  static func mayChange(onDay day: Int64) -> Bool {
    // 1970-01-01 was a Thursday.
    guard floorDivide(day + 4, 7) * 7 == day + 4 else { return false }
    let date = CivilDate(daysSince1970: day)
    switch date.month {
    case 3: return date.day > 24 || (8...14).contains(date.day)
    case 10: return date.day > 24
    case 11: return date.day <= 7
    default: return false
    }
  }
}
