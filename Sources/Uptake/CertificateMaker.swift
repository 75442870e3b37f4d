import DICOM

/// Writes down what is used while a certificate is made.
///
/// The stages are in its extensions: patient, values' meaning, times, activity, cross-checks.
struct CertificateMaker {
  let header: DataSet
  let frames: [FrameHeader]
  let settings: SUVSettings
  let vendor: SUVCertificate.Vendor
  /// Offset from UTC of the times that state none themselves.
  var headerOffset: Int?

  var facts: [SUVCertificate.Fact] = []
  var steps: [SUVCertificate.Step] = []
  var adaptations: [SUVCertificate.Adaptation] = []
  var caveats: [SUVCertificate.Caveat] = []
  var crossChecks: [SUVCertificate.CrossCheck] = []

  init(header: DataSet, instances: [DataSet], settings: SUVSettings) {
    self.header = header
    self.settings = settings
    frames = FrameHeader.all(of: instances)
    vendor = header.vendor
  }

  /// Writes an attribute down; once only.
  mutating func note(
    _ attribute: Attribute,
    in dataSet: DataSet,
    used: String,
    enteredBecause reason: String? = nil
  ) {
    note(attribute, found: dataSet.shown(attribute.tag), used: used, enteredBecause: reason)
  }

  mutating func note(
    _ attribute: Attribute,
    found: String,
    used: String,
    enteredBecause reason: String? = nil
  ) {
    let tag = attribute.tag.description
    guard !facts.contains(where: { $0.tag == tag }) else { return }
    facts.append(
      SUVCertificate.Fact(
        keyword: attribute.keyword,
        tag: tag,
        found: found,
        used: used,
        enteredBecause: reason
      )
    )
  }

  mutating func follow(_ stage: String, _ rule: String, _ words: String) {
    steps.append(SUVCertificate.Step(stage: stage, rule: rule, words: words))
  }

  mutating func doubt(_ code: SUVCertificate.Caveat.Code, _ message: String) {
    let caveat = SUVCertificate.Caveat(code: code, message: message)
    if !caveats.contains(caveat) { caveats.append(caveat) }
  }

  /// Writes an adaptation down, or refuses in the strict policy.
  mutating func adapt(
    _ code: UptakeError.Code,
    _ attribute: Attribute,
    found: String,
    used: String,
    because reason: String
  ) throws(UptakeError) {
    if settings.policy == .strict {
      throw UptakeError(
        code,
        attribute,
        found: found,
        reason: "the strict policy takes no adaptation (\(reason); would have used \(used))",
        remedy: "correct the header, enter the value with its reason, or use the lenient policy"
      )
    }
    let adaptation = SUVCertificate.Adaptation(
      code: code,
      keyword: attribute.keyword,
      tag: attribute.tag.description,
      found: found,
      used: used,
      reason: reason
    )
    if !adaptations.contains(adaptation) { adaptations.append(adaptation) }
  }

  /// Whether a person confirmed something that would be refused; never in the strict policy.
  func isAcknowledged(_ acknowledgement: SUVSettings.Acknowledgement) -> Bool {
    settings.policy == .lenient && settings.acknowledged.contains(acknowledgement)
  }
}
