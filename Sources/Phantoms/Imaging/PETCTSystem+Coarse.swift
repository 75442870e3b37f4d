extension PETCTSystem {
  /// No scanner of a clinic: voxels of 8 mm.
  ///
  /// Hundreds of scans can be made with it where numbers matter less than that there are all of them.
  /// Headers say that it is simulated.
  public static let coarse: PETCTSystem = {
    var system = PETCTSystem(
      name: "coarse",
      scanner: .siemens,
      modelName: "Simulated, coarse",
      columns: 72,
      pixelMillimeters: 8,
      sliceMillimeters: 8,
      reconstruction: .timeOfFlight,
      reconstructionMethod: "PSF+TOF 3i21s",
      axialFieldMillimeters: 220.943,
      bedOverlap: nil,
      storesOneSlope: true,
      ctPixelMillimeters: 6,
      ctSliceMillimeters: 8,
      ctKernel: "I30f\\3"
    )
    system.ctColumns = 96
    return system
  }()
}
