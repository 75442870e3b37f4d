import Statistics

extension Participant {
  /// Who is scanned, when and with what, at a visit.
  ///
  /// Participants come one after the other from January 2025 on; the tracers of a visit are imaged on
  /// days of their own, the first on the visit's.
  ///
  /// - Parameters:
  ///   - visit: the visit.
  ///   - tracer: the tracer, by its profile's name.
  /// - Returns: the context that headers are written from.
  /// - Throws: ``PhantomError/unknownTracer(_:known:)``.
  public func context(at visit: Visit, tracer: String) throws(PhantomError) -> ScanContext {
    guard let agent = SimulatedTracer.named(tracer),
      let order = plan.tracers.firstIndex(of: tracer)
    else { throw .unknownTracer(tracer, known: plan.tracers) }
    let injection = try injection(of: tracer, at: visit)
    var random = RandomNumbers(seed: imagingSeed("clock \(visit.name) \(tracer)"), stream: 0)
    let day = Double(4 * number + order) + (7 * visit.week).rounded()
    let minutes = Double(9 * 60 + 5 * random.below(72))
    let scanStart = Timestamp(2025, 1, 6, 0, 0).advanced(bySeconds: day * 86400 + minutes * 60)
    var patient = SimulatedPatient()
    patient.name = "SIMULATED^P\(padded(number, 4))"
    patient.id = id
    patient.sex = build.sex == .female ? .female : .male
    patient.weightKilograms = build.massKilograms
    patient.sizeMeters = build.heightMeters
    patient.birthDate = birthDate
    return ScanContext(
      participant: number,
      visit: visit.name,
      tracer: tracer,
      study: SimulatedStudy(
        patient: patient,
        start: scanStart.advanced(bySeconds: -300),
        description: "PET/CT \(tracer) \(visit.name) (simulated)",
        seed: imagingSeed("study \(visit.name) \(tracer)")
      ),
      administration: SimulatedAdministration(
        tracer: agent,
        start: scanStart.advanced(bySeconds: -injection.uptakeHours * 3600),
        activityBecquerels: injection.netMegabecquerels * 1e6
      ),
      scanStart: scanStart,
      secondsPerBed: injection.minutesPerBed * 60
    )
  }

  private var birthDate: String {
    var random = RandomNumbers(seed: imagingSeed("birth"), stream: 0)
    let year = 2024 - Int(build.ageYears)
    return padded(year, 4) + padded(1 + random.below(12), 2) + padded(1 + random.below(28), 2)
  }
}
