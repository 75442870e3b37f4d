public import Voxels

/// The spheres that the kinds of SUVpeak are measured with, laid out once for a grid.
public struct PeakSpheres: Sendable {
  /// 1 mL by voxel centres: IBSI's local and global peak.
  let ibsi: Result<SphereKernel, SphereKernelError>
  /// 1 mL by exact fractions of voxels.
  let oneMilliliter: Result<SphereKernel, SphereKernelError>
  /// 1.2 cm in diameter by exact fractions of voxels: PERCIST.
  let percist: Result<SphereKernel, SphereKernelError>

  /// PERCIST's radius, in mm.
  ///
  /// - Source: PERCIST 1.0, J Nucl Med 2009;50:122S ("a 1.2-cm-diameter volume ROI").
  static let percistRadiusMillimeters = 6.0

  /// The spheres for volumes of a grid.
  ///
  /// - Parameter grid: the grid. Where its axes are not perpendicular, exact fractions don't exist
  ///   and the peaks that rest on them will be "not computed".
  public init(grid: Grid) {
    func kernel(
      _ radius: Double,
      _ weighting: SphereKernel.Weighting
    ) -> Result<SphereKernel, SphereKernelError> {
      Result { () throws(SphereKernelError) in
        try SphereKernel(radiusMillimeters: radius, grid: grid, weighting: weighting)
      }
    }
    ibsi = kernel(SphereKernel.oneMilliliterRadiusMillimeters, .voxelCenters)
    oneMilliliter = kernel(SphereKernel.oneMilliliterRadiusMillimeters, .exactFraction)
    percist = kernel(Self.percistRadiusMillimeters, .exactFraction)
  }
}

/// A peak and where its sphere lies.
struct Peak {
  var mean: Measured
  var voxel: SIMD3<Int>?
  var leavesImage = false

  /// The highest mean of a sphere around any voxel of a region.
  init(
    _ sphere: Result<SphereKernel, SphereKernelError>,
    of volume: Volume<SUVbw>,
    in region: Region
  ) {
    switch sphere {
    case .failure(let error): mean = .notComputed(NotComputed(error))
    case .success(let kernel):
      guard let peak = kernel.peak(of: volume, in: region) else {
        mean = .notComputed(.undefinedVoxelInSphere)
        return
      }
      mean = .value(peak.value)
      voxel = peak.index
      leavesImage = peak.coveredFraction < 1 - 1e-9
    }
  }
}

extension NotComputed {
  /// Why a sphere's mean is not computed.
  init(_ error: SphereKernelError) {
    self = error == .shearedGrid ? .shearedGrid : .sphereTooLargeForGrid
  }
}
