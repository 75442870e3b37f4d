/// The organs and tissues that a whole body is divided into.
///
/// Left and right are the patient's. Where a scan can't tell two organs apart (small bowel from
/// colon, say) they are one.
public enum Organ: String, CaseIterable, Codable, Sendable {
  // Head and neck.
  case brain
  case lacrimalGlandLeft, lacrimalGlandRight
  case parotidGlandLeft, parotidGlandRight
  case submandibularGlandLeft, submandibularGlandRight
  /// Tonsils, tongue, palate and larynx: FDG takes them for what they are, lymphatic tissue and
  /// muscle at work.
  case pharynx
  case thyroid

  // Thorax.
  case lungLeft, lungRight
  case trachea
  case oesophagus
  /// The whole heart: muscle and chambers.
  case heart
  case aorta
  /// The great vessels beside the aorta and the heart.
  case bloodPool
  case breastLeft, breastRight

  // Abdomen.
  case liver
  case gallbladder
  case spleen
  case stomach
  /// Small bowel and colon with what they hold.
  case bowel
  case pancreas
  case adrenalGlandLeft, adrenalGlandRight
  case kidneyLeft, kidneyRight
  /// From the renal pelvis to the bladder.
  case ureterLeft, ureterRight

  // Pelvis.
  case urinaryBladder
  case uterus
  case prostate

  // Skeleton, marrow included.
  case skull
  case vertebrae
  case ribs
  case sternum
  /// Scapula, clavicle and humerus.
  case shoulderLeft, shoulderRight
  /// Hip bones and sacrum.
  case pelvis
  case femurLeft, femurRight
  /// Bone that is none of the others: of the arms, of the lower legs.
  case otherBone

  // Everywhere.
  case muscle
  case fat
  case skin
  /// Where the tracer was injected, when it shows.
  case injectionSite
}

extension Organ {
  /// The side of the body that an organ lies on by its nature.
  public enum Side: String, Codable, Sendable {
    /// The patient's left.
    case left
    /// The patient's right.
    case right
  }

  /// The side, where there is one organ on each; nil for all others.
  public var side: Side? {
    if rawValue.hasSuffix("Left") { return .left }
    return rawValue.hasSuffix("Right") ? .right : nil
  }

  /// The same organ on the other side; nil where there is none.
  public var counterpart: Organ? {
    let stem = rawValue.dropLast(side == .left ? 4 : side == .right ? 5 : 0)
    return side.flatMap { Organ(rawValue: stem + ($0 == .left ? "Right" : "Left")) }
  }

  /// The name in plain words, in the middle of a sentence: "left kidney".
  public var name: String {
    var words = ""
    let stem = rawValue.dropLast(side == .left ? 4 : side == .right ? 5 : 0)
    for letter in stem {
      if letter.isUppercase { words += " " }
      words += letter.lowercased()
    }
    return side.map { "\($0.rawValue) \(words)" } ?? words
  }

  /// Whether it is part of the skeleton.
  public var isBone: Bool {
    switch self {
    case .skull, .vertebrae, .ribs, .sternum, .shoulderLeft, .shoulderRight, .pelvis, .femurLeft,
      .femurRight, .otherBone:
      true
    default: false
    }
  }
}
