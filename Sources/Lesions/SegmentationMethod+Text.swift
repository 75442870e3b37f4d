extension SegmentationMethod {
  /// Every method's form on the command line.
  public static let grammar =
    "fixed:SUV, percent-max:PERCENT, percent-peak:PERCENT, liver, blood-pool,"
    + " iterative:fwhm=MM, iterative:a=A,b=B, gradient, mv2, mv3, grow:lower=SUV[,upper=SUV]"

  /// The method that a text of the command line names.
  ///
  /// `percent-peak`, `iterative`, `gradient`, `mv2` and `mv3` take `gap=MM,shell=MM` for the local
  /// background; `liver` and `blood-pool` take `factor=F,sd=N`; `gradient` takes
  /// `inner=PERCENT,outer=PERCENT`.
  ///
  /// - Parameter text: such as `percent-max:41`; letter case and spaces don't matter.
  /// - Throws: ``MethodTextError`` with what was found and what to write.
  public init(parsing text: String) throws(MethodTextError) {
    var parts = try MethodText(text)
    switch parts.name {
    case "fixed":
      let form = "fixed:SUV, e.g. fixed:4.0"
      guard let threshold = try parts.takeValue() else { throw .missing(text, "write \(form)") }
      guard threshold > 0 else { throw .outOfRange(text, "the threshold has to be above zero") }
      try parts.finish(expecting: form)
      self = .fixed(threshold: threshold)
    case "percent-max":
      let form = "percent-max:PERCENT, e.g. percent-max:41"
      self = .percentOfMax(try parts.takePercent(form))
      try parts.finish(expecting: form)
    case "percent-peak":
      let form = "percent-peak:PERCENT[,gap=MM,shell=MM], e.g. percent-peak:50"
      self = .percentOfPeak(try parts.takePercent(form), background: try parts.takeBackground())
      try parts.finish(expecting: form)
    case "liver", "blood-pool":
      let tissue: ReferenceTissue = parts.name == "liver" ? .liver : .bloodPool
      let factor = try parts.take("factor") ?? (tissue == .liver ? 1.5 : 2)
      let deviations = try parts.take("sd") ?? 2
      guard factor > 0, deviations >= 0 else {
        throw .outOfRange(text, "factor has to be above zero and sd not negative")
      }
      try parts.finish(expecting: "\(parts.name)[:factor=F,sd=N]")
      self = .reference(tissue, factor: factor, deviations: deviations)
    case "iterative":
      let relation = try parts.takeRelation()
      self = .iterative(relation, background: try parts.takeBackground())
      try parts.finish(expecting: "iterative:fwhm=MM or iterative:a=A,b=B[,gap=MM,shell=MM]")
    case "gradient":
      let inner = try parts.take("inner") ?? 70
      let outer = try parts.take("outer") ?? 20
      guard outer > 0, inner > outer, inner <= 100 else {
        throw .outOfRange(text, "it needs 0 < outer < inner <= 100 percent")
      }
      self = .gradient(inner: inner, outer: outer, background: try parts.takeBackground())
      try parts.finish(expecting: "gradient[:inner=PERCENT,outer=PERCENT,gap=MM,shell=MM]")
    case "mv2", "mv3":
      let votes = parts.name == "mv2" ? 2 : 3
      self = .majorityVote(votes: votes, background: try parts.takeBackground())
      try parts.finish(expecting: "\(parts.name)[:gap=MM,shell=MM]")
    case "grow":
      let form = "grow:lower=SUV[,upper=SUV], e.g. grow:lower=2.5,upper=8"
      guard let lower = try parts.take("lower") else { throw .missing(text, "write \(form)") }
      let upper = try parts.take("upper")
      guard lower <= upper ?? lower else { throw .outOfRange(text, "lower may not be above upper") }
      try parts.finish(expecting: form)
      self = .grow(lower: lower, upper: upper)
    default: throw .unknownMethod(text)
    }
  }

  /// The method as the command line reads it: `SegmentationMethod(parsing: method.text) == method`.
  public var text: String {
    switch self {
    case .fixed(let threshold): "fixed:\(threshold)"
    case .percentOfMax(let percent): "percent-max:\(percent)"
    case .percentOfPeak(let percent, let background): "percent-peak:\(percent),\(background.text)"
    case .reference(let tissue, let factor, let deviations):
      "\(tissue.rawValue):factor=\(factor),sd=\(deviations)"
    case .iterative(.sphere(let fwhm), let background):
      "iterative:fwhm=\(fwhm),\(background.text)"
    case .iterative(.calibrated(let a, let b), let background):
      "iterative:a=\(a),b=\(b),\(background.text)"
    case .gradient(let inner, let outer, let background):
      "gradient:inner=\(inner),outer=\(outer),\(background.text)"
    case .majorityVote(let votes, let background): "mv\(votes):\(background.text)"
    case .grow(let lower, nil): "grow:lower=\(lower)"
    case .grow(let lower, let upper?): "grow:lower=\(lower),upper=\(upper)"
    }
  }
}

/// In files a method is its command line text.
extension SegmentationMethod: Codable {
  /// Reads the method's text.
  ///
  /// - Parameter decoder: where to read from.
  /// - Throws: what the decoder throws, or a data-corrupted error with the text's fault.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    do {
      try self.init(parsing: try container.decode(String.self))
    } catch let fault as MethodTextError {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: fault.description)
    }
  }

  /// Writes the method's text.
  ///
  /// - Parameter encoder: where to write to.
  /// - Throws: what the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

extension LocalBackground {
  fileprivate var text: String { "gap=\(gapMillimeters),shell=\(thicknessMillimeters)" }
}

extension MethodText {
  fileprivate mutating func takePercent(_ form: String) throws(MethodTextError) -> Double {
    guard let percent = try takeValue() else { throw .missing(whole, "write \(form)") }
    guard percent > 0, percent <= 100 else {
      throw .outOfRange(whole, "the percentage has to be above 0 and at most 100")
    }
    return percent
  }

  fileprivate mutating func takeBackground() throws(MethodTextError) -> LocalBackground {
    let gap = try take("gap") ?? LocalBackground.standard.gapMillimeters
    let thickness = try take("shell") ?? LocalBackground.standard.thicknessMillimeters
    guard gap >= 0, gap <= 200, thickness > 0, thickness <= 200 else {
      throw .outOfRange(whole, "gap is 0 to 200 mm, and shell above 0 to 200 mm")
    }
    return LocalBackground(gapMillimeters: gap, thicknessMillimeters: thickness)
  }

  fileprivate mutating func takeRelation() throws(MethodTextError) -> VolumeThresholdRelation {
    let fwhm = try take("fwhm")
    let a = try take("a")
    let b = try take("b")
    switch (fwhm, a, b) {
    case (let fwhm?, nil, nil):
      guard fwhm > 0 else { throw .outOfRange(whole, "fwhm has to be above zero, in mm") }
      return .sphere(fwhmMillimeters: fwhm)
    case (nil, let a?, let b?):
      guard a > 0, a < 1, b >= 0 else { throw .outOfRange(whole, "it needs 0 < a < 1 and b >= 0") }
      return .calibrated(a: a, b: b)
    case (nil, nil, nil):
      throw .missing(
        whole,
        "the threshold belongs to scanner and reconstruction; write iterative:fwhm=MM with the"
          + " image's resolution, or iterative:a=A,b=B with your own calibration (a + b / mL)"
      )
    default: throw .malformed(whole, "give either fwhm, or both a and b")
    }
  }
}
