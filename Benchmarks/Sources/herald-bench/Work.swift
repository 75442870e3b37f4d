import DICOM
import Radiomics
import Uptake
import Voxels

/// A piece of work that is timed; the names are those of the peers' side.
enum Work: String, CaseIterable {
  case loadSUV = "load-suv"
  case loadCT = "load-ct"
  case components
  case componentStatistics = "component-statistics"
  case dust
  case peak
  case peakExact = "peak-exact"
  case lesionStatistics = "lesion-statistics"
  case projection
  case resampling
  case segmentation
  case report
  case radiomics
  case radiomicsVolume = "radiomics-3D"
  case radiomicsLarge = "radiomics-large-3D"

  /// One round of the work; what it begins with is read before, outside the time.
  func prepared(from input: Input) throws -> () throws -> Double {
    switch self {
    case .loadSUV: { Double(maximum(of: try input.suvFromDICOM())) }
    case .loadCT: { Double(maximum(of: try input.hounsfieldFromDICOM())) }
    case .components: try components(input)
    case .componentStatistics: try componentStatistics(input)
    case .dust: try dust(input)
    case .peak: try peak(input, .voxelCenters)
    case .peakExact: try peak(input, .exactFraction)
    case .lesionStatistics: try lesionStatistics(input)
    case .projection: try projection(input)
    case .resampling: try resampling(input)
    case .segmentation: { try DerivedWork(input).segmentation() }
    case .report: { try DerivedWork(input).report() }
    case .radiomics: try RadiomicsWork(input).features()
    case .radiomicsVolume: try RadiomicsWork(input).features(aggregations: [.volume])
    case .radiomicsLarge: try RadiomicsWork(input, "PT400_large").features(aggregations: [.volume])
    }
  }

  /// The highest value, found as fast as the peers' array library finds it: eight at a time.
  private func maximum<Unit>(of volume: Volume<Unit>) -> Float {
    unsafe volume.values.withUnsafeBytes { bytes in
      let eights = unsafe bytes.bindMemory(to: SIMD8<Float>.self)
      var highest = SIMD8<Float>(repeating: -.infinity)
      for place in eights.indices {
        let eight = unsafe eights[place]
        highest.replace(with: eight, where: eight .> highest)
      }
      return volume.values.suffix(volume.values.count % 8).reduce(highest.max()) { max($0, $1) }
    }
  }

  /// The sum of all values, as fast as the peers' array library adds them: eight at a time.
  private func sum<Unit>(of volume: Volume<Unit>) -> Double {
    unsafe volume.values.withUnsafeBytes { bytes in
      let eights = unsafe bytes.bindMemory(to: SIMD8<Float>.self)
      var sums = SIMD8<Double>(repeating: 0)
      for place in eights.indices { unsafe sums += SIMD8<Double>(eights[place]) }
      return volume.values.suffix(volume.values.count % 8).reduce(sums.sum()) { $0 + Double($1) }
    }
  }

  private func components(_ input: Input) throws -> () -> Double {
    let suv = try input.volume("PT400_suv", of: SUVbw.self)
    return { Double(suv.region(atLeast: 1).components(.corners).count) }
  }

  /// Size, box and centre of each component, as the peer gives them.
  private func componentStatistics(_ input: Input) throws -> () -> Double {
    let parts = try input.volume("PT400_suv", of: SUVbw.self).region(atLeast: 1)
      .components(.corners)
    return {
      let all = parts.map { ($0.voxelCount, $0.boundingBox, $0.centroid) }
      return Double(all.map(\.0).max() ?? 0)
    }
  }

  private func dust(_ input: Input) throws -> () -> Double {
    let bright = try input.volume("PT400_suv", of: SUVbw.self).region(atLeast: 1)
    return { Double(bright.removingComponents(smallerThan: 100, .corners).voxelCount) }
  }

  /// The hottest mean of a 1 mL sphere around any voxel of each lesion; the sum over the lesions.
  private func peak(
    _ input: Input,
    _ weighting: SphereKernel.Weighting
  ) throws -> () throws -> Double {
    let suv = try input.volume("PT400_suv", of: SUVbw.self)
    let lesions = try input.lesions()
    return {
      let sphere = try SphereKernel(
        radiusMillimeters: SphereKernel.oneMilliliterRadiusMillimeters,
        grid: suv.grid,
        weighting: weighting
      )
      return lesions.reduce(0) { $0 + (sphere.peak(of: suv, in: $1)?.value ?? .nan) }
    }
  }

  /// Mean, maximum, minimum, standard deviation and median of each lesion; the sum of the means.
  private func lesionStatistics(_ input: Input) throws -> () -> Double {
    let suv = try input.volume("PT400_suv", of: SUVbw.self)
    let lesions = try input.lesions()
    return {
      let all = lesions.map { suv.statistics(in: $0) }
      return all.reduce(0) { $0 + ($1?.median == nil ? .nan : $1?.mean ?? .nan) }
    }
  }

  private func projection(_ input: Input) throws -> () throws -> Double {
    let suv = try input.volume("PT400_suv", of: SUVbw.self)
    let frame = ProjectionFrame(
      covering: suv.grid,
      angleDegrees: 30,
      pixelMillimeters: suv.grid.spacingMillimeters.x
    )
    return {
      Double(
        try suv.maximumIntensityProjection(onto: frame, outside: 0).reduce(-.infinity) {
          max($0, $1)
        }
      )
    }
  }

  private func resampling(_ input: Input) throws -> () -> Double {
    let ct = try input.volume("CT512_hu", of: Hounsfield.self)
    let grid = try input.volume("PT400_suv", of: SUVbw.self).grid
    return {
      let moved = ct.resampled(to: grid, outside: -1000, interpolation: .linear)
      return sum(of: moved) / Double(grid.voxelCount)
    }
  }
}
