/// A node of a structured report's content tree.
///
/// - Source: DICOM PS3.3 C.17.3.
struct ContentItem: Sendable {
  /// How a node relates to the one above.
  enum Relationship: String {
    case contains = "CONTAINS"
    case hasConceptMod = "HAS CONCEPT MOD"
    case hasObsContext = "HAS OBS CONTEXT"
    case hasAcqContext = "HAS ACQ CONTEXT"
    case hasProperties = "HAS PROPERTIES"
    case inferredFrom = "INFERRED FROM"
    case selectedFrom = "SELECTED FROM"
  }

  /// What a node holds.
  enum Value: Sendable {
    /// Other nodes; the template they follow, where it is stated.
    case container(template: String?)
    case code(Code)
    case text(String)
    /// A number with its unit; nil where a number isn't there to report.
    case number(Double?, Code?)
    case uid(String)
    case image(InstanceReference, segment: Int?)
    case composite(InstanceReference)
    case date(String)
    case time(String)
    case dateTime(String)
    case person(String)
    /// A value type that Herald has no use for.
    case other(String)
  }

  /// How the node relates to the one above; nil at the root.
  var relationship: Relationship?
  /// The node's name; nil where it has none.
  var concept: Code?
  /// What the node holds.
  var value: Value
  /// The nodes below.
  var children: [ContentItem] = []

  /// A node below another.
  init(
    _ relationship: Relationship?,
    _ concept: Code?,
    _ value: Value,
    _ children: [ContentItem] = []
  ) {
    self.relationship = relationship
    self.concept = concept
    self.value = value
    self.children = children
  }

  /// The nodes below that have a name.
  func children(named concept: Code) -> [ContentItem] { children.filter { $0.concept == concept } }
  /// The code of the first node below that has a name.
  func code(named concept: Code) -> Code? {
    for child in children(named: concept) { if case .code(let code) = child.value { return code } }
    return nil
  }
  /// The text of the first node below that has a name.
  func text(named concept: Code) -> String? {
    for child in children(named: concept) { if case .text(let text) = child.value { return text } }
    return nil
  }
  /// The UID of the first node below that has a name.
  func uid(named concept: Code) -> String? {
    for child in children(named: concept) { if case .uid(let uid) = child.value { return uid } }
    return nil
  }
}

extension ContentItem {
  /// The node as a data set: an item of ContentSequence, or the root's part of the document.
  var dataSet: DataSet {
    var item = DataSet()
    if let relationship { item.set(.relationshipType, .CS, relationship.rawValue) }
    if let concept { item.set(.conceptNameCodeSequence, concept) }
    func type(_ type: String) { item.set(.valueType, .CS, type) }
    switch value {
    case .container(let template):
      type("CONTAINER")
      item.set(.continuityOfContent, .CS, "SEPARATE")
      if let template {
        var identification = DataSet()
        identification.set(.mappingResource, .CS, "DCMR")
        identification.set(.templateIdentifier, .CS, template)
        item.set(.contentTemplateSequence, items: [identification])
      }
    case .code(let code):
      type("CODE")
      item.set(.conceptCodeSequence, code)
    case .text(let text):
      type("TEXT")
      item.set(.textValue, .UT, text)
    case .number(let number, let unit):
      type("NUM")
      setNumber(&item, number, unit)
    case .uid(let uid):
      type("UIDREF")
      item.set(.uid, .UI, uid)
    case .image(let instance, let segment):
      type("IMAGE")
      var reference = instance.item
      if let segment { reference.set(.referencedSegmentNumber, .US, segment) }
      item.set(.referencedSOPSequence, items: [reference])
    case .composite(let instance):
      type("COMPOSITE")
      item.set(.referencedSOPSequence, items: [instance.item])
    case .date(let date):
      type("DATE")
      item.set(.date, .DA, date)
    case .time(let time):
      type("TIME")
      item.set(.time, .TM, time)
    case .dateTime(let dateTime):
      type("DATETIME")
      item.set(.dateTime, .DT, dateTime)
    case .person(let name):
      type("PNAME")
      item.set(.personName, .PN, name)
    case .other(let other): type(other)
    }
    if !children.isEmpty { item.set(.contentSequence, items: children.map(\.dataSet)) }
    return item
  }

  /// Sets a number with its unit: as a decimal string, and in full precision where that loses some.
  private func setNumber(_ item: inout DataSet, _ number: Double?, _ unit: Code?) {
    guard let number, let unit, number.isFinite else {
      item.set(.measuredValueSequence, items: [])
      return
    }
    var measured = DataSet()
    measured.set(.measurementUnitsCodeSequence, unit)
    measured.setDecimal(.numericValue, number)
    if measured.string(.numericValue).flatMap(Double.init) != number {
      measured.set(.floatingPointValue, .FD, number)
    }
    item.set(.measuredValueSequence, items: [measured])
  }

  /// The node that a data set describes.
  ///
  /// - Parameters:
  ///   - item: the root's document, or an item of ContentSequence.
  ///   - depth: how deep the node lies.
  /// - Throws: ``DICOMError`` when a node lacks its value, or the tree is deeper than 64 nodes.
  init(_ item: DataSet, depth: Int = 0) throws(DICOMError) {
    guard depth < 64 else {
      throw .unusableObject(object: "structured report", reason: "deeper than 64 content items")
    }
    relationship = item.string(.relationshipType).flatMap(Relationship.init)
    concept = try item.code(.conceptNameCodeSequence)
    value = try Self.value(of: item)
    var children: [ContentItem] = []
    for child in item.items(.contentSequence) {
      // A reference by identifier has no value type: it points to a node held elsewhere.
      guard child.contains(.valueType) else { continue }
      children.append(try ContentItem(child, depth: depth + 1))
    }
    self.children = children
  }

  /// What an item holds.
  private static func value(of item: DataSet) throws(DICOMError) -> Value {
    func instance() throws(DICOMError) -> (InstanceReference, DataSet) {
      guard let reference = item.items(.referencedSOPSequence).first else {
        throw .missingAttribute(tag: .referencedSOPSequence, keyword: "ReferencedSOPSequence")
      }
      return (InstanceReference(item: reference), reference)
    }
    switch item.string(.valueType) {
    case "CONTAINER":
      return .container(
        template: item.items(.contentTemplateSequence).first?.string(.templateIdentifier)
      )
    case "CODE":
      guard let code = try item.code(.conceptCodeSequence) else {
        throw .missingAttribute(tag: .conceptCodeSequence, keyword: "ConceptCodeSequence")
      }
      return .code(code)
    case "TEXT": return .text(item.string(.textValue) ?? "")
    case "NUM":
      guard let measured = item.items(.measuredValueSequence).first else {
        return .number(nil, nil)
      }
      let exact = try measured.double(.floatingPointValue)
      let decimal = try measured.double(.numericValue)
      return .number(exact ?? decimal, try measured.code(.measurementUnitsCodeSequence))
    case "UIDREF": return .uid(item.string(.uid) ?? "")
    case "IMAGE":
      let (reference, dataSet) = try instance()
      return .image(reference, segment: try dataSet.integer(.referencedSegmentNumber))
    case "COMPOSITE": return .composite(try instance().0)
    case "DATE": return .date(item.string(.date) ?? "")
    case "TIME": return .time(item.string(.time) ?? "")
    case "DATETIME": return .dateTime(item.string(.dateTime) ?? "")
    case "PNAME": return .person(item.string(.personName) ?? "")
    case let other: return .other(other ?? "")
    }
  }
}
