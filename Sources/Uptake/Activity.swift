import DICOM

extension CertificateMaker {
  /// The half-life of the header, held against the coded nuclide; never inferred, never defaulted.
  ///
  /// - Source: standards sheet 1.4; clinical sheet 2d.
  mutating func halfLife(in tracer: DataSet, nuclide: Nuclide?) -> Result<Double, UptakeError> {
    let attribute = Attribute.halfLife
    do throws(UptakeError) {
      let stored = try tracer.number(attribute, code: .halfLife)
      // From a second to three thousand years: no nuclide outside can be imaged.
      guard let seconds = stored, (1...1e11).contains(seconds) else {
        throw UptakeError(
          .halfLife,
          attribute,
          found: tracer.shown(attribute.tag),
          reason: stored == nil
            ? "a half-life is needed and is never assumed" : "no tracer has such a half-life",
          remedy: "correct the header: the site can state the nuclide's half-life in seconds"
        )
      }
      note(attribute, in: tracer, used: "\(plain(seconds)) s")
      if let nuclide, !nuclide.agrees(withHalfLifeSeconds: seconds) {
        let percent = 100 * (seconds / nuclide.halfLifeSeconds - 1)
        let words =
          "the half-life, \(plain(seconds)) s, is \(fixed(percent, 1)) % off that of the coded "
          + "nuclide \(nuclide.name), \(plain(nuclide.halfLifeSeconds)) s"
        if settings.policy == .strict {
          throw UptakeError(
            .halfLife,
            attribute,
            found: tracer.shown(attribute.tag),
            reason: words,
            remedy: "correct the header, or use the lenient policy, which uses it with a caveat"
          )
        }
        doubt(.halfLifeDisagreesWithNuclide, words)
      }
      return .success(seconds)
    } catch {
      return .failure(error)
    }
  }

  /// The nuclide by its code, or nil where the header codes none that the table has.
  mutating func nuclide(in tracer: DataSet) -> Nuclide? {
    let code = tracer.items(Attribute.radionuclideCode.tag).first
    guard let code,
      let value = code.texts(Tag(0x0008, 0x0100)).first,
      let scheme = code.texts(Tag(0x0008, 0x0102)).first
    else {
      doubt(.nuclideNotCoded, "the header codes no nuclide: the half-life can't be checked")
      return nil
    }
    guard let nuclide = Nuclide.coded(value, scheme: scheme) else {
      doubt(
        .nuclideNotCoded,
        "the table of nuclides has no \(value) \(scheme): the half-life can't be checked"
      )
      return nil
    }
    note(.radionuclideCode, found: "\(value) \(scheme)", used: nuclide.name)
    return nuclide
  }

  /// The activity at the time of administration, in becquerels.
  ///
  /// - Source: standards sheet 1.4 (0 < dose < 1e4 is MBq), 1.6 (residual).
  mutating func activity(
    in tracer: DataSet,
    administration: DICOMInstant?,
    halfLife: Result<Double, UptakeError>
  ) throws(UptakeError) -> Double {
    var becquerels: Double
    let attribute = Attribute.totalDose
    if let syringe = settings.entered.syringe, settings.entered.activityBecquerels == nil {
      becquerels = try decayed(syringe.value, to: administration, halfLife, "syringe's activity")
      note(
        attribute,
        in: tracer,
        used: "\(significant(becquerels, 7)) Bq, from the syringe's "
          + "\(significant(syringe.value.becquerels, 7)) Bq at \(syringe.value.time)",
        enteredBecause: syringe.reason
      )
      follow("activity", "entered", "the syringe's activity, decayed to the administration")
    } else if let entered = settings.entered.activityBecquerels {
      becquerels = entered.value
      guard becquerels >= 1e4 else { throw notEntered("activity", "\(becquerels) Bq") }
      note(attribute, in: tracer, used: "\(plain(becquerels)) Bq", enteredBecause: entered.reason)
      follow("activity", "entered", "the activity that a person entered")
    } else {
      becquerels = try storedActivity(in: tracer)
    }
    becquerels = try lessResidual(becquerels, administration: administration, halfLife: halfLife)
    if !(1e6...1e10).contains(becquerels) {
      doubt(
        .activityOutsidePlausibleRange,
        "the activity, \(significant(becquerels / 1e6, 4)) MBq, is outside 1 MBq to 10 GBq"
      )
    }
    return becquerels
  }

  private mutating func storedActivity(in tracer: DataSet) throws(UptakeError) -> Double {
    let attribute = Attribute.totalDose
    guard let stored = try tracer.number(attribute, code: .dose), stored > 0 else {
      throw UptakeError(
        .dose,
        attribute,
        found: tracer.shown(attribute.tag),
        reason: "an activity above 0 is needed",
        remedy: "enter the administered activity from the case report form"
      )
    }
    guard stored < 1e4 else {
      note(attribute, in: tracer, used: "\(plain(stored)) Bq")
      return stored
    }
    try adapt(
      .dose,
      attribute,
      found: tracer.shown(attribute.tag),
      used: "\(plain(stored * 1e6)) Bq",
      because: "so few becquerels give no image: these are MBq"
    )
    note(attribute, in: tracer, used: "\(plain(stored * 1e6)) Bq")
    return stored * 1e6
  }

  /// Takes the residual off where the settings say so, and says so where they don't.
  private mutating func lessResidual(
    _ becquerels: Double,
    administration: DICOMInstant?,
    halfLife: Result<Double, UptakeError>
  ) throws(UptakeError) -> Double {
    guard let residual = settings.entered.residual else {
      if settings.activity == .netOfResidual {
        throw UptakeError(
          .entered,
          found: "absent",
          reason: "the activity is to be net of the residual, and none "
            + "was entered",
          remedy: "enter the residual and when it was measured (0 Bq if none)"
        )
      }
      return becquerels
    }
    guard residual.value.becquerels >= 0 else {
      throw notEntered("residual", "\(residual.value.becquerels) Bq")
    }
    let left = try decayed(residual.value, to: administration, halfLife, "residual")
    guard settings.activity == .netOfResidual else {
      doubt(
        .residualNotSubtracted,
        "a residual of \(significant(left / 1e6, 4)) MBq was entered and isn't taken off: "
          + "\(significant(100 * left / becquerels, 3)) % of the activity"
      )
      return becquerels
    }
    guard left < becquerels else { throw notEntered("residual", "\(significant(left, 6)) Bq") }
    follow(
      "activity",
      "net",
      "less the residual, \(significant(left, 7)) Bq at the administration (\(residual.reason)); "
        + "before: \(significant(becquerels, 9)) Bq"
    )
    return becquerels - left
  }

  /// A measured activity as it is, or was, at the administration.
  private func decayed(
    _ measured: MeasuredActivity,
    to administration: DICOMInstant?,
    _ halfLife: Result<Double, UptakeError>,
    _ what: String
  ) throws(UptakeError) -> Double {
    let halfLife = try halfLife.get()
    guard let administration else {
      throw UptakeError(
        .administrationTime,
        .startDateTime,
        found: "absent",
        reason: "the \(what) can't be decayed to an administration whose time isn't known",
        remedy: "enter date and time of the administration"
      )
    }
    let time = measured.time.assuming(utcOffsetSeconds: headerOffset)
    return measured.becquerels
      * Decay.remaining(after: administration.seconds(since: time), halfLifeSeconds: halfLife)
  }
}
