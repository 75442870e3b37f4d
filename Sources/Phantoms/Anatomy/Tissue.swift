/// What a point of the body is made of, finely enough for a tracer and for CT.
///
/// The raw values are the labels of a ``TissueMap``.
public enum Tissue: UInt8, CaseIterable, Hashable, Sendable, Codable {
  // Outside, and the air within.
  case air = 0
  case airway
  case bowelGas

  // The carcass.
  case skin
  case fat
  case visceralFat
  case muscle
  case softTissue
  case cartilage

  // Blood, and the heart.
  case heartBlood
  case leftMyocardium
  case rightMyocardium
  case aorta
  case arteries
  case veins
  case pulmonaryVessels
  case portalVein

  // Bone: its dense shell, and what the shells hold.
  case corticalBone
  case cervicalMarrow
  case thoracicMarrow
  case lumbarMarrow
  case sacralMarrow
  case pelvicMarrow
  case ribMarrow
  case sternalMarrow
  case scapularMarrow
  case clavicularMarrow
  case skullMarrow
  case femoralMarrow
  case humeralMarrow
  case yellowMarrow
  case disc
  case teeth

  // Head and neck.
  case greyMatter
  case whiteMatter
  case cerebellum
  case brainstem
  case spinalCord
  case cerebrospinalFluid
  case eye
  case lacrimalGland
  case pituitary
  case parotidGland
  case submandibularGland
  case tonsil
  case tongue
  case nasalMucosa
  case thyroid

  // Chest.
  case rightLung
  case leftLung
  case oesophagus
  case rightBreast
  case leftBreast

  // Abdomen.
  case liver
  case gallbladderWall
  case bile
  case spleen
  case pancreas
  case rightAdrenal
  case leftAdrenal
  case stomachWall
  case stomachContent
  case duodenum
  case jejunum
  case ileum
  case smallBowelContent
  case colonWall
  case colonContent
  case rectum
  case rightRenalCortex
  case leftRenalCortex
  case rightRenalMedulla
  case leftRenalMedulla
  case rightRenalPelvis
  case leftRenalPelvis
  case rightUreter
  case leftUreter

  // Pelvis.
  case bladderWall
  case urine
  case uterus
  case endometrium
  case ovary
  case prostate
  case testis

  // Everywhere.
  case lymphNode
}

extension Tissue {
  /// Tissues that hold active, blood-forming marrow.
  public static let redMarrow: Set<Tissue> = [
    .cervicalMarrow, .thoracicMarrow, .lumbarMarrow, .sacralMarrow, .pelvicMarrow, .ribMarrow,
    .sternalMarrow, .scapularMarrow, .clavicularMarrow, .skullMarrow, .femoralMarrow,
    .humeralMarrow,
  ]

  /// Marrow of any kind, and the bone around it.
  public static let bone: Set<Tissue> = redMarrow.union([.yellowMarrow, .corticalBone])

  /// Blood in the heart and in vessels large enough to draw.
  public static let blood: Set<Tissue> = [
    .heartBlood, .aorta, .arteries, .veins, .pulmonaryVessels, .portalVein,
  ]

  /// Both kidneys without the pelvis.
  public static let kidneys: Set<Tissue> = [
    .rightRenalCortex, .leftRenalCortex, .rightRenalMedulla, .leftRenalMedulla,
  ]

  /// Both lungs.
  public static let lungs: Set<Tissue> = [.rightLung, .leftLung]

  /// The name of the organ, in plain English.
  public var organ: String {
    switch self {
    case .air: "air"
    case .airway: "airway"
    case .bowelGas: "bowel gas"
    case .skin: "skin"
    case .fat: "subcutaneous fat"
    case .visceralFat: "visceral fat"
    case .muscle: "muscle"
    case .softTissue: "soft tissue"
    case .cartilage: "cartilage"
    case .heartBlood: "heart chambers"
    case .leftMyocardium: "left ventricle wall"
    case .rightMyocardium: "right ventricle wall"
    case .aorta: "aorta"
    case .arteries: "arteries"
    case .veins: "veins"
    case .pulmonaryVessels: "pulmonary vessels"
    case .portalVein: "portal vein"
    case .corticalBone: "cortical bone"
    case .cervicalMarrow: "cervical spine"
    case .thoracicMarrow: "thoracic spine"
    case .lumbarMarrow: "lumbar spine"
    case .sacralMarrow: "sacrum"
    case .pelvicMarrow: "pelvis"
    case .ribMarrow: "rib"
    case .sternalMarrow: "sternum"
    case .scapularMarrow: "scapula"
    case .clavicularMarrow: "clavicle"
    case .skullMarrow: "skull"
    case .femoralMarrow: "femur"
    case .humeralMarrow: "humerus"
    case .yellowMarrow: "limb bone"
    case .disc: "intervertebral disc"
    case .teeth: "teeth"
    case .greyMatter: "brain cortex"
    case .whiteMatter: "brain white matter"
    case .cerebellum: "cerebellum"
    case .brainstem: "brainstem"
    case .spinalCord: "spinal cord"
    case .cerebrospinalFluid: "cerebrospinal fluid"
    case .eye: "eye"
    case .lacrimalGland: "lacrimal gland"
    case .pituitary: "pituitary gland"
    case .parotidGland: "parotid gland"
    case .submandibularGland: "submandibular gland"
    case .tonsil: "tonsil"
    case .tongue: "tongue"
    case .nasalMucosa: "nasal mucosa"
    case .thyroid: "thyroid"
    case .rightLung: "right lung"
    case .leftLung: "left lung"
    case .oesophagus: "oesophagus"
    case .rightBreast: "right breast"
    case .leftBreast: "left breast"
    case .liver: "liver"
    case .gallbladderWall: "gallbladder wall"
    case .bile: "gallbladder"
    case .spleen: "spleen"
    case .pancreas: "pancreas"
    case .rightAdrenal: "right adrenal"
    case .leftAdrenal: "left adrenal"
    case .stomachWall: "stomach wall"
    case .stomachContent: "stomach content"
    case .duodenum: "duodenum"
    case .jejunum: "jejunum"
    case .ileum: "ileum"
    case .smallBowelContent: "small bowel content"
    case .colonWall: "colon"
    case .colonContent: "colon content"
    case .rectum: "rectum"
    case .rightRenalCortex: "right kidney cortex"
    case .leftRenalCortex: "left kidney cortex"
    case .rightRenalMedulla: "right kidney medulla"
    case .leftRenalMedulla: "left kidney medulla"
    case .rightRenalPelvis: "right renal pelvis"
    case .leftRenalPelvis: "left renal pelvis"
    case .rightUreter: "right ureter"
    case .leftUreter: "left ureter"
    case .bladderWall: "bladder wall"
    case .urine: "urinary bladder"
    case .uterus: "uterus"
    case .endometrium: "endometrium"
    case .ovary: "ovary"
    case .prostate: "prostate"
    case .testis: "testis"
    case .lymphNode: "lymph node"
    }
  }
}
