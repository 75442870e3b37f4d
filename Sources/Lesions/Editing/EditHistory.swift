import Voxels

/// The edits of a scan's regions in the order in which they were made, and what they lead to.
///
/// Nothing is ever taken out of it: an undo is one more operation, which takes back the last one that
/// stands. The same operations on the same regions and uptake always lead to the same voxels.
public struct EditHistory: Sendable {
  /// What the edits rest on.
  public let ground: RegionList.Ground
  /// Every operation, undos among them; an operation's number is its place from 1.
  public private(set) var operations: [EditOperation] = []
  /// The regions as they were drawn, then after each operation that stands.
  private var states: [RegionList]

  /// A history without an edit.
  ///
  /// - Parameters:
  ///   - original: the regions as they were drawn or found.
  ///   - ground: what edits rest on.
  public init(_ original: RegionList, on ground: RegionList.Ground) {
    self.ground = ground
    states = [original]
  }

  /// The regions as they were drawn.
  public var original: RegionList { states[0] }
  /// The regions as the edits leave them.
  public var current: RegionList { states[states.count - 1] }
  /// How many edits stand.
  public var standingCount: Int { states.count - 1 }

  /// Does an operation.
  ///
  /// - Parameter operation: what is done.
  /// - Throws: ``EditError`` when it can't be done; the history is unchanged then.
  public mutating func apply(_ operation: EditOperation) throws(EditError) {
    if operation == .undo {
      guard states.count > 1 else { throw .nothingToUndo }
      states.removeLast()
    } else {
      states.append(
        try current.applying(operation, number: operations.count + 1, on: ground)
      )
    }
    operations.append(operation)
  }
}
