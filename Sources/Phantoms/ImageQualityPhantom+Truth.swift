public import Voxels

extension ImageQualityPhantom {
  /// What the phantom truly holds when it is written as a variant.
  ///
  /// - Parameters:
  ///   - variant: the variant.
  ///   - seed: the seed of noise and identifiers.
  /// - Returns: the truth.
  /// - Throws: ``PhantomError/grid(_:)`` when ``matrix`` can't be a grid.
  public func truth(of variant: PhantomVariant, seed: UInt64) throws(PhantomError) -> PhantomTruth {
    let grid = try petGrid(of: variant)
    let series = petSeries(of: variant, on: grid, seed: seed)
    let spacing = grid.spacingMillimeters
    let becquerels =
      series.administration.activityBecquerels / (series.study.patient.weightKilograms * 1000)
    return PhantomTruth(
      note: "Simulated data. No person and no scanner was involved.",
      variant: variant.name,
      seed: seed,
      patient: PhantomTruth.Patient(
        id: series.study.patient.id,
        sex: patient.sex.rawValue,
        weightKilograms: patient.weightKilograms,
        sizeMeters: patient.sizeMeters
      ),
      tracer: PhantomTruth.Tracer(
        radionuclide: variant.tracer.radionuclide,
        radiopharmaceutical: variant.tracer.radiopharmaceutical,
        halfLifeSeconds: variant.tracer.halfLifeSeconds,
        injectedBecquerels: variant.activityBecquerels,
        injectedAt: series.administration.start.dateTimeText,
        scanStartedAt: scanStart.dateTimeText,
        decayCorrection: variant.decayCorrection.rawValue,
        units: variant.quantity.units
      ),
      camera: PhantomTruth.Camera(
        headerStyle: variant.scanner.rawValue,
        pointSpreadFullWidthMillimeters: camera.fullWidthMillimeters,
        noiseCoefficientOfVariation: camera.noiseCoefficient,
        noiseFullWidthMillimeters: camera.fullWidthMillimeters * camera.noiseCorrelation,
        ctNoiseHounsfield: noiseHounsfield,
        orientation: variant.orientation.rawValue,
        columns: grid.size.x,
        rows: grid.size.y,
        slices: grid.size.z,
        voxelMillimeters: [spacing.x, spacing.y, spacing.z]
      ),
      background: PhantomTruth.Background(
        suvbw: scene.backgroundSUV,
        becquerelsPerMilliliterAtInjection: scene.backgroundSUV * becquerels
      ),
      inserts: labels(on: grid).map { label, insert, region in
        let center = scene.center + insert.center
        return PhantomTruth.Insert(
          label: label,
          name: insert.name,
          shape: insert.isSphere ? "sphere" : "cylinder",
          centerMillimeters: [center.x, center.y, center.z],
          diameterMillimeters: insert.diameterMillimeters,
          volumeMilliliters: insert.volumeMilliliters,
          suvbw: insert.suv,
          becquerelsPerMilliliterAtInjection: insert.suv * becquerels,
          insideImages: scene.holds(insert, on: grid),
          labelVoxels: region.voxelCount
        )
      }
    )
  }

  /// Each insert with its label, from 1, and the voxels whose centres lie in it.
  ///
  /// - Parameter grid: the grid of the voxels.
  /// - Returns: the inserts in the order of the scene; a region is empty where the insert is outside.
  public func labels(on grid: Grid) -> [(label: Int, insert: PhantomInsert, region: Region)] {
    scene.inserts.enumerated().map { index, insert in
      (index + 1, insert, scene.region(of: insert, on: grid))
    }
  }
}

extension PhantomInsert {
  /// Whether it is a sphere.
  public var isSphere: Bool {
    if case .sphere = shape { true } else { false }
  }
}
