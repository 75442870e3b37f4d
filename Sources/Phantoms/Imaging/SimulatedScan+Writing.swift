import DICOM
import Dispatch
import FoundationEssentials
import Synchronization
import Voxels

extension SimulatedScan {
  /// Writes the scan as ordinary DICOM: `PT/` and `CT/`, one file for each slice, or the PET in one.
  ///
  /// The same scan and context give the same bytes. Faults of the setup are in the files.
  ///
  /// - Parameters:
  ///   - folder: the folder to write into; made where it is absent.
  ///   - context: who was scanned, when, and with what.
  /// - Throws: ``PhantomError`` when a file can't be written.
  public func write(to folder: String, as context: ScanContext) throws(PhantomError) {
    try makeFolder("\(folder)/PT")
    try makeFolder("\(folder)/CT")
    let series = petSeries(of: context)
    try write(pet, as: series, of: context, to: "\(folder)/PT")
    if setup.faults.contains(.uncorrectedBesideCorrected) {
      var uncorrected = series
      uncorrected.isAttenuationCorrected = false
      uncorrected.seriesNumber = 3
      uncorrected.seriesDescription = "PET \(context.tracer) NAC (simulated)"
      try makeFolder("\(folder)/PT-NAC")
      try write(
        try withoutAttenuationCorrection(),
        as: uncorrected,
        of: context,
        to: "\(folder)/PT-NAC"
      )
    }
    try writeCT(as: context, to: "\(folder)/CT")
  }

  /// The PET series of the scan, as its headers have it.
  func petSeries(of context: ScanContext) -> PETSeries {
    var context = context
    context.study.modelName = setup.system.modelName
    let beds = BedPositions(covering: grids.pet, by: setup.system)
    var series = PETSeries(
      study: context.study,
      scanner: setup.system.scanner,
      grid: grids.pet,
      administration: context.administration,
      timings: beds.timings(
        of: grids.pet,
        from: context.scanStart,
        seconds: context.secondsPerBed
      )
    )
    series.slopes = setup.system.storesOneSlope ? .series : .perSlice
    series.namesReferencePrivately = setup.system.scanner.privateReferenceTime != nil
    series.reconstructionMethod = setup.system.reconstructionMethod
    series.seriesDescription = "PET \(context.tracer) AC (simulated)"
    return series
  }

  private func write(
    _ image: Volume<SUVbw>,
    as series: PETSeries,
    of context: ScanContext,
    to folder: String
  ) throws(PhantomError) {
    if setup.isEnhanced {
      let object = marred(series.enhancedDataSet(suv: image.values), context)
      do { try DICOMFile.write(object, to: "\(folder)/PT0001.dcm") } catch { throw .dicom(error) }
      return
    }
    let maximum = image.values.max() ?? 0
    let missing = setup.faults.contains(.sliceMissing) ? image.grid.size.z / 3 : -1
    try writeSlices(image.grid.size.z, to: folder, named: "PT") { slice in
      guard slice != missing else { return nil }
      let instance = series.dataSet(
        ofSlice: slice,
        suv: image.values,
        seriesMaximum: maximum
      )
      return marred(instance, context)
    }
  }

  private func writeCT(as context: ScanContext, to folder: String) throws(PhantomError) {
    var study = context.study
    study.modelName = setup.system.modelName
    var series = CTSeries(
      study: study,
      scanner: setup.system.scanner,
      grid: grids.ct,
      start: context.scanStart.advanced(bySeconds: -100)
    )
    series.kernel = setup.system.ctKernel
    series.tubeCurrent = Int((2 * setup.ctMilliampereSeconds).rounded())
    series.seriesDescription =
      setup.contrast == .none ? "CT AC (simulated)" : "CT contrast \(setup.contrast) (simulated)"
    let plain = series
    try writeSlices(grids.ct.size.z, to: folder, named: "CT") { slice in
      marred(plain.dataSet(ofSlice: slice, hounsfield: ctSlice(slice)), context)
    }
  }

  /// Writes the instances of a series, some at a time.
  private func writeSlices(
    _ count: Int,
    to folder: String,
    named prefix: String,
    _ instance: @Sendable (Int) -> DataSet?
  ) throws(PhantomError) {
    let failure = Mutex<PhantomError?>(nil)
    DispatchQueue.concurrentPerform(iterations: count) { slice in
      guard let instance = instance(slice) else { return }
      do throws(DICOMError) {
        try DICOMFile.write(instance, to: "\(folder)/\(prefix)\(padded(slice + 1, 4)).dcm")
      } catch {
        failure.withLock { $0 = .dicom(error) }
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
  }

  /// When the injection was, by the header: the pixels are of when it truly was.
  private func statedStart(of context: ScanContext) -> Timestamp {
    if setup.faults.contains(.injectionAfterScan) {
      // Up to an hour would pass for clocks that differ (IBSI-SUV manual v3.0.1).
      return context.scanStart.advanced(bySeconds: 7200)
    }
    let truth = context.administration.start
    return setup.faults.contains(.clockShift) ? truth.advanced(bySeconds: -3600) : truth
  }

  /// An instance with the setup's mistakes in its header.
  private func marred(_ instance: DataSet, _ context: ScanContext) -> DataSet {
    var instance = instance
    if setup.faults.contains(.weightMissing) { instance[.patientWeight] = nil }
    if setup.faults.contains(.heightInCentimeters), let meters = instance.string(.patientSize),
      let size = Double(meters)
    {
      instance.setDecimal(.patientSize, size * 100)
    }
    guard var item = instance.items(.radiopharmaceuticalInformationSequence).first else {
      return instance
    }
    let stated = statedStart(of: context)
    if item.contains(.radiopharmaceuticalStartTime) {
      item.set(.radiopharmaceuticalStartTime, .TM, stated.timeText)
    }
    item.set(.radiopharmaceuticalStartDateTime, .DT, stated.dateTimeText)
    let truth = context.administration
    if setup.faults.contains(.wrongHalfLife) {
      let other: SimulatedTracer = truth.tracer.emitter == .fluorine18 ? .galliumAffibody : .fdg
      item.setDecimal(.radionuclideHalfLife, other.halfLifeSeconds)
    }
    if setup.faults.contains(.doseInMegabecquerels) {
      item.setDecimal(.radionuclideTotalDose, truth.activityBecquerels / 1e6)
    }
    instance.set(.radiopharmaceuticalInformationSequence, items: [item])
    return instance
  }

  /// The PET as it would be without correction for attenuation: the skin and the lungs bright, the
  /// depth of the body dark.
  private func withoutAttenuationCorrection() throws(PhantomError) -> Volume<SUVbw> {
    let outside = tissues.region(of: [.air])
    var image = pet
    do {
      let depths = try outside.distances()
      let lungs = Set(Tissue.lungs.map(\.rawValue))
      for offset in image.values.indices {
        let depth = depths.values[offset]
        guard depth > 0 else { continue }
        let open: Float = lungs.contains(tissues.tissues[offset]) ? 2 : 1
        image.values[offset] *= 0.35 * open * (0.12 + 0.88 / (1 + depth * depth / 400))
      }
    } catch {
      throw .grid(error)
    }
    return image
  }
}

/// Makes a folder and those above it.
func makeFolder(_ path: String) throws(PhantomError) {
  do {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  } catch {
    throw .unwritableFolder(path: path, reason: "\(error)")
  }
}
