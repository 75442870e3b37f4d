import Voxels

extension RadiomicsSettings {
  /// The settings that are shipped: those of the IBSI reference values, and for PET in SUV and CT those
  /// for which there is a consensus of values, and the same on the scanner's own grid.
  ///
  /// - Source: IBSI 1 reference manual, section 5 (digital phantom, configurations A to E);
  ///   Zwanenburg et al., Radiology 2020;295:328 (PET validation).
  public static let shipped: [RadiomicsSettings] =
    [
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
    ] + filtered + [
      RadiomicsSettings(
        name: "pet",
        interpolation: Interpolation(.cubic, inPlaneMillimeters: 3, sliceMillimeters: 3),
        range: IntensityRange(lower: 0, upper: nil),
        discretization: .fixedBinSize(0.25, anchor: 0),
        volumeHistogram: .fixedBinSize(0.1, anchor: 0)
      ),
      RadiomicsSettings(
        name: "pet-native",
        range: IntensityRange(lower: 0, upper: nil),
        discretization: .fixedBinSize(0.25, anchor: 0),
        volumeHistogram: .fixedBinSize(0.1, anchor: 0)
      ),
      RadiomicsSettings(
        name: "ct",
        interpolation: Interpolation(.linear, inPlaneMillimeters: 2, sliceMillimeters: 2),
        roundsIntensities: true,
        range: IntensityRange(lower: -1000, upper: 400),
        discretization: .fixedBinSize(25, anchor: -1000),
        volumeHistogram: .fixedBinSize(2.5, anchor: -1000)
      ),
      RadiomicsSettings(
        name: "ct-native",
        roundsIntensities: true,
        range: IntensityRange(lower: -1000, upper: 400),
        discretization: .fixedBinSize(25, anchor: -1000)
      ),
    ]

  /// The settings of IBSI 2's reference values of the CT phantom: A in slices, B in the volume.
  ///
  /// - Source: IBSI 2 reference manual, phase 2; Whybra et al., Radiology 2024;310:e231319.
  private static let filtered: [RadiomicsSettings] = {
    let edge = EdgeExtension.mirror
    func gabor(_ dimensions: ImageFilter.Dimensions) -> ImageFilter {
      .gabor(
        GaborFilter(
          sigmaMillimeters: 5,
          wavelengthMillimeters: 2,
          aspectRatio: 1.5,
          angleDegrees: 0,
          angleStepDegrees: 22.5,
          pooling: .mean,
          dimensions: dimensions,
          response: .modulus,
          edge: edge
        )
      )
    }
    func wavelet(_ level: Int, _ passes: [SeparableWaveletFilter.Pass]) -> ImageFilter {
      .separableWavelet(
        SeparableWaveletFilter(
          wavelet: .daubechies3,
          level: level,
          passes: passes,
          pooling: .mean,
          edge: edge
        )
      )
    }
    func both(_ filter: (ImageFilter.Dimensions) -> ImageFilter?) -> [ImageFilter?] {
      [filter(.slice), filter(.volume)]
    }
    let pairs: [[ImageFilter?]] = [
      [nil, nil],
      both { .mean(MeanFilter(size: 5, dimensions: $0, edge: edge)) },
      both {
        .laplacianOfGaussian(
          LaplacianOfGaussianFilter(sigmaMillimeters: 1.5, cutoff: 4, dimensions: $0, edge: edge)
        )
      },
      [[.level5, .edge5], [.level5, .edge5, .edge5]].map { kernels in
        .laws(LawsFilter(kernels: kernels, pooling: .maximum, energyDistance: 7, edge: edge))
      },
      both(gabor),
      [wavelet(1, [.low, .high]), wavelet(1, [.low, .low, .high])],
      [wavelet(2, [.high, .high]), wavelet(2, [.high, .high, .high])],
      both {
        .nonSeparableWavelet(
          NonSeparableWaveletFilter(wavelet: .simoncelli, level: 1, dimensions: $0)
        )
      },
      both {
        .nonSeparableWavelet(
          NonSeparableWaveletFilter(wavelet: .simoncelli, level: 2, dimensions: $0)
        )
      },
    ]
    return pairs.enumerated().flatMap { number, pair in
      zip(pair, ["a", "b"]).map { filter, letter in
        let volume = Interpolation(.cubic, inPlaneMillimeters: 1, sliceMillimeters: 1)
        return RadiomicsSettings(
          name: "ibsi2-\(number + 1)\(letter)",
          interpolation: letter == "b" ? volume : nil,
          roundsIntensities: true,
          range: IntensityRange(lower: -1000, upper: 400),
          discretization: .fixedBinNumber(32),
          volumeHistogram: .fixedBinNumber(1000),
          aggregations: letter == "a" ? [.slice, .mergedSlices] : [.volume],
          filter: filter
        )
      }
    }
  }()

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
