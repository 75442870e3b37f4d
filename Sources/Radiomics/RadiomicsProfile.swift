extension RadiomicsSettings {
  /// The settings that are shipped: those of the IBSI reference values, and one each for PET in SUV
  /// and CT as they come from the scanner.
  ///
  /// - Source: IBSI 1 reference manual, section 5 (digital phantom, configurations A to E);
  ///   Zwanenburg et al., Radiology 2020;295:328 (PET validation).
  public static let shipped: [RadiomicsSettings] = [
    RadiomicsSettings(
      name: "ibsi-digital-phantom",
      discretization: .fixedBinSize(1, anchor: nil)
    ),
    RadiomicsSettings(
      name: "ibsi-a",
      range: IntensityRange(lower: -500, upper: 400),
      discretization: .fixedBinSize(25, anchor: -500)
    ),
    RadiomicsSettings(
      name: "ibsi-b",
      interpolation: Interpolation(.linear, inPlaneMillimeters: 2, sliceMillimeters: nil),
      roundsIntensities: true,
      range: IntensityRange(lower: -500, upper: 400),
      discretization: .fixedBinNumber(32)
    ),
    RadiomicsSettings(
      name: "ibsi-c",
      interpolation: Interpolation(.linear, inPlaneMillimeters: 2, sliceMillimeters: 2),
      roundsIntensities: true,
      range: IntensityRange(lower: -1000, upper: 400),
      discretization: .fixedBinSize(25, anchor: -1000),
      volumeHistogram: .fixedBinSize(2.5, anchor: -1000)
    ),
    RadiomicsSettings(
      name: "ibsi-d",
      interpolation: Interpolation(.linear, inPlaneMillimeters: 2, sliceMillimeters: 2),
      roundsIntensities: true,
      outlierSigma: 3,
      discretization: .fixedBinNumber(32)
    ),
    RadiomicsSettings(
      name: "ibsi-e",
      interpolation: Interpolation(.cubic, inPlaneMillimeters: 2, sliceMillimeters: 2),
      roundsIntensities: true,
      range: IntensityRange(lower: -1000, upper: 400),
      outlierSigma: 3,
      discretization: .fixedBinNumber(32),
      volumeHistogram: .fixedBinNumber(1000)
    ),
    RadiomicsSettings(
      name: "ibsi-pet-validation",
      interpolation: Interpolation(.cubic, inPlaneMillimeters: 3, sliceMillimeters: 3),
      range: IntensityRange(lower: 0, upper: nil),
      discretization: .fixedBinSize(0.25, anchor: 0),
      volumeHistogram: .fixedBinSize(0.1, anchor: 0)
    ),
    RadiomicsSettings(
      name: "pet",
      range: IntensityRange(lower: 0, upper: nil),
      discretization: .fixedBinSize(0.25, anchor: 0),
      volumeHistogram: .fixedBinSize(0.1, anchor: 0)
    ),
    RadiomicsSettings(
      name: "ct",
      roundsIntensities: true,
      range: IntensityRange(lower: -1000, upper: 400),
      discretization: .fixedBinSize(25, anchor: -1000)
    ),
  ]

  /// The shipped settings of a name.
  ///
  /// - Parameter name: one of ``shipped``.
  /// - Returns: the settings.
  /// - Throws: ``RadiomicsError/unknownProfile(_:known:)``.
  public static func profile(_ name: String) throws(RadiomicsError) -> RadiomicsSettings {
    guard let found = shipped.first(where: { $0.name == name }) else {
      throw .unknownProfile(name, known: shipped.map(\.name))
    }
    return found
  }
}
