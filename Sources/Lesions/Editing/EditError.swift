/// Why an edit is refused; nothing is changed then.
public enum EditError: Error, Equatable, Sendable, CustomStringConvertible {
  /// No region has the name: the name, and the labels that there are.
  case unknownRegion(String, known: [String])
  /// Several regions have the label.
  case ambiguousRegion(String, places: [Int])
  /// The operation names too few regions, or one twice.
  case wrongRegions(String)
  /// A label is empty or another region's.
  case unusableLabel(String)
  /// A number makes no sense: what it is, and its value.
  case badNumber(String, Double)
  /// A point does not lie in the region: its place among the points, from 1.
  case pointOutside(Int, region: String)
  /// Two points lie in the same voxel.
  case samePoint(Int, Int)
  /// The operation would leave no voxel, or an empty part.
  case emptyResult(String)
  /// Everything would stay as it is.
  case changesNothing
  /// The method draws nothing there.
  case notDrawn(RefusedStart.Reason)
  /// The method can't be used.
  case unusableMethod(LesionsError)
  /// There is nothing to take back.
  case nothingToUndo

  /// What is wrong, and what the person can do.
  public var description: String {
    switch self {
    case .unknownRegion(let name, let known):
      "no region is called '\(name)'; there are \(Self.list(known))"
    case .ambiguousRegion(let label, let places):
      "\(places.count) regions are called '\(label)': name one by its place, "
        + places.map { "#\($0)" }.joined(separator: " or ")
    case .wrongRegions(let fault): fault
    case .unusableLabel(let label):
      label.isEmpty
        ? "a label needs a character" : "another region is called '\(label)' or it is a place (#3)"
    case .badNumber(let name, let value): "the \(name) can't be \(value)"
    case .pointOutside(let number, let region):
      "point \(number) does not lie in region \(region): points are LPS mm"
    case .samePoint(let first, let second):
      "points \(first) and \(second) lie in the same voxel: set them further apart"
    case .emptyResult(let what): what
    case .changesNothing: "that changes nothing"
    case .notDrawn(let reason): "the method draws nothing there: \(reason)"
    case .unusableMethod(let error): error.description
    case .nothingToUndo: "no edit is left to take back"
    }
  }

  private static func list(_ labels: [String]) -> String {
    guard !labels.isEmpty else { return "none" }
    let shown = labels.prefix(20).map { "'\($0)'" }.joined(separator: ", ")
    return labels.count > 20 ? "\(shown) and \(labels.count - 20) more" : shown
  }
}
