public import DICOM
public import Voxels
import Statistics

/// A digital reference object for SUV: a PET series whose true uptake, or whose refusal, is known.
///
/// Objects follow the list of IBSI-SUV version 3, made anew: a cylinder of SUVbw 1.00 with a hot
/// sphere of 4.00 and a cold one of 0.20, 0 outside. Stored numbers come from the true uptake by
/// closed formulas (``PETSeries/unitPerSUVbw(inSlice:)``), never from the code that is under test.
///
/// - Source: IBSI-SUV digital reference objects, list version 3 (github.com/oncoray/suv_computation).
public struct ReferenceObject: Sendable, CustomStringConvertible {
  /// Its name, as the list has it: "DRO_2_1_0".
  public let id: String
  /// What it is about, in a word: "units", "dose", "admintime".
  public let section: String
  /// What is special about it.
  public let description: String
  /// What a program has to make of it.
  public let expected: Expectation
  /// Whether it is one multi-frame file.
  public let isEnhanced: Bool

  let content: Content
  let setUp: @Sendable (inout PETSeries) -> Void
  let edit: @Sendable (inout DataSet) -> Void

  /// What a program has to make of an object.
  public enum Expectation: Hashable, Sendable {
    /// SUVbw with this minimum, median and maximum inside the mask, to two decimals.
    case suvbw(minimum: Double, median: Double, maximum: Double)
    /// No number: the header lacks or contradicts what SUV needs.
    case refusal
  }

  /// How large an object is.
  public enum Size: Hashable, Sendable {
    /// 256 × 256 × 20 voxels of 4 mm, as the list's own.
    case standard
    /// 16 × 16 × 4 voxels, for a quick look.
    case small

    var columns: Int { self == .standard ? 256 : 16 }
    var slices: Int { self == .standard ? 20 : 4 }
  }

  enum Content: Hashable, Sendable {
    case spheres
    case uniform
  }

  /// The grid of an object: voxels of 4 mm.
  ///
  /// - Parameter size: how large it is.
  /// - Returns: the grid.
  /// - Throws: ``PhantomError/grid(_:)``, which no size here brings about.
  public static func grid(of size: Size) throws(PhantomError) -> Grid {
    do {
      return try Grid(
        size: SIMD3(size.columns, size.columns, size.slices),
        affine: Affine(
          columnStep: SIMD3(4, 0, 0),
          rowStep: SIMD3(0, 4, 0),
          sliceStep: SIMD3(0, 0, 4),
          origin: .zero
        )
      )
    } catch {
      throw .grid(error)
    }
  }

  /// The series as data sets with pixels: one for each slice, or one for all.
  ///
  /// - Parameter size: how large it is.
  /// - Returns: the data sets, in slice order.
  /// - Throws: ``PhantomError/grid(_:)``, which no size here brings about.
  public func dataSets(size: Size = .standard) throws(PhantomError) -> [DataSet] {
    let series = try series(size: size)
    let suv = trueSUV(on: series.grid)
    let made = isEnhanced ? [series.enhancedDataSet(suv: suv)] : series.dataSets(suv: suv)
    return made.map { dataSet in
      var edited = dataSet
      edit(&edited)
      return edited
    }
  }

  /// The series before it is stored.
  func series(size: Size) throws(PhantomError) -> PETSeries {
    let grid = try Self.grid(of: size)
    var patient = SimulatedPatient()
    patient.name = "PHANTOM^DRO"
    patient.id = "SIMULATED-DRO"
    patient.sex = .other
    patient.weightKilograms = 70
    patient.sizeMeters = 1.75
    let scan = Timestamp(2025, 1, 1, 11, 0)
    var series = PETSeries(
      study: SimulatedStudy(
        patient: patient,
        start: scan,
        description: "Simulated reference object for SUV",
        seed: SplitMix64.mixed(id)
      ),
      scanner: .unnamed,
      grid: grid,
      administration: SimulatedAdministration(
        tracer: .fdg,
        start: Timestamp(2025, 1, 1, 10, 0),
        activityBecquerels: 368_080_000
      ),
      timings: FrameTiming.beds(slices: grid.size.z, beds: 1, start: scan, durationSeconds: 300)
    )
    // 4.00 is 20000 steps, 1.00 is 5000, 0.20 is 1000: no rounding.
    series.slopes = .suvSteps([4.0 / 20000])
    series.seriesDescription = "\(id) (simulated)"
    setUp(&series)
    return series
  }

  /// The voxels that count: the cylinder, without the first and last slice.
  ///
  /// - Parameter size: how large the object is.
  /// - Returns: the voxels.
  /// - Throws: ``PhantomError/grid(_:)``, which no size here brings about.
  public func mask(size: Size = .standard) throws(PhantomError) -> Region {
    let grid = try Self.grid(of: size)
    let suv = trueSUV(on: grid)
    var runs: [Region.Run] = []
    for row in 0..<grid.size.y * grid.size.z {
      let offsets = row * grid.size.x..<(row + 1) * grid.size.x
      let inside = offsets.filter { suv[$0] > 0 }
      guard let first = inside.first else { continue }
      runs.append(Region.Run(start: first, count: inside.count))
    }
    return Region(grid: grid, sortedRuns: runs)
  }

  /// The true SUVbw of an object's voxels.
  func trueSUV(on grid: Grid) -> [Float] {
    guard content == .spheres else { return [Float](repeating: 1, count: grid.voxelCount) }
    // In voxels of the standard size; a small object is the same, coarser.
    let scale = Double(grid.size.x) / 256
    let sphere = max(1, 5 * scale)
    let middle = Double(grid.size.x / 2)
    let cold = SIMD3(middle - 30 * scale, middle, Double(grid.size.z / 2))
    let hot = SIMD3(middle + 30 * scale, middle, Double(grid.size.z / 2))
    return (0..<grid.voxelCount).map { offset in
      let index = grid.index(at: offset)
      let voxel = SIMD3(Double(index.x), Double(index.y), Double(index.z))
      if length(voxel - cold) <= sphere { return 0.2 }
      if length(voxel - hot) <= sphere { return 4 }
      let axis = SIMD3(middle, middle, voxel.z)
      let isInner = index.z > 0 && index.z < grid.size.z - 1
      return isInner && length(voxel - axis) <= 60 * scale ? 1 : 0
    }
  }
}
