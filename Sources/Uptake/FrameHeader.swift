import DICOM

/// One frame's view of the header: of its own instance, or of its functional groups.
struct FrameHeader {
  let instance: DataSet
  /// The frame's own functional groups, then the shared ones; none in classic PET.
  let groups: [DataSet]

  /// The items of a functional group: the frame's own where it has them, else the shared.
  func items(_ sequence: Tag) -> [DataSet] {
    for group in groups where !group.items(sequence).isEmpty { return group.items(sequence) }
    return instance.items(sequence)
  }

  /// The frames of instances, in the order of the instances and of the frames in them.
  static func all(of instances: [DataSet]) -> [FrameHeader] {
    instances.flatMap { instance -> [FrameHeader] in
      let perFrame = instance.items(Tag(0x5200, 0x9230))
      if perFrame.isEmpty { return [FrameHeader(instance: instance, groups: [])] }
      let shared = instance.items(Tag(0x5200, 0x9229))
      return perFrame.map { FrameHeader(instance: instance, groups: [$0] + shared) }
    }
  }
}

/// The kinds of PET object.
enum PETKind {
  static let classic = "1.2.840.10008.5.1.4.1.1.128"
  static let legacyConverted = "1.2.840.10008.5.1.4.1.1.128.1"
  static let enhanced = "1.2.840.10008.5.1.4.1.1.130"
}

extension DataSet {
  /// Whether it is an Enhanced PET object, or a header that only such objects have.
  var isEnhancedPET: Bool { texts(Attribute.sopClassUID.tag).first == PETKind.enhanced }

  /// The maker by Manufacturer, else by the private attributes that it left.
  ///
  /// - Source: standards sheet 1.1 (SIEMENS, CPS, CTI; GE; PHILIPS).
  var vendor: SUVCertificate.Vendor {
    let name = texts(Attribute.manufacturer.tag).joined(separator: " ").uppercased()
    if ["SIEMENS", "CPS", "CTI"].contains(where: name.contains) { return .siemens }
    if name.contains("PHILIPS") || name.contains("ADAC") { return .philips }
    if name.contains("UIH") || name.contains("UNITED IMAGING") { return .unitedImaging }
    if name == "GE" || name.hasPrefix("GE ") || name.hasPrefix("GEMS")
      || name.contains("GENERAL ELECTRIC")
    {
      return .ge
    }
    if !name.isEmpty { return .other }
    let creators = [
      (0x0071, "SIEMENS"), (0x0029, "SIEMENS"), (0x0009, "GEMS"), (0x7053, "PHILIPS"),
    ]
    for (group, creator) in creators {
      for block in UInt16(0x10)...0x1F {
        let found = texts(Tag(UInt16(group), block)).first?.uppercased() ?? ""
        if found.hasPrefix(creator) {
          return creator == "SIEMENS" ? .siemens : creator == "GEMS" ? .ge : .philips
        }
      }
    }
    return .other
  }

  /// Whether the maker is stated or left its traces.
  var hasKnownVendor: Bool {
    vendor != .other || !texts(Attribute.manufacturer.tag).isEmpty
  }
}
