import Dispatch
public import Voxels

/// The numbers of one lesion.
public struct LesionMeasurement: Hashable, Sendable, Codable {
  /// The lesion's name.
  public let label: String
  /// Where in the body it lies, when somebody or something has said so.
  public let site: AnatomicalSite?
  /// What it was judged to be.
  public let category: LesionCategory
  /// How it was drawn, with the parameters.
  public let method: String
  /// The SUVbw threshold that drew it, where there is one.
  public let thresholdSUVbw: Double?
  /// The number of voxels.
  public let voxelCount: Int
  /// Voxel count times voxel volume, in mL.
  public let volumeMilliliters: Double
  /// The uptake in SUVbw.
  public let suvbw: UptakeStatistics
  /// The voxel of SUVmax, the first in storage order at a tie; nil without a defined value.
  public let maximumVoxel: SIMD3<Int>?
  /// The centre of that voxel, in LPS mm.
  public let maximumPosition: SIMD3<Double>?
  /// The centre of the exact 1 mL sphere of the highest mean, in LPS mm.
  public let peakPosition: SIMD3<Double>?
  /// The extent; nil for an empty region.
  public let shape: LesionShape?
  /// Uptake over the mean of each reference region, in the references' order.
  public let ratios: [UptakeRatio]
  /// What is in doubt, to be shown beside the numbers.
  public let caveats: [LesionCaveat]

  /// The uptake in another normalisation.
  public func uptake(on scale: UptakeScale) -> UptakeStatistics { suvbw.scaled(by: scale.factor) }
}

/// A lesion's uptake over the mean uptake of a reference region; the same in every normalisation.
public struct UptakeRatio: Hashable, Sendable, Codable {
  /// The tissue compared with.
  public let tissue: ReferenceTissue
  /// SUVmax over the reference's mean.
  public let maximum: Measured
  /// The exact 1 mL SUVpeak over the reference's mean.
  public let peak: Measured
  /// The mean SUV over the reference's mean.
  public let mean: Measured
}

extension Volume where Unit == SUVbw {
  /// Measures lesions on the uptake.
  ///
  /// - Parameters:
  ///   - lesions: regions on the volume's grid; they may overlap, be empty or hold undefined voxels.
  ///   - references: the reference regions that ratios are taken to.
  ///   - spheres: the peaks' spheres, where they have been laid out before for this grid.
  /// - Returns: one measurement for each lesion, in their order.
  /// - Throws: ``LesionsError/otherGrid(_:)`` when a lesion lies on another grid.
  public func measured(
    _ lesions: [Lesion],
    references: [ReferenceRegion] = [],
    spheres: PeakSpheres? = nil
  ) throws(LesionsError) -> [LesionMeasurement] {
    for lesion in lesions where lesion.region.grid != grid { throw .otherGrid(lesion.label) }
    let spheres = spheres ?? PeakSpheres(grid: grid)
    return unsafe [LesionMeasurement](unsafeUninitializedCapacity: lesions.count) { buffer, count in
      nonisolated(unsafe) let buffer = unsafe buffer
      DispatchQueue.concurrentPerform(iterations: lesions.count) { index in
        let measurement = measured(lesions[index], references, spheres)
        unsafe buffer.initializeElement(at: index, to: measurement)
      }
      count = lesions.count
    }
  }

  /// The numbers of one lesion on this grid.
  private func measured(
    _ lesion: Lesion,
    _ references: [ReferenceRegion],
    _ spheres: PeakSpheres
  ) -> LesionMeasurement {
    let region = lesion.region
    let statistics = statistics(in: region)
    let local = localPeak(spheres.ibsi, region, statistics?.maximum)
    let global = Peak(spheres.ibsi, of: self, in: region)
    let exact = Peak(spheres.oneMilliliter, of: self, in: region)
    let percist = Peak(spheres.percist, of: self, in: region)

    var suvbw: UptakeStatistics
    if let statistics {
      suvbw = UptakeStatistics(statistics, voxelVolumeMilliliters: grid.voxelVolumeMilliliters)
      suvbw.peakIBSILocal = local.mean
      suvbw.peakIBSIGlobal = global.mean
      suvbw.peakOneMilliliter = exact.mean
      suvbw.peakPERCIST = percist.mean
    } else {
      suvbw = UptakeStatistics(notComputed: region.isEmpty ? .emptyRegion : .noDefinedVoxel)
    }

    var caveats = lesion.caveats
    let volume = region.volumeMilliliters
    if !region.isEmpty, !volume.isAtLeast(1) {
      caveats.append(.belowOneMilliliter(volumeMilliliters: volume))
    }
    if region.touchesImageEdge { caveats.append(.touchesImageEdge) }
    if [local, global, exact, percist].contains(where: \.leavesImage) {
      caveats.append(.peakSphereLeavesImage)
    }
    let undefined = statistics?.notANumberCount ?? region.voxelCount
    if undefined > 0 { caveats.append(.undefinedVoxels(count: undefined)) }

    return LesionMeasurement(
      label: lesion.label,
      site: lesion.site,
      category: lesion.category,
      method: lesion.method,
      thresholdSUVbw: lesion.thresholdSUVbw,
      voxelCount: region.voxelCount,
      volumeMilliliters: volume,
      suvbw: suvbw,
      maximumVoxel: statistics?.maximumIndex,
      maximumPosition: statistics.map { grid.position(of: $0.maximumIndex) },
      peakPosition: exact.voxel.map(grid.position(of:)),
      shape: LesionShape(region),
      ratios: references.map { reference in
        let mean = Measured.value(reference.mean)
        return UptakeRatio(
          tissue: reference.tissue,
          maximum: suvbw.maximum.divided(by: mean),
          peak: suvbw.peakOneMilliliter.divided(by: mean),
          mean: suvbw.mean.divided(by: mean)
        )
      },
      caveats: caveats
    )
  }

  /// The highest mean of a sphere around any of the hottest voxels of a region.
  private func localPeak(
    _ sphere: Result<SphereKernel, SphereKernelError>,
    _ region: Region,
    _ maximum: Float?
  ) -> Peak {
    let hottest = maximum.map { self.region(atLeast: $0, within: region) } ?? .empty(grid)
    return Peak(sphere, of: self, in: hottest)
  }
}

extension UptakeStatistics {
  /// The statistics of a region's values, the peaks still to be filled in.
  init(_ statistics: RegionStatistics, voxelVolumeMilliliters: Double) {
    self.init(notComputed: .undefinedVoxelInSphere)
    maximum = .value(Double(statistics.maximum))
    minimum = .value(Double(statistics.minimum))
    mean = .value(statistics.mean)
    median = .value(statistics.median)
    standardDeviation =
      statistics.count > 1
      ? .value(statistics.standardDeviation) : .notComputed(.fewerThanTwoVoxels)
    percentiles = Percentiles(
      p5: .value(statistics.percentile(5)),
      p10: .value(statistics.percentile(10)),
      p25: .value(statistics.percentile(25)),
      p75: .value(statistics.percentile(75)),
      p90: .value(statistics.percentile(90)),
      p95: .value(statistics.percentile(95))
    )
    totalUptake = .value(
      statistics.mean * Double(statistics.count) * voxelVolumeMilliliters
    )
  }
}
