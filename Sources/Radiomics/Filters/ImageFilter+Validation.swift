import Voxels

extension ImageFilter {
  /// Refuses settings that mean nothing.
  func validate() throws(RadiomicsError) {
    switch self {
    case .mean(let filter):
      try require(filter.size > 0 && !filter.size.isMultiple(of: 2), "a mean over \(filter.size)")
    case .laplacianOfGaussian(let filter):
      try require(filter.sigmaMillimeters, "a standard deviation")
      try require(filter.cutoff, "a cut-off")
    case .laws(let filter):
      let count = filter.kernels.count
      try require(count == 2 || count == 3, "\(count) of Laws' kernels in place of two or three")
      try require(filter.energyDistance ?? 1 > 0, "an energy distance below 1")
    case .gabor(let filter):
      try require(filter.sigmaMillimeters, "a standard deviation")
      try require(filter.wavelengthMillimeters, "a wavelength")
      try require(filter.aspectRatio, "an aspect ratio")
      if let step = filter.angleStepDegrees {
        let count = 180 / step
        try require(
          step > 0 && abs(count - count.rounded()) < 1e-9,
          "directions \(step) degrees apart, which don't divide half a turn"
        )
      }
      try require(
        filter.pooling != nil || (filter.angleStepDegrees == nil && filter.dimensions == .slice),
        "several directions or planes without a pooling"
      )
    case .separableWavelet(let filter):
      let count = filter.passes.count
      try require(count == 2 || count == 3, "\(count) passes in place of two or three")
      try require((1...8).contains(filter.level), "level \(filter.level)")
    case .nonSeparableWavelet(let filter):
      try require((1...8).contains(filter.level), "level \(filter.level)")
      if let orders = filter.rieszOrders {
        try require(
          orders.count == 3 && orders.allSatisfy { (0...10).contains($0) },
          "Riesz orders \(orders) in place of three from 0 to 10"
        )
      }
    }
  }

  /// Refuses voxels that aren't as long along all axes that the filter runs along.
  func validate(spacing: SIMD3<Double>) throws(RadiomicsError) {
    let axes = dimensions == .volume ? [0, 1, 2] : [0, 1]
    let lengths = axes.map { spacing[$0] }
    let (least, most) = (lengths.min() ?? 1, lengths.max() ?? 1)
    // A spacing stored in single precision is off by 1e-7.
    try require(
      most - least <= 1e-3 * most,
      "a filter in \(dimensions.rawValue) on voxels of \(lengths) mm; interpolate to one spacing"
    )
  }

  private func require(_ number: Double, _ what: String) throws(RadiomicsError) {
    try require(number > 0 && number.isFinite, "\(what) of \(number)")
  }

  private func require(_ isUsable: Bool, _ what: String) throws(RadiomicsError) {
    guard isUsable else { throw .unusableSettings(what) }
  }
}
