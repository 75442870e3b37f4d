extension EligibilityEvidence {
  func measurableLesions(_ least: Int, _ valid: EligibilityRule.Validity) -> Answer {
    let (datum, reason) = latest("lesions", valid: valid)
    if let datum {
      guard case .lesions(let lesions) = datum.value else {
        return Answer(.unknown, "lesions are not recorded as measurements", [datum])
      }
      let verdicts = lesions.map { ($0, $0.isMeasurable) }
      let measurable = verdicts.count { $0.1.verdict == .met }
      let open = verdicts.count { $0.1.verdict == .unknown }
      let verdict: Verdict =
        measurable >= least ? .met : measurable + open < least ? .notMet : .unknown
      let words = verdicts.map { "\($0.label): \($1.reason)" }
      var answer = Answer(
        verdict,
        "\(measurable) of \(lesions.count) lesions measurable by RECIST 1.1; asked for is "
          + "at least \(least)",
        [datum]
      )
      answer.reasons += words
      return answer
    }
    // Without a measurement, what a person said stands.
    let (stated, _) = latest("measurable lesion", valid: valid)
    guard let stated, case .yes(let isTrue) = stated.value else {
      let words =
        data.contains { $0.name == "lesions" } ? reason : "no measured lesion is recorded"
      return Answer(.unknown, "\(words), nor is measurable lesion answered with yes or no")
    }
    guard least == 1 else {
      return Answer(.unknown, "measurable lesion is answered, but not how many there are", [stated])
    }
    return Answer(
      Verdict(isTrue),
      "measurable lesion: \(isTrue ? "yes" : "no"), stated by \(stated.by) without a measurement",
      [stated]
    )
  }
}

extension MeasuredLesion {
  /// Whether the lesion is measurable, and why.
  ///
  /// - Source: RECIST 1.1, Eisenhauer 2009, Eur J Cancer 45:228, section 3.1 and appendix II: a longest
  ///   diameter of 10 mm on CT or MR with slices of 5 mm or less, twice the thickness of thicker ones; a
  ///   node's short axis of 15 mm; never blastic bone, effusions or irradiated lesions without
  ///   progression.
  public var isMeasurable: (verdict: Verdict, reason: String) {
    if modality == .other { return (.notMet, "measured on neither CT nor MR") }
    if kind == .blasticBone || kind == .trulyNonMeasurable { return (.notMet, kind.rawValue) }
    if isIrradiated == true { return (.notMet, "irradiated, without progression since") }
    let isNode = kind == .node
    let axis = isNode ? shortAxisMillimeters : longestDiameterMillimeters
    let name = isNode ? "short axis" : "longest diameter"
    guard let axis, axis.isFinite, axis >= 0 else { return (.unknown, "no \(name)") }
    let size = "\(name) \(FieldReader.plain(axis)) mm"
    let least = isNode ? 15.0 : 10.0
    if axis < least { return (.notMet, "\(size), below \(FieldReader.plain(least)) mm") }
    guard let slice = sliceThicknessMillimeters, slice.isFinite, slice > 0 else {
      return (.unknown, "\(size), but no slice thickness")
    }
    let needed = slice > 5 ? max(least, 2 * slice) : least
    if axis < needed {
      return (
        .notMet, "\(size), below \(FieldReader.plain(needed)) mm, twice the slice thickness"
      )
    }
    return isIrradiated == nil
      ? (.unknown, "\(size), but not said whether it was irradiated") : (.met, size)
  }
}
