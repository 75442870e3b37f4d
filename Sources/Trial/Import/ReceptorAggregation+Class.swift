public import Response

extension ReceptorAggregation {
  /// A participant's class at a scan, out of the lesions' classes.
  ///
  /// Positive from the protocol's share of positive lesions among those that can be told, and never
  /// without a positive lesion; grey where the lesions in the grey zone would decide; not evaluable
  /// where no lesion can be told.
  ///
  /// - Parameter lesions: the lesions that count.
  /// - Returns: the class, and why.
  public func classified(_ lesions: [AssessedLesion]) -> (class: ReceptorClass, reason: String) {
    let told = lesions.filter { $0.receptorClass.reason == nil }
    guard !told.isEmpty else {
      let reason =
        lesions.isEmpty
        ? "no lesion" : lesions.compactMap(\.receptorClass.reason).first ?? "no lesion can be told"
      return (.notEvaluable(reason), reason)
    }
    func weight(_ lesions: [AssessedLesion]) -> Double {
      by == .count
        ? Double(lesions.count) : lesions.reduce(0) { $0 + $1.volumeMilliliters }
    }
    let total = weight(told)
    let positive = told.filter { $0.receptorClass == .positive }
    let possible = told.filter { $0.receptorClass == .positive || $0.receptorClass == .grey }
    let words =
      "\(positive.count) of \(told.count) lesions that can be told are positive"
      + (by == .volume && total > 0
        ? ", \(Int((100 * weight(positive) / total).rounded())) % of their volume" : "")
    func reaches(_ lesions: [AssessedLesion]) -> Bool {
      !lesions.isEmpty && total > 0 && weight(lesions) / total >= positiveFrom
    }
    if reaches(positive) { return (.positive, words) }
    if reaches(possible) {
      return (.grey, words + "; \(possible.count - positive.count) lie in the grey zone")
    }
    return (.negative, words)
  }
}
