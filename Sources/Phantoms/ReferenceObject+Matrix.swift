extension ReferenceObject {
  /// Uniform objects of SUVbw 1 over decay correction, unit, scanner, days from injection to scan,
  /// and what clocks did in between.
  ///
  /// Left out is what no scanner can write: uptake values, and the Philips factor to SUVbw, without
  /// decay correction (an uptake value has it by definition); Philips counts in the words of another
  /// scanner. Objects in uptake units don't depend on clocks and take one.
  public static let decayMatrix: [ReferenceObject] = {
    var objects: [ReferenceObject] = []
    for scanner in Scanner.allCases {
      for quantity in quantities(of: scanner) {
        for decay in SimulatedDecayCorrection.allCases where isPossible(quantity, decay) {
          let reference = decay == .start ? references(of: scanner) : [.seriesTime]
          for reference in isUptake(quantity) ? [.seriesTime] : reference {
            for days in [0, 1, 4, 7] {
              for clock in isUptake(quantity) ? [.plain] : Clock.allCases {
                objects.append(uniform(scanner, quantity, decay, reference, days, clock))
              }
            }
          }
        }
      }
    }
    return objects
  }()

  /// What the clocks did between injection and scan.
  enum Clock: String, CaseIterable {
    /// Nothing: both by day, whole days apart but for an hour.
    case plain
    /// Midnight lies between them.
    case midnight
    /// The scanner's clock was put forward by an hour.
    case springForward = "spring"
    /// The scanner's clock was put back by an hour.
    case fallBack = "autumn"
    /// The injection was noted by a clock of another time zone.
    case otherZone = "zone"
  }

  /// How a header leads to the moment of decay correction.
  enum Reference: String, CaseIterable {
    /// Series Time is that moment, and the first frame's start.
    case seriesTime = "series"
    /// Series Time is later; the vendor's private attribute names the moment.
    case privateAttribute = "private"
    /// Series Time is later; the Frame Reference Time counts from the moment.
    case frameReferenceTime = "frame"
  }

  private static func quantities(of scanner: Scanner) -> [StoredQuantity] {
    let common: [StoredQuantity] = [
      .activityConcentration, .uptake(.bodyWeight), .uptake(.leanBodyMassJanmahasatian),
      .uptake(.bodySurfaceArea),
    ]
    guard scanner == .philips else { return common }
    return common + [
      .philipsCounts(suvFactor: false, activityFactor: true),
      .philipsCounts(suvFactor: true, activityFactor: false),
      .philipsCounts(suvFactor: true, activityFactor: true),
    ]
  }

  private static func isUptake(_ quantity: StoredQuantity) -> Bool {
    if case .uptake = quantity { true } else { false }
  }

  private static func isPossible(
    _ quantity: StoredQuantity,
    _ decay: SimulatedDecayCorrection
  ) -> Bool {
    guard decay == .none else { return true }
    switch quantity {
    case .uptake, .philipsCounts(suvFactor: true, _): return false
    default: return true
    }
  }

  private static func references(of scanner: Scanner) -> [Reference] {
    scanner.privateReferenceTime == nil
      ? [.seriesTime, .frameReferenceTime] : Reference.allCases
  }

  private static func uniform(
    _ scanner: Scanner,
    _ quantity: StoredQuantity,
    _ decay: SimulatedDecayCorrection,
    _ reference: Reference,
    _ days: Int,
    _ clock: Clock
  ) -> ReferenceObject {
    let unit =
      switch quantity {
      case .philipsCounts(let suv, let activity):
        "CNTS" + (suv ? "-suv" : "") + (activity ? "-activity" : "")
      case .uptake(.leanBodyMassJanmahasatian, _): "GML-janma"
      default: quantity.units
      }
    let parts = [
      scanner.rawValue, unit, decay.rawValue, reference.rawValue, "\(days)d", clock.rawValue,
    ]
    return ReferenceObject(
      id: "uniform_" + parts.joined(separator: "_"),
      section: "decay",
      description: "uniform, \(parts.joined(separator: ", "))",
      expected: .suvbw(minimum: 1, median: 1, maximum: 1),
      isEnhanced: false,
      content: .uniform,
      setUp: { series in
        series.scanner = scanner
        series.quantity = quantity
        series.decayCorrection = decay
        series.administration.tracer =
          days == 0 ? .fdg : days == 1 ? .copperTrastuzumab : .zirconiumTrastuzumab
        series.set(days: days, clock: clock)
        series.useBeds(2)
        if reference != .seriesTime {
          series.seriesTime = series.decayReference.advanced(bySeconds: 2400)
        }
        series.namesReferencePrivately = reference == .privateAttribute
      },
      edit: { _ in }
    )
  }
}

extension PETSeries {
  /// Injects, and scans so many days and one hour later, by clocks that did something in between.
  ///
  /// Where clocks changed, headers state their distance from UTC: without it the elapsed time could
  /// not be known.
  fileprivate mutating func set(days: Int, clock: ReferenceObject.Clock) {
    let elapsed = Double(days * 86400 + 3600)
    let berlin = 60
    func scanOffset(_ minutes: Int) -> Timestamp {
      administration.start.advanced(bySeconds: elapsed).read(atUTCOffsetMinutes: minutes)
    }
    switch clock {
    case .plain:
      administration.start = Timestamp(2025, 1, 10, 9, 30)
      scan(at: scanOffset(0))
    case .midnight:
      administration.start = Timestamp(2025, 1, 10, 23, 30)
      administrationTime = days == 0 ? .timeOfDay : .dateTime
      scan(at: scanOffset(0))
    case .springForward:
      // 2025-03-30 02:00 became 03:00.
      administration.start = Timestamp(2025, 3, 30, 1, 30, utcOffsetMinutes: berlin)
      scan(at: scanOffset(2 * berlin))
    case .fallBack:
      // 2025-10-26 03:00 became 02:00.
      administration.start = Timestamp(2025, 10, 26, 2, 30, utcOffsetMinutes: 2 * berlin)
      scan(at: scanOffset(berlin))
    case .otherZone:
      // Noted in New York, scanned in Berlin.
      administration.start = Timestamp(2025, 1, 10, 3, 30, utcOffsetMinutes: -300)
      scan(at: scanOffset(berlin))
    }
    if clock != .plain, clock != .midnight {
      study.statesUTCOffset = true
      administrationTime = .dateTimeWithOffset
    }
  }
}
