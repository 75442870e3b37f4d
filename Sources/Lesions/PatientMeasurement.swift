public import Voxels

/// The numbers of all of a patient's lesions together, in SUVbw.
///
/// A voxel counts once, even where lesions overlap.
public struct PatientMeasurement: Hashable, Sendable, Codable {
  /// The number of lesions with at least one voxel.
  public let lesionCount: Int
  /// The volume of all lesions, in mL.
  public let totalVolumeMilliliters: Double
  /// The total uptake of all lesions, in g; not computed without a lesion.
  public let totalUptake: Measured
  /// The mean SUVbw over the voxels of all lesions.
  public let mean: Measured
  /// The name of the lesion with the highest SUVmax, the first at a tie; nil without a lesion.
  public let hottestLesion: String?
  /// The uptake of that lesion.
  public let hottest: UptakeStatistics
  /// Dmax by centroid: the largest distance between the centroids of two lesions, in mm.
  ///
  /// - Source: Cottereau AS et al., J Nucl Med 2020;61:40; Cancers 2021;13:3998.
  public let maximumCentroidDistanceMillimeters: Measured
  /// Dmax by voxel: the largest distance between two voxel centres of any lesions, in mm; with one
  /// lesion the distance lies within it.
  ///
  /// - Source: Cottereau AS et al., Cancers 2021;13:3998 (distance from the most distant voxels).
  public let maximumVoxelDistanceMillimeters: Measured
  /// SDmax: Dmax by centroid over body surface area, in 1/m.
  ///
  /// - Source: Cottereau AS et al., Ann Oncol 2021;32:404 (0.32 1/m in REMARC); Dmax in m, body surface in m².
  public let standardizedDistancePerMeter: Measured
  /// The sums of each site, in the order in which the sites first occur.
  public let sites: [SiteMeasurement]
  /// The number of voxels that more than one lesion holds.
  public let sharedVoxelCount: Int
}

/// The numbers of the lesions of one site together, in SUVbw.
public struct SiteMeasurement: Hashable, Sendable, Codable {
  /// The site; nil for lesions that have none.
  public let site: AnatomicalSite?
  /// The number of lesions with at least one voxel.
  public let lesionCount: Int
  /// Their volume, in mL.
  public let totalVolumeMilliliters: Double
  /// Their total uptake, in g.
  public let totalUptake: Measured
  /// The highest SUVmax among them.
  public let maximum: Measured
}

extension PatientMeasurement {
  /// The numbers of a patient's lesions together.
  ///
  /// - Parameters:
  ///   - lesions: the lesions; those of other categories and empty ones are left out.
  ///   - measurements: what `Volume.measured(_:references:spheres:)` gave for them, in
  ///     their order.
  ///   - volume: the uptake they were measured on.
  ///   - categories: which lesions count; by default lesions and unclassified ones.
  ///   - bodySurfaceAreaSquareMeters: for SDmax, in m², where it is known; above zero.
  /// - Precondition: a measurement for each lesion, on the volume's grid.
  public init(
    of lesions: [Lesion],
    measurements: [LesionMeasurement],
    on volume: Volume<SUVbw>,
    counting categories: Set<LesionCategory> = [.unclassified, .lesion],
    bodySurfaceAreaSquareMeters: Double? = nil
  ) {
    precondition(lesions.count == measurements.count, "a measurement for each lesion")
    let counted = zip(lesions, measurements).filter { lesion, _ in
      categories.contains(lesion.category) && !lesion.region.isEmpty
    }
    let total = LesionSum(counted.map { lesion, _ in lesion }, on: volume)
    lesionCount = counted.count
    totalVolumeMilliliters = total.volumeMilliliters
    totalUptake = total.uptake
    mean = total.mean
    sharedVoxelCount = total.sharedVoxelCount

    // The first of equally hot lesions counts.
    var hottest: (label: String, uptake: UptakeStatistics, maximum: Double)?
    for (_, measurement) in counted {
      guard let maximum = measurement.suvbw.maximum.value else { continue }
      if hottest.map({ maximum > $0.maximum }) ?? true {
        hottest = (measurement.label, measurement.suvbw, maximum)
      }
    }
    hottestLesion = hottest?.label
    self.hottest = hottest?.uptake ?? UptakeStatistics(notComputed: .noLesion)

    let centroids = counted.compactMap { $0.0.region.centroid }
    let centroidDistance: Measured =
      if centroids.count > 1, let line = longestLine(among: centroids) {
        .value(line.millimeters)
      } else {
        .notComputed(counted.isEmpty ? .noLesion : .fewerThanTwoLesions)
      }
    maximumCentroidDistanceMillimeters = centroidDistance
    maximumVoxelDistanceMillimeters =
      total.region.maximumDiameter(between: .voxelCenters).map { .value($0.millimeters) }
      ?? .notComputed(.noLesion)
    standardizedDistancePerMeter =
      bodySurfaceAreaSquareMeters.map {
        centroidDistance.scaled(by: 1 / 1000).divided(by: .value($0))
      } ?? .notComputed(.bodySurfaceAreaNotGiven)

    var order: [AnatomicalSite?] = []
    var bySite: [AnatomicalSite?: [Int]] = [:]
    for (index, (lesion, _)) in counted.enumerated() {
      if bySite[lesion.site] == nil { order.append(lesion.site) }
      bySite[lesion.site, default: []].append(index)
    }
    sites = order.map { site in
      let members = bySite[site] ?? []
      let sum = LesionSum(members.map { counted[$0].0 }, on: volume)
      let maxima = members.compactMap { counted[$0].1.suvbw.maximum.value }
      return SiteMeasurement(
        site: site,
        lesionCount: members.count,
        totalVolumeMilliliters: sum.volumeMilliliters,
        totalUptake: sum.uptake,
        maximum: maxima.max().map { .value($0) } ?? .notComputed(.noDefinedVoxel)
      )
    }
  }
}

/// Several lesions as one region.
private struct LesionSum {
  let region: Region
  let uptake: Measured
  let mean: Measured
  let sharedVoxelCount: Int
  var volumeMilliliters: Double { region.volumeMilliliters }

  init(_ lesions: [Lesion], on volume: Volume<SUVbw>) {
    region = Region.union(lesions.map(\.region), on: volume.grid)
    let held = lesions.reduce(0) { $0 + $1.region.voxelCount }
    // A voxel of three lesions is counted twice here; it is "shared" once for each further lesion.
    sharedVoxelCount = held - region.voxelCount
    if let statistics = volume.statistics(in: region) {
      mean = .value(statistics.mean)
      uptake = .value(
        statistics.mean * Double(statistics.count) * volume.grid.voxelVolumeMilliliters
      )
    } else {
      let reason: NotComputed = lesions.isEmpty ? .noLesion : .noDefinedVoxel
      mean = .notComputed(reason)
      uptake = .notComputed(reason)
    }
  }
}
