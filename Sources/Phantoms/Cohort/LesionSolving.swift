import Voxels

/// Turns what was drawn of a lesion, SUVmax in an image, into its true uptake.
struct LesionSolver: Sendable {
  let statistics: CohortStatistics
  let plan: CohortPlan
  let tracers: [Biodistribution]
  /// The participant's uptake of each tracer at its usual time, by tracer and compartment.
  let surroundings: [String: [Compartment: Double]]

  /// The lesion at every visit.
  ///
  /// - Parameters:
  ///   - draw: what was drawn.
  ///   - lesion: the same lesion in its place, without visits.
  ///   - shrinking: what its volume is multiplied by, because its place has no room for more.
  /// - Returns: one state a visit.
  /// - Throws: ``PhantomError/grid(_:)``.
  func visits(
    of draw: LesionDraw,
    in lesion: SimulatedLesion,
    shrinking: Double
  ) throws(PhantomError) -> [LesionVisit] {
    var result: [LesionVisit] = []
    for (visit, state) in zip(plan.visits, draw.states) {
      guard state.fate.isPresent else {
        result.append(
          LesionVisit(
            visit: visit.name,
            fate: state.fate,
            volumeMilliliters: 0,
            scaleMillimeters: 0,
            status: nil,
            uptake: [:]
          )
        )
        continue
      }
      let (scale, volume) = lesion.body.scale(
        forMilliliters: state.volumeMilliliters * shrinking
      )
      var uptake: [String: LesionUptake] = [:]
      var peaks: [Blur: (uptake: Double, coverage: Double)] = [:]
      for tracer in tracers {
        let isFDG = tracer.family == .fdg
        let key = Blur(fullWidth: tracer.resolutionMillimeters.value, showsHER2: !isFDG)
        let peak: (uptake: Double, coverage: Double)
        if let known = peaks[key] {
          peak = known
        } else {
          do {
            peak = try lesion.body.blurredPeak(
              scale: scale,
              fullWidthMillimeters: tracer.resolutionMillimeters.value,
              relative: lesion.relative(scale: scale, showsHER2: !isFDG)
            )
          } catch { throw .grid(error) }
          peaks[key] = peak
        }
        let host = hostUptake(of: lesion, tracer)
        let drawn = suvMax(draw, state, tracer, host: host)
        // The image shows the lesion's blurred peak and, for the rest, what lies around it.
        let noiseFree = drawn / statistics.noiseOverNoiseFree.value
        let solved = (noiseFree - (1 - peak.coverage) * host) / peak.uptake
        var mean = max(min(solved, 3 * drawn), 0.05, 0.15 * host)
        // A lesion that answers does not gain uptake because it has become small.
        if let first = result.first(where: { $0.fate.isPresent })?.uptake[tracer.id],
          drawn < first.drawnSUVmax
        {
          mean = min(mean, first.trueMean)
        }
        uptake[tracer.id] = LesionUptake(drawnSUVmax: drawn, trueMean: mean)
      }
      let hasReceptor = state.her2Ratio != nil
      result.append(
        LesionVisit(
          visit: visit.name,
          fate: state.fate,
          volumeMilliliters: volume,
          scaleMillimeters: scale,
          status: hasReceptor ? draw.pathology.status : .zero,
          uptake: uptake
        )
      )
    }
    return result
  }

  private struct Blur: Hashable {
    let fullWidth: Double
    let showsHER2: Bool
  }

  /// The uptake of what lies around a lesion.
  private func hostUptake(of lesion: SimulatedLesion, _ tracer: Biodistribution) -> Double {
    guard let organs = surroundings[tracer.id] else { return 0 }
    return lesion.hosts.reduce(0) { sum, host in
      guard let part = host.tissue.compartment else { return sum }
      return sum + host.share * part.share * (organs[part.compartment] ?? 0)
    }
  }

  /// SUVmax as the lesion's state at a visit has it.
  private func suvMax(
    _ draw: LesionDraw,
    _ state: LesionDraw.State,
    _ tracer: Biodistribution,
    host: Double
  ) -> Double {
    let first = draw.suvMax[tracer.id] ?? 0
    if tracer.family == .fdg {
      return (draw.isAvidForFDG ? first : draw.uptakeOverHost * host) * state.fdgRatio
    }
    guard let ratio = state.her2Ratio else {
      // The range is an affibody's; other tracers have their own in tissue without receptor.
      let without = statistics.group(
        tracer: tracer.id,
        cancer: plan.cancer,
        status: .zero,
        site: draw.site
      )
      return min(first, state.lostReceptorSUVmax * (without?.medianSUVmax ?? 2) / 2)
    }
    let variant = tracer.variants.first { $0.id == plan.variants[tracer.id] }
    let factor = draw.pathology.status.isPositive ? variant?.positiveLesions ?? 1 : 1
    return first * ratio
      * (tracer.family == .antibody ? min(state.unoccupied, factor) : factor)
  }
}
