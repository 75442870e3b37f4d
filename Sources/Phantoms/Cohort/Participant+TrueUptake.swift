import Glibc
import Statistics
public import Voxels

extension Participant {
  /// The uptake of every tissue in one scan, all activity accounted for.
  ///
  /// - Parameters:
  ///   - visit: the visit.
  ///   - id: the tracer, by name.
  ///   - hours: the hours since the injection.
  /// - Returns: the uptake by tissue.
  /// - Throws: ``PhantomError/unknownTracer(_:known:)``.
  public func tissueUptake(at visit: Visit, tracer id: String, atHours hours: Double)
    throws(PhantomError) -> TissueUptake
  {
    let (index, tracer) = try self.tracer(id)
    guard let person = persons[id] else { throw .unknownTracer(id, known: plan.tracers) }
    let variant = tracer.variants.first { $0.id == plan.variants[id] }
    var random = random(.visit, visit, index)
    var factors = tracer.visitFactors(&random)
    if plan.isTreated, visit.week > 0, tracer.family != .fdg {
      factors[.liver, default: 1] *= liverUnderTreatment
    }
    let uptake = tracer.uptake(
      of: person,
      visit: factors,
      atHours: hours,
      build: build,
      variant: variant
    )
    var volumes = tissueVolumes
    var activity = 0.0
    for lesion in lesions {
      guard let state = lesion.state(at: visit), state.volumeMilliliters > 0 else { continue }
      activity += state.volumeMilliliters * suv(of: lesion, state, tracer, hours)
      for host in lesion.hosts {
        volumes[host.tissue, default: 0] -= host.share * state.volumeMilliliters
      }
    }
    let excreted = tracer.meanExcretedShare(atHours: hours, variant: variant) * person.excretion
    return tracer.closed(
      uptake,
      of: person,
      volumes: volumes,
      lesions: activity,
      excreted: min(0.9, excreted),
      massKilograms: build.massKilograms
    )
  }

  /// A lesion's mean true uptake at a time.
  private func suv(
    of lesion: SimulatedLesion,
    _ state: LesionVisit,
    _ tracer: Biodistribution,
    _ hours: Double
  ) -> Double {
    (state.uptake[tracer.id]?.trueMean ?? 0)
      * tracer.lesionFactor(atHours: hours, positive: state.status?.isPositive ?? false)
  }

  /// Where all of a tracer truly is at a visit.
  ///
  /// - Parameters:
  ///   - visit: the visit.
  ///   - id: the tracer, by name.
  ///   - hours: the hours since the injection.
  ///   - grid: about 2 mm; see ``trueUptake(at:tracer:atHours:in:)`` where the tissues are known already.
  /// - Returns: the scan before any scanner.
  /// - Throws: ``PhantomError/unknownTracer(_:known:)``.
  public func trueUptake(
    at visit: Visit,
    tracer id: String,
    atHours hours: Double,
    on grid: Grid
  ) throws(PhantomError) -> TrueScan {
    try trueUptake(at: visit, tracer: id, atHours: hours, in: anatomy.tissues(on: grid))
  }

  /// Where all of a tracer truly is at a visit, in tissues that are drawn already.
  ///
  /// Each tissue has its uptake, with the organ's own smooth texture; then every lesion replaces its
  /// share of every voxel that it touches.
  public func trueUptake(
    at visit: Visit,
    tracer id: String,
    atHours hours: Double,
    in map: TissueMap
  ) throws(PhantomError) -> TrueScan {
    let (index, tracer) = try self.tracer(id)
    let uptake = try tissueUptake(at: visit, tracer: id, atHours: hours)
    var seeds = ParticipantDraw.random(seed: plan.seed, number: number, .texture, index: index)
    let paints = paints(uptake, tracer, seed: seeds.next(), visit: visit)
    var suv = Volume<SUVbw>(grid: map.grid, values: Self.painted(map, paints))
    var truths: [TrueScan.LesionTruth] = []
    for lesion in lesions {
      guard let state = lesion.state(at: visit),
        let coverage = lesion.coverage(on: map.grid, at: state, showsHER2: tracer.family != .fdg)
      else { continue }
      let mean = self.suv(of: lesion, state, tracer, hours)
      var highest = 0.0
      var place = 0
      for run in coverage.region.runs {
        for offset in run.offsets {
          let value = Float(mean) * coverage.relative[place]
          let share = coverage.fractions[place]
          suv.values[offset] += share * (value - suv.values[offset])
          if share >= 0.5 { highest = max(highest, Double(value)) }
          place += 1
        }
      }
      truths.append(
        TrueScan.LesionTruth(
          number: lesion.number,
          coverage: coverage,
          meanSUV: mean,
          maximumSUV: max(highest, mean),
          volumeMilliliters: state.volumeMilliliters
        )
      )
    }
    return TrueScan(
      tracer: id,
      hours: hours,
      suv: suv,
      tissues: map,
      uptake: uptake,
      lesions: truths
    )
  }

