import Testing
import Voxels

@testable import Phantoms

@Suite struct BedPositionTests {
  @Test(arguments: PETCTSystem.all)
  func `Positions cover a whole body and measure its middle evenly`(system: PETCTSystem) throws {
    let grid = try system.petGrid(heights: -100...900, center: .zero)
    let beds = BedPositions(covering: grid, by: system)
    let factors = beds.noiseFactors(of: grid)
    let sorted = factors.sorted()
    #expect(sorted[factors.count / 2] == 1)
    // The ends are noisier than the middle, as real scans' are.
    #expect((1.3...3).contains(factors[0]))
    #expect((1.3...3).contains(factors[factors.count - 1]))
    let timings = beds.timings(of: grid, from: Timestamp(2025, 1, 6, 10, 0), seconds: 150)
    let starts = timings.map(\.start.microseconds)
    #expect(starts == starts.sorted())
    #expect(Set(starts).count == beds.centers.count)
  }
}
