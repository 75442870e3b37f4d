/// A read as it was written: one row for the participant, one for each lesion.
///
/// The rows are lines of CSV, members of JSON or options of the command line; the names of their
/// fields are the same everywhere.
public struct ReadForm: Sendable {
  /// A row as it was written.
  public struct Row: Sendable, Equatable {
    /// The line of the file that it stands in; nil for one from elsewhere.
    public let line: Int?
    /// The fields by name.
    public let values: [String: String]

    /// A row.
    ///
    /// - Parameters:
    ///   - line: the line of the file that it stands in.
    ///   - values: the fields by name.
    public init(line: Int? = nil, values: [String: String]) {
      self.line = line
      self.values = values
    }
  }

  /// Something wrong with a row.
  public struct Fault: Sendable, Equatable {
    /// The line; nil where the row stands in no file.
    public let line: Int?
    /// What is wrong.
    public let fault: EntryForm.Fault
  }

  /// The fields in their order: the columns of CSV.
  public static let fields = [
    "case", "lesion", "present", "grade", "receptorClass", "confidence", "notEvaluableReason",
    "site", "comment",
  ]

  /// The case's code.
  public let caseCode: String
  /// The rows, as they were written.
  public let rows: [Row]

  /// The rows of a case.
  ///
  /// - Parameters:
  ///   - caseCode: the case's code.
  ///   - rows: the rows.
  public init(caseCode: String, rows: [Row]) {
    self.caseCode = caseCode
    self.rows = rows
  }

  /// Reads what the rows say.
  ///
  /// - Parameters:
  ///   - scale: the protocol's visual scale.
  ///   - lesions: the numbers of the lesions that the scan's analysis found; every one needs an answer.
  ///   - now: the moment of entry.
  /// - Returns: what the reader says; nil where anything is wrong; and everything that is wrong.
  public func content(
    scale: VisualScale,
    lesions: [String],
    now: ZonedInstant
  ) -> (content: ReadContent?, faults: [Fault]) {
    var faults: [Fault] = []
    var participant: ReadContent?
    var isParticipantRead = false
    var found: [LesionRead] = []
    for row in rows {
      var form = EntryForm(row.values, now: now)
      for name in row.values.keys.sorted() where !Self.fields.contains(name) {
        form.fault(name, "is no field of a read; there are: " + Self.fields.joined(separator: ", "))
      }
      if let name = form.code("lesion", .optional, "lesion") {
        if found.contains(where: { $0.lesion == name }) {
          form.fault("lesion", "lesion \(name) stands twice")
        }
        if let lesion = form.lesion(name, scale: scale, known: lesions) { found.append(lesion) }
      } else {
        if isParticipantRead {
          form.fault("lesion", "a second row without lesion: name the lesion")
        }
        isParticipantRead = true
        participant = form.participant(scale: scale) ?? participant
      }
      faults += form.faults.map { Fault(line: row.line, fault: $0) }
    }
    func fault(_ field: String, _ reason: String) {
      faults.append(Fault(line: rows.first?.line, fault: .init(field: field, reason: reason)))
    }
    if !isParticipantRead {
      fault("receptorClass", "nothing is said of the participant: a row without lesion is missing")
    }
    if let participant, participant.receptorClass != .notEvaluable {
      for name in lesions where !rows.contains(where: { $0.values["lesion"]?.trimmed == name }) {
        fault("lesion", "nothing is said of lesion \(name): is it present, and of which grade?")
      }
    }
    guard faults.isEmpty, var content = participant else { return (nil, faults) }
    content.lesions = found.sorted { LesionRead.precedes($0.lesion, $1.lesion) }
    return (content, [])
  }
}

extension EntryForm {
  fileprivate mutating func grade(_ need: Need, _ scale: VisualScale) -> VisualScale.Grade? {
    let numbers = scale.grades.map(\.value)
    guard let low = numbers.first, let high = numbers.last,
      let number = count("grade", need, "grade on the visual scale", in: low...high)
    else { return nil }
    guard let grade = scale.grade(number) else {
      fault("grade", "the scale has no grade \(number); it has: \(scale.text)")
      return nil
    }
    return grade
  }

  fileprivate mutating func participant(scale: VisualScale) -> ReadContent? {
    let receptorClass: ReadClass? = choice("receptorClass", .required, "receptor class")
    let grade = grade(.optional, scale)
    let confidence = count("confidence", .optional, "confidence", in: 1...5)
    let reason = text("notEvaluableReason", .optional, "why the scan can't be read")
    let comment = text("comment", .optional, "comment")
    for name in ["present", "site"] where text(name, .optional, name) != nil {
      fault(name, "belongs to a lesion")
    }
    guard let receptorClass else { return nil }
    if receptorClass == .notEvaluable, reason == nil {
      fault("notEvaluableReason", "say why the scan can't be read")
    }
    if receptorClass != .notEvaluable, reason != nil {
      fault("notEvaluableReason", "the scan is said to be \(receptorClass.rawValue)")
    }
    return ReadContent(
      receptorClass: receptorClass,
      grade: grade?.value,
      confidence: confidence,
      notEvaluableReason: reason,
      comment: comment,
      lesions: []
    )
  }

  fileprivate mutating func lesion(
    _ name: String,
    scale: VisualScale,
    known: [String]
  ) -> LesionRead? {
    let isAdded = name.hasPrefix("new-") && Int(name.dropFirst(4)).map { $0 > 0 } == true
    if !isAdded, !known.contains(name) {
      fault(
        "lesion",
        "the scan's analysis has no lesion '\(name)'; "
          + (known.isEmpty ? "it has none" : "it has \(known.joined(separator: ", "))")
          + "; one that you add is new-1, new-2, ..."
      )
    }
    let isPresent = yesNo("present", .required, "whether it is a lesion")
    let site = text("site", isAdded ? .required : .optional, "where it is")
    let comment = text("comment", .optional, "comment")
    for name in ["confidence", "notEvaluableReason"] where text(name, .optional, name) != nil {
      fault(name, "belongs to the participant, the row without lesion")
    }
    guard let isPresent else { return nil }
    guard isPresent else {
      if isAdded { fault("present", "a lesion that you add is present") }
      for field in ["grade", "receptorClass"] where text(field, .optional, field) != nil {
        fault(field, "lesion \(name) is said not to be present")
      }
      return LesionRead(lesion: name, isPresent: false, site: site, comment: comment)
    }
    let grade = grade(.required, scale)
    let said: ReadClass? = choice("receptorClass", .optional, "receptor class")
    guard let grade else { return nil }
    if let said, said != grade.receptor {
      fault(
        "receptorClass",
        "grade \(grade.value), \(grade.title), is \(grade.receptor.rawValue) by the protocol, not "
          + said.rawValue
      )
    }
    return LesionRead(
      lesion: name,
      isPresent: true,
      grade: grade.value,
      receptorClass: grade.receptor,
      site: site,
      comment: comment
    )
  }
}
