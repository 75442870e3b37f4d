import DICOM
import Voxels
import Statistics

extension ImageQualityPhantom {
  /// The study that a variant is written as.
  func study(of variant: PhantomVariant, seed: UInt64) -> SimulatedStudy {
    var person = patient
    person.id = "\(patient.id)-\(variant.name.uppercased())"
    return SimulatedStudy(
      patient: person,
      start: scanStart.advanced(bySeconds: -120),
      description: "Simulated image-quality phantom",
      seed: seed ^ SplitMix64.mixed(variant.name)
    )
  }

  /// The PET series of a variant.
  ///
  /// Siemens moves the table steadily, so all slices have one time; the others stop in four places.
  /// The scan starts at the head's end for ``PhantomVariant/Orientation/axialFromHead``.
  func petSeries(of variant: PhantomVariant, on grid: Grid, seed: UInt64) -> PETSeries {
    let beds = variant.scanner == .siemens && variant.decayCorrection != .none ? 1 : 4
    let administration = SimulatedAdministration(
      tracer: variant.tracer,
      start: scanStart.advanced(bySeconds: -variant.uptakeSeconds),
      activityBecquerels: variant.activityBecquerels
    )
    var series = PETSeries(
      study: study(of: variant, seed: seed),
      scanner: variant.scanner,
      grid: grid,
      administration: administration,
      timings: FrameTiming.beds(
        slices: grid.size.z,
        beds: min(beds, grid.size.z),
        start: scanStart,
        durationSeconds: 180
      )
    )
    series.decayCorrection = variant.decayCorrection
    series.quantity = variant.quantity
    series.slopes = variant.slopes
    series.administrationTime = variant.administrationTime
    series.namesReferencePrivately = variant.namesReferencePrivately
    series.seriesDescription = "PET \(variant.tracer.radionuclide) AC (simulated)"
    return series
  }
}

extension SplitMix64 {
  /// A number made of a text's bytes.
  static func mixed(_ text: String) -> UInt64 {
    var mixer = SplitMix64(state: 0)
    for byte in text.utf8 { mixer = SplitMix64(state: mixer.next() ^ UInt64(byte)) }
    return mixer.next()
  }
}
