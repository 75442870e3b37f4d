import Uptake

extension TrialContents {
  /// The net activity at the time of injection, in MBq, to the kilobecquerel; nil where a fact is missing or
  /// facts contradict each other.
  ///
  /// Clocks that were not compared are taken as they stand, which the definitions of the exports say.
  func netActivityMegabecquerels(of given: Administration) -> Double? {
    guard let tracer = plan?.tracers.first(where: { $0.id == given.tracer }),
      let nuclide = Nuclide.all.first(where: { $0.name == tracer.radionuclide }),
      let residual = given.residualMegabecquerels, let residualAt = given.residualAt
    else { return nil }
    let calibrator = given.calibratorClockOffsetSeconds ?? 0
    let recorded = TracerAdministration(
      tracer: tracer.id,
      assayed: AssayedActivity(
        megabecquerels: given.assayedMegabecquerels,
        time: ClockReading(given.assayedAt.reading, aheadSeconds: calibrator)
      ),
      residual: AssayedActivity(
        megabecquerels: residual,
        time: ClockReading(residualAt.reading, aheadSeconds: calibrator)
      ),
      administered: ClockReading(
        given.injectedAt.reading,
        aheadSeconds: given.injectionClockOffsetSeconds ?? 0
      ),
      extravasation: .notAssessed
    )
    do throws(ExposureError) {
      let net = try recorded.netMegabecquerels(halfLifeSeconds: nuclide.halfLifeSeconds)
      return (net * 1000).rounded() / 1000
    } catch {
      // What is missing or contradicts itself gives no number; the recorded values are exported as well.
      return nil
    }
  }
}

extension ZonedInstant {
  /// The moment as DICOM's dates and times count it.
  fileprivate var reading: DICOMInstant {
    DICOMInstant(
      localMicroseconds: (millisecondsSince1970 + Int64(offsetMinutes) * 60_000) * 1000,
      utcOffsetSeconds: offsetMinutes * 60
    )
  }
}
