extension Code {
  /// What kind of thing a segment is.
  ///
  /// - Source: DICOM PS3.16 CID 7150.
  public enum PropertyCategory {
    /// A structure that disease has changed.
    public static let morphologicallyAbnormalStructure =
      Code("49755003", "SCT", "Morphologically Abnormal Structure")
    /// A structure of healthy anatomy.
    public static let anatomicalStructure = Code("91723000", "SCT", "Anatomical Structure")
    /// A tissue.
    public static let tissue = Code("85756007", "SCT", "Tissue")
    /// A place that stands for itself, as a reference region does.
    public static let spatialAndRelationalConcept =
      Code("309825002", "SCT", "Spatial and Relational Concept")
  }

  /// What a segment is, within its category.
  ///
  /// - Source: DICOM PS3.16 CID 7151, CID 7159.
  public enum PropertyType {
    /// A neoplasm, primary or not.
    public static let neoplasm = Code("108369006", "SCT", "Neoplasm")
    /// A primary neoplasm.
    public static let primaryNeoplasm = Code("372087000", "SCT", "Neoplasm, Primary")
    /// A metastasis.
    public static let secondaryNeoplasm = Code("14799000", "SCT", "Neoplasm, Secondary")
    /// A lesion of no stated nature.
    public static let lesion = Code("52988006", "SCT", "Lesion")
    /// A mass.
    public static let mass = Code("4147007", "SCT", "Mass")
    /// A nodule.
    public static let nodule = Code("27925004", "SCT", "Nodule")
    /// A lymph node.
    public static let lymphNode = Code("59441001", "SCT", "Lymph Node")
    /// Background tissue.
    public static let background = Code("125040", "DCM", "Background")
    /// A region that others are compared with.
    public static let referenceRegion = Code("C94970", "NCIt", "Reference Region")
  }

  /// Where in the body.
  ///
  /// - Source: DICOM PS3.16 CID 4031, CID 7151, CID 7600, CID 8134.
  public enum Anatomy {
    /// The liver.
    public static let liver = Code("10200004", "SCT", "Liver")
    /// The aorta.
    public static let aorta = Code("15825003", "SCT", "Aorta")
    /// The spleen.
    public static let spleen = Code("78961009", "SCT", "Spleen")
    /// A kidney.
    public static let kidney = Code("64033007", "SCT", "Kidney")
    /// The brain.
    public static let brain = Code("12738006", "SCT", "Brain")
    /// A lung.
    public static let lung = Code("39607008", "SCT", "Lung")
    /// A breast.
    public static let breast = Code("76752008", "SCT", "Breast")
    /// Bone.
    public static let bone = Code("272673000", "SCT", "Bone")
    /// Bone marrow.
    public static let boneMarrow = Code("14016003", "SCT", "Bone Marrow")
    /// A lymph node.
    public static let lymphNode = Code("59441001", "SCT", "Lymph Node")
    /// An axillary lymph node.
    public static let axillaryLymphNode = Code("68171009", "SCT", "Axillary lymph node")
    /// A mediastinal lymph node.
    public static let mediastinalLymphNode = Code("62683002", "SCT", "Mediastinal lymph node")
    /// Muscle.
    public static let muscle = Code("71616004", "SCT", "Muscle")
    /// The stomach.
    public static let stomach = Code("69695003", "SCT", "Stomach")
    /// The pancreas.
    public static let pancreas = Code("15776009", "SCT", "Pancreas")
    /// An adrenal gland.
    public static let adrenalGland = Code("23451007", "SCT", "Adrenal gland")
    /// The spine.
    public static let spine = Code("421060004", "SCT", "Spine")
    /// The chest.
    public static let chest = Code("816094009", "SCT", "Chest")
    /// The abdomen.
    public static let abdomen = Code("818981001", "SCT", "Abdomen")
    /// The pelvis.
    public static let pelvis = Code("816092008", "SCT", "Pelvis")
    /// The neck.
    public static let neck = Code("45048000", "SCT", "Neck")
    /// The head.
    public static let head = Code("69536005", "SCT", "Head")
    /// The skin.
    public static let skin = Code("39937001", "SCT", "Skin")
    /// The whole body.
    public static let entireBody = Code("38266002", "SCT", "Entire body")
  }

  /// Which side.
  ///
  /// - Source: DICOM PS3.16 CID 244.
  public enum Laterality {
    /// The right side.
    public static let right = Code("24028007", "SCT", "Right")
    /// The left side.
    public static let left = Code("7771000", "SCT", "Left")
    /// Both sides.
    public static let rightAndLeft = Code("51440002", "SCT", "Right and left")
    /// One side, unknown which.
    public static let unilateral = Code("66459002", "SCT", "Unilateral")
  }

  /// Why one object refers to another.
  ///
  /// - Source: DICOM PS3.16 CID 7202, CID 7203.
  enum Purpose {
    static let segmentation = Code("113076", "DCM", "Segmentation")
    static let sourceImage =
      Code("121322", "DCM", "Source image for image processing operation")
  }
}