  /// What a tissue's voxels are filled with.
  private struct Paint: Sendable {
    var suv: Float = 0
    var sigma = 0.0
    var field = SmoothField(seed: 0, correlationMillimeters: 1)
  }

  private func paints(
    _ uptake: TissueUptake,
    _ tracer: Biodistribution,
    seed: UInt64,
    visit: Visit
  ) -> [Paint] {
    let bowel: Set<Compartment> = [.smallBowel, .colon, .bowelContent, .stomachWall]
    var paints = [Paint](repeating: Paint(), count: 256)
    for tissue in Tissue.allCases {
      var paint = Paint(suv: Float(uptake.suv[tissue] ?? 0))
      let row = tracer.compartments.first { $0.compartment == tissue.compartment?.compartment }
      if let row, let texture = row.texture {
        paint.sigma = log(1 + texture.cv * texture.cv).squareRoot()
        // The bowel has moved on since the last visit.
        let moved = bowel.contains(row.compartment) ? UInt64(visit.week * 7) << 8 : 0
        paint.field = SmoothField(
          seed: seed ^ moved,
          correlationMillimeters: texture.millimeters
        )
      }
      if tissue == .rightUreter || tissue == .leftUreter {
        // Urine goes down in boluses, elsewhere at every visit.
        paint.sigma = 1.4
        let moved = UInt64(visit.week * 7) << 8 | UInt64(tissue.rawValue)
        paint.field = SmoothField(seed: seed ^ moved, correlationMillimeters: 16)
      }
      paints[Int(tissue.rawValue)] = paint
    }
    return paints
  }

  private static func painted(_ map: TissueMap, _ paints: [Paint]) -> [Float] {
    let grid = map.grid
    let slice = grid.size.x * grid.size.y
    return filledSlices(grid.size.z, of: slice) { k, values in
      let tissues = map.tissues.span
      for j in 0..<grid.size.y {
        let row = grid.size.x * j
        let start = grid.position(of: SIMD3(0, j, k))
        for i in 0..<grid.size.x {
          let label = Int(tissues[k * slice + row + i])
          guard label != 0 else { continue }
          let paint = paints[label]
          if paint.sigma == 0 {
            values[row + i] = paint.suv
          } else {
            let point = start + grid.affine.columnStep * Double(i)
            let bright = exp(paint.sigma * paint.field[point] - paint.sigma * paint.sigma / 2)
            values[row + i] = paint.suv * Float(bright)
          }
        }
      }
    }
  }

  /// A grid that holds the whole body, arms and legs too.
  static func wholeBodyGrid(of anatomy: Anatomy, millimeters: Double) throws(PhantomError) -> Grid {
    let (low, high) = anatomy.bounds
    let size = (high - low) / millimeters
    do {
      return try Grid(
        size: SIMD3(Int(size.x) + 2, Int(size.y) + 2, Int(size.z) + 2),
        affine: Affine(
          columnStep: SIMD3(millimeters, 0, 0),
          rowStep: SIMD3(0, millimeters, 0),
          sliceStep: SIMD3(0, 0, millimeters),
          origin: low
        )
      )
    } catch { throw .grid(error) }
  }
}
