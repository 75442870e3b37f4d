import Foundation
import Lesions
import Phantoms
import Pipeline
import Voxels

extension SimulatedCase {
  /// A lesion as Scripts/fit-disease reads it.
  private struct LesionOfCubes: Encodable {
    let number: Int
    let volume: Double
    let contrast: Double
  }

  /// What cubes are of, as Scripts/fit-disease reads it.
  private struct AboutCubes: Encodable {
    let profile: String
    let size: [Int]
    let known: [LesionOfCubes]
  }

  /// The cubes of 4 mm that the network sees, with what is true of them: what Scripts/fit-disease reads.
  ///
  /// - Returns: what they are of, as JSON; and their SUVbw (32 bits each), CT numbers (16), the share of the
  ///   lesion that holds most of each over 1/255 (8), its number (8) and the tissue (8), i fastest.
  /// - Throws: ``LesionsError/noBody``.
  func cubes() throws -> (about: [UInt8], values: [UInt8]) {
    let (uptake, density) = try pet.cubes(ct: ct)
    let grid = uptake.grid
    var shares = [Float](repeating: 0, count: grid.voxelCount)
    var numbers = [Int](repeating: 0, count: grid.voxelCount)
    for lesion in known {
      let mask = Volume<SUVbw>(grid: pet.grid, values: lesion.region.mask.map { $0 == 0 ? 0 : 1 })
      for (cube, share) in mask.averaged(onto: grid, outside: 0).values.enumerated()
      where share > shares[cube] {
        (shares[cube], numbers[cube]) = (share, lesion.number)
      }
    }
    let about = AboutCubes(
      profile: profile.id,
      size: [grid.size.x, grid.size.y, grid.size.z],
      known: known.map {
        LesionOfCubes(number: $0.number, volume: $0.volumeMilliliters, contrast: $0.contrast)
      }
    )
    var values: [UInt8] = []
    values.reserveCapacity(9 * grid.voxelCount)
    for value in uptake.values {
      let bits = value.bitPattern
      for byte in 0..<4 { values.append(UInt8(truncatingIfNeeded: bits >> (8 * UInt32(byte)))) }
    }
    for value in density.values {
      let bits = Int16(max(-3000, min(3000, value.rounded())))
      values.append(UInt8(truncatingIfNeeded: bits))
      values.append(UInt8(truncatingIfNeeded: bits >> 8))
    }
    values += shares.map { UInt8(($0 * 255).rounded()) }
    values += numbers.map { UInt8(truncatingIfNeeded: $0) }
    for cube in 0..<grid.voxelCount {
      values.append(tissue(at: grid.position(of: grid.index(at: cube)))?.rawValue ?? 0)
    }
    return (Array(try JSONEncoder().encode(about)), values)
  }
}
