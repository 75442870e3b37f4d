import DICOM
import FoundationEssentials
public import Lesions
import NIfTI
import Uptake
import Voxels

/// A result of `analyze`, taken up again to edit its regions.
///
/// The regions that were drawn first, and all that was measured on them, stay in the result under
/// `original/`; every edit is a line of `edits.jsonl`. What the result shows always follows from the two.
public struct EditedResult: Sendable {
  /// The result's folder.
  public let folder: String
  /// The edits so far, oldest first.
  public private(set) var records: [EditRecord]
  /// The regions, and the operations that led to them.
  public private(set) var history: EditHistory

  /// The analysis as it was before any edit.
  private let original: Analysis
  /// What `edits.jsonl` held when the result was taken up, or last written.
  private var found: [UInt8]

  /// The folder in a result that keeps its first state.
  public static let originalFolder = "original"
  /// The file in a result that keeps its edits, one a line.
  public static let log = "edits.jsonl"

  /// Takes up a result.
  ///
  /// - Parameters:
  ///   - folder: the result's folder.
  ///   - scan: the folder of the scan that it was made from; nil for where it lay then.
  /// - Throws: ``EditedResultError`` when the result isn't whole, the scan is another one, or the
  ///   edits don't lead to what they led to; `DICOMError`, `NIfTIError`.
  public init(folder: String, scan: String? = nil) throws {
    self.folder = folder
    let first = Self.exists("\(folder)/\(Self.originalFolder)") ? "/\(Self.originalFolder)" : ""
    let saved = try AnalysisRecord(path: "\(folder)\(first)/\(StagedFolder.analysisMarker)")
    original = try Analysis(
      saved,
      scan: scan ?? saved.request.folder,
      suv: "\(folder)/suv.nii.gz",
      segmentation: "\(folder)\(first)/segmentation.dcm",
      setAside: "\(folder)\(first)/set-aside.dcm"
    )
    history = EditHistory(
      original.regionList,
      on: RegionList.Ground(suv: original.suv, references: original.references)
    )
    found = try Self.logBytes(folder)
    records = []
    for line in found.split(separator: UInt8(ascii: "\n")) {
      let record: EditRecord
      do {
        record = try JSONDecoder().decode(EditRecord.self, from: Data(line))
      } catch {
        throw EditedResultError.unusable(
          "\(folder)/\(Self.log)",
          reason: "line \(records.count + 1) is no edit"
        )
      }
      try replay(record)
    }
  }

  /// Does an edit that was done before, and sees that it leads to the same regions.
  private mutating func replay(_ record: EditRecord) throws {
    guard history.current.sha256 == record.appliesTo else {
      throw EditedResultError.doesNotReplay(record.number, "it was done to other regions")
    }
    do {
      try history.apply(record.operation)
    } catch {
      throw EditedResultError.doesNotReplay(record.number, "\(error)")
    }
    guard history.current.sha256 == record.leadsTo else {
      throw EditedResultError.doesNotReplay(record.number, "it leads to other regions now")
    }
    records.append(record)
  }

  /// Edits the regions; the result on the disk is changed by ``publish(at:pictures:)`` alone.
  ///
  /// - Parameters:
  ///   - operation: what to do.
  ///   - person: who does it.
  ///   - moment: when.
  ///   - reason: why.
  /// - Returns: what was done and what it changed.
  /// - Throws: `EditError`; nothing is changed then.
  @discardableResult
  public mutating func apply(
    _ operation: EditOperation,
    by person: String,
    at moment: Moment,
    reason: String = ""
  ) throws -> EditRecord {
    let before = history.current
    try history.apply(operation)
    let after = history.current
    let record = EditRecord(
      number: records.count + 1,
      operation: operation,
      by: person,
      at: moment.text,
      reason: reason,
      program: Program.version,
      appliesTo: before.sha256,
      leadsTo: after.sha256,
      changes: try changes(from: before, to: after)
    )
    records.append(record)
    return record
  }

