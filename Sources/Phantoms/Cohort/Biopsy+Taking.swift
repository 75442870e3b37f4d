import Statistics

extension Biopsy {
  /// The biopsies of a participant: the first lesions at the baseline, and one lesion that progresses.
  ///
  /// A reading is the neighbouring class of staining in a few of a hundred.
  static func taken(
    of lesions: [SimulatedLesion],
    _ plan: CohortPlan,
    _ statistics: CohortStatistics,
    _ random: inout RandomNumbers
  ) -> [Biopsy] {
    guard let first = plan.visits.first else { return [] }
    // A needle reaches the primary, then nodes, liver and what else is at least 8 mm.
    let reachable = lesions.filter { lesion in
      (lesion.state(at: first)?.volumeMilliliters ?? 0) >= 0.3
        && lesion.site != .brain && lesion.site != .internalMammaryNode
    }
    let ordered = reachable.sorted {
      ($0.isPrimary ? 0 : 1, $0.number) < ($1.isPrimary ? 0 : 1, $1.number)
    }
    var biopsies = ordered.prefix(statistics.pathology.biopsies).map { lesion in
      Biopsy(of: lesion, lesion.pathology, at: first, plan, statistics, &random)
    }
    for visit in plan.visits.dropFirst() {
      let progressing = lesions.first { lesion in
        guard let state = lesion.state(at: visit) else { return false }
        return (state.fate == .progression || state.fate == .progressionByReceptorLoss)
          && state.volumeMilliliters >= 0.3
      }
      guard let lesion = progressing, let state = lesion.state(at: visit) else { continue }
      let tissue =
        state.status == lesion.pathology.status
        ? lesion.pathology : Pathology(state.status ?? .zero, &random)
      biopsies.append(Biopsy(of: lesion, tissue, at: visit, plan, statistics, &random))
      break
    }
    return biopsies
  }

  private init(
    of lesion: SimulatedLesion,
    _ tissue: Pathology,
    at visit: Visit,
    _ plan: CohortPlan,
    _ statistics: CohortStatistics,
    _ random: inout RandomNumbers
  ) {
    let classes = Immunohistochemistry.allCases
    var index = classes.firstIndex(of: tissue.immunohistochemistry) ?? 0
    let (errs, up) = (random.uniform() < statistics.pathology.samplingError, random.uniform() < 0.5)
    if errs {
      index = index == 0 ? 1 : index == classes.count - 1 ? index - 1 : index + (up ? 1 : -1)
    }
    let staining = classes[index]
    let hybridization = staining == .twoPlus ? tissue.hybridization : nil
    let isAmplified = hybridization?.isPositive(beside: staining) ?? false
    self.init(
      lesion: lesion.number,
      visit: visit.name,
      specimen: lesion.site == .stomach
        ? .endoscopic : lesion.site == .peritoneum ? .resection : .coreNeedle,
      immunohistochemistry: staining,
      hybridization: hybridization,
      status: staining == .threePlus
        ? .threePlus : staining == .zero ? .zero : isAmplified ? .amplified : .low
    )
  }
}
