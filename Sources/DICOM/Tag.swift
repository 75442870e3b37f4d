/// The number of a DICOM attribute: (gggg,eeee).
public struct Tag: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The group number.
  public let group: UInt16
  /// The element number.
  public let element: UInt16

  /// The tag (group,element).
  public init(_ group: UInt16, _ element: UInt16) {
    self.group = group
    self.element = element
  }

  /// By group, then by element: the order in a data set.
  public static func < (a: Tag, b: Tag) -> Bool {
    (a.group, a.element) < (b.group, b.element)
  }

  /// The tag as the standard writes it, "(0010,1030)".
  public var description: String {
    func hex(_ number: UInt16) -> String {
      let digits = String(number, radix: 16, uppercase: true)
      return String(repeating: "0", count: 4 - digits.count) + digits
    }
    return "(\(hex(group)),\(hex(element)))"
  }

  /// Whether the group is odd: a private attribute or its creator.
  public var isPrivate: Bool { group % 2 == 1 }
}
