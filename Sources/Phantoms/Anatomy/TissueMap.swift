public import Voxels

/// The tissue at each voxel's centre.
public struct TissueMap: Sendable {
  /// Where the voxels lie.
  public let grid: Grid
  /// The raw value of the `Tissue` of each voxel, column index fastest.
  public let tissues: [UInt8]

  /// The tissue of a voxel; air where the value names no tissue.
  public subscript(index: SIMD3<Int>) -> Tissue {
    Tissue(rawValue: tissues[grid.offset(of: index)]) ?? .air
  }

  /// The volume of each tissue that is present, in mL.
  public var volumesMilliliters: [Tissue: Double] {
    var counts = [Int](repeating: 0, count: 256)
    for value in tissues { counts[Int(value)] += 1 }
    var volumes: [Tissue: Double] = [:]
    for tissue in Tissue.allCases where counts[Int(tissue.rawValue)] > 0 {
      volumes[tissue] = Double(counts[Int(tissue.rawValue)]) * grid.voxelVolumeMilliliters
    }
    return volumes
  }

  /// The mass of all voxels, in kg.
  public var massKilograms: Double {
    volumesMilliliters.reduce(0) { $0 + $1.value * $1.key.massDensityGramsPerMilliliter } / 1000
  }
}