  /// The regions that differ, before and after: in the order of the list before, then new ones.
  private func changes(
    from before: RegionList,
    to after: RegionList
  ) throws -> [EditRecord.Change] {
    let afterwards = Dictionary(
      uniqueKeysWithValues: after.entries.map { ($0.identity, $0.lesion) }
    )
    let earlier = Set(before.entries.map(\.identity))
    func values(_ lesion: Lesion?) throws -> EditRecord.Values? {
      try lesion.flatMap { try original.suv.measured([$0]).first.map(EditRecord.Values.init) }
    }
    var changes: [EditRecord.Change] = []
    for entry in before.entries where afterwards[entry.identity] != entry.lesion {
      changes.append(
        EditRecord.Change(
          before: try values(entry.lesion),
          after: try values(afterwards[entry.identity])
        )
      )
    }
    for entry in after.entries where !earlier.contains(entry.identity) {
      changes.append(EditRecord.Change(before: nil, after: try values(entry.lesion)))
    }
    return changes
  }

  /// The analysis as the edits leave it, measured anew.
  ///
  /// - Throws: `LesionsError`.
  public func analysis() throws -> Analysis {
    try original.edited(to: history.current, by: records)
  }

  /// Writes the result anew, with the edits, in place of what the folder holds.
  ///
  /// It appears whole in one instant; a program that is killed before leaves the earlier one.
  ///
  /// - Parameters:
  ///   - moment: the moment that the DICOM objects state.
  ///   - pictures: the pictures of an analysis and its heterogeneity.
  /// - Throws: ``EditedResultError/changedMeanwhile(_:)`` when somebody else edited it since it was
  ///   taken up; ``OutputError`` and what making the files throws. The folder is unchanged then.
  public mutating func publish(
    at moment: Moment,
    pictures: (Analysis, Heterogeneity) -> [Analysis.Picture]
  ) throws {
    let analysis = try analysis()
    let staged = try StagedFolder(for: folder, keepingEdits: true)
    do {
      try staged.keep("suv.nii.gz", from: folder)
      let first = "\(folder)/\(Self.originalFolder)"
      let source = Self.exists(first) ? first : folder
      for name in try FileManager.default.contentsOfDirectory(atPath: source)
      where Self.isFirstState(name) {
        try staged.keep(name, from: source, in: Self.originalFolder)
      }
      let heterogeneity = try analysis.heterogeneity()
      try analysis.write(
        to: staged,
        at: moment,
        keepsUptake: true,
        heterogeneity: heterogeneity,
        pictures: pictures(analysis, heterogeneity)
      )
      var log: [UInt8] = []
      for record in records { log += try record.line() }
      try staged.write(log, as: Self.log)
      guard try Self.logBytes(folder) == found else {
        throw EditedResultError.changedMeanwhile(folder)
      }
      try staged.publish()
      found = log
    } catch {
      staged.discard()
      throw error
    }
  }

  /// What a result's first state is made of, beside the uptake, which no edit changes.
  private static func isFirstState(_ name: String) -> Bool {
    name != "suv.nii.gz" && name != log && name != originalFolder
  }

  private static func logBytes(_ folder: String) throws -> [UInt8] {
    let path = "\(folder)/\(log)"
    return exists(path) ? Array(try Data(contentsOf: URL(filePath: path))) : []
  }

  private static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
  }
}

extension EditRecord {
  /// The record as a line of a file: keys sorted, so that equal records give equal bytes.
  fileprivate func line() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }
}

/// Why a result can't be edited.
public enum EditedResultError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A file of the result isn't there or doesn't hold what it has to.
  case unusable(String, reason: String)
  /// The scan that the result was made from isn't where it is looked for.
  case noScan(String, reason: String)
  /// An edit of the result doesn't lead to what it led to.
  case doesNotReplay(Int, String)
  /// Somebody else edited the result at the same time.
  case changedMeanwhile(String)

  /// What is wrong, and what the person can do.
  public var description: String {
    switch self {
    case .unusable(let path, let reason): "\(path): \(reason)"
    case .noScan(let path, let reason):
      "the scan isn't in \(path) (\(reason)): say where it lies with --scan"
    case .doesNotReplay(let number, let reason):
      "edit \(number) of \(EditedResult.log) can't be done again: \(reason)"
    case .changedMeanwhile(let folder):
      "\(folder) was edited by somebody else meanwhile; nothing was written: do it again"
    }
  }
}
