import DICOM

/// The private attributes of PET scanners, found by their creator.
///
/// - Source: docs/vendors; DICOM PS3.5 7.8.1 for the creator's block.
struct PrivateAttribute: Sendable {
  let group: UInt16
  let element: UInt8
  let creator: String
  let keyword: String
  let vendor: SUVCertificate.Vendor

  static let siemensDecayCorrectionDateTime = PrivateAttribute(
    group: 0x0071,
    element: 0x22,
    creator: "SIEMENS MED PT",
    keyword: "DecayCorrectionDateTime",
    vendor: .siemens
  )
  static let geScanDateTime = PrivateAttribute(
    group: 0x0009,
    element: 0x0D,
    creator: "GEMS_PETD_01",
    keyword: "PETScanDateTime",
    vendor: .ge
  )
  static let geAdministrationDateTime = PrivateAttribute(
    group: 0x0009,
    element: 0x3B,
    creator: "GEMS_PETD_01",
    keyword: "PETAdminDateTime",
    vendor: .ge
  )
  static let philipsSUVFactor = PrivateAttribute(
    group: 0x7053,
    element: 0x00,
    creator: "Philips PET Private Group",
    keyword: "SUVScaleFactor",
    vendor: .philips
  )
  static let philipsActivityFactor = PrivateAttribute(
    group: 0x7053,
    element: 0x09,
    creator: "Philips PET Private Group",
    keyword: "ActivityConcentrationScaleFactor",
    vendor: .philips
  )

  /// The attribute at its place in a data set, or nil where it is absent or another creator's.
  ///
  /// Anonymised and synthetic files hold such attributes at their usual block without the creator.
  /// They are read where the block's creator is absent and the file names the maker.
  func attribute(in dataSet: DataSet) -> Attribute? {
    let usual = Tag(group, 0x1000 | UInt16(element))
    let tag: Tag
    if let own = dataSet.privateTag(group: group, element: element, creator: creator) {
      tag = own
    } else if lacksCreator(in: dataSet), dataSet.vendor == vendor {
      tag = usual
    } else {
      return nil
    }
    return dataSet.texts(tag).isEmpty ? nil : Attribute(tag, keyword)
  }

  /// Whether the usual block of the group has no creator.
  func lacksCreator(in dataSet: DataSet) -> Bool {
    dataSet.contains(Tag(group, 0x1000 | UInt16(element)))
      && dataSet.texts(Tag(group, 0x0010)).isEmpty
  }
}

extension CertificateMaker {
  /// Writes down that a private attribute without its creator is used; refused in the strict policy.
  mutating func takeCreator(
    of which: PrivateAttribute,
    _ attribute: Attribute,
    in dataSet: DataSet,
    code: UptakeError.Code
  ) throws(UptakeError) {
    guard which.lacksCreator(in: dataSet) else { return }
    try adapt(
      code,
      Attribute(Tag(which.group, 0x0010), "PrivateCreator"),
      found: "absent",
      used: which.creator,
      because: "the maker is \(vendor.rawValue), and \(attribute.tag) is at its usual place"
    )
  }
}
