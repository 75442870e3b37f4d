/// What makes one score of a focus' traits: a sum of small decision trees.
///
/// Each tree asks a few traits, one after the other, and ends in a number; the sum of all, and of the
/// start, is the logarithm of the odds of disease. What a trait adds is the sum of how much the answers
/// about it moved the sum.
///
/// - Source: Friedman JH, Greedy function approximation: a gradient boosting machine, Ann Stat
///   2001;29:1189; shares of a trait as in Palczewska et al., Interpreting random forest classification
///   models using a feature contribution method, 2014. Fitted by Scripts/fit-foci.
struct FocusModel: Sendable {
  /// A tree's inner nodes and leaves; the first is asked first.
  fileprivate struct Node: Sendable {
    /// The trait that is asked; nil in a leaf.
    let trait: FocusTrait?
    /// Up to it the answer is the left one.
    let bound: Double
    /// Whether the left answer is taken where the trait isn't known.
    let isLeftUnknown: Bool
    let left: Int
    let right: Int
    /// The sum to here: in a leaf what the tree adds.
    let value: Double
  }

  private let start: Double
  private let trees: [[Node]]

  /// The sum for some traits, and what each trait added to it.
  func sum(_ traits: [FocusTrait: Double]) -> (sum: Double, shares: [FocusTrait: Double]) {
    var shares: [FocusTrait: Double] = [:]
    var sum = start
    for tree in trees {
      var node = tree[0]
      while let trait = node.trait {
        let value = traits[trait] ?? .nan
        let isLeft = value.isNaN ? node.isLeftUnknown : value <= node.bound
        let next = tree[isLeft ? node.left : node.right]
        shares[trait, default: 0] += next.value - node.value
        node = next
      }
      sum += node.value
    }
    return (sum, shares)
  }
}

extension FocusModel {
  /// What is wrong with a model's text.
  struct Fault: Error, Hashable {
    let line: Int
    let what: String
  }

  /// Reads a model from its lines.
  ///
  /// `start` with a number, `traits` with their names, and a `tree` a line: its nodes, parted by
  /// semicolons, each the sum there and, in inner nodes, the trait's place, the bound, 1 where the left
  /// answer is taken for an unknown trait, and the places of the left and right nodes.
  init(_ lines: some Sequence<Substring>) throws(Fault) {
    var start: Double?
    var traits: [FocusTrait] = []
    var trees: [[Node]] = []
    for (number, line) in lines.enumerated() {
      func fault(_ what: String) -> Fault { Fault(line: number + 1, what: what) }
      let words = line.split(separator: " ", maxSplits: 1)
      guard words.count == 2 else { throw fault("a word and what it says") }
      switch words[0] {
      case "start": start = Double(words[1])
      case "traits":
        for name in words[1].split(separator: " ") {
          guard let trait = FocusTrait(rawValue: String(name)) else {
            throw fault("no trait is called \(name)")
          }
          traits.append(trait)
        }
      case "tree":
        let rows = words[1].split(separator: ";").map { row in
          row.split(separator: " ").map(Double.init)
        }
        var nodes: [Node] = []
        for row in rows {
          guard let node = Node(row, at: nodes.count, of: rows.count, asking: traits) else {
            throw fault("node \(nodes.count) points nowhere")
          }
          nodes.append(node)
        }
        trees.append(nodes)
      default: throw fault("\(words[0]) says nothing here")
      }
    }
    guard let start else { throw Fault(line: 0, what: "no start") }
    self.start = start
    self.trees = trees
  }
}

extension FocusModel.Node {
  /// A node of its numbers; nil where they make none.
  fileprivate init?(_ row: [Double?], at place: Int, of count: Int, asking traits: [FocusTrait]) {
    let numbers = row.compactMap { $0 }
    guard numbers.count == row.count, let value = numbers.first else { return nil }
    if numbers.count == 1 {
      self.init(trait: nil, bound: 0, isLeftUnknown: false, left: 0, right: 0, value: value)
      return
    }
    guard numbers.count == 6, let trait = Int(exactly: numbers[1]), traits.indices.contains(trait),
      let left = Int(exactly: numbers[4]), let right = Int(exactly: numbers[5]),
      left > place, right > place, left < count, right < count
    else { return nil }
    self.init(
      trait: traits[trait],
      bound: numbers[2],
      isLeftUnknown: numbers[3] == 1,
      left: left,
      right: right,
      value: value
    )
  }
}

/// The models of the shipped method.
struct FocusModels: Sendable {
  /// Of foci outside the liver that the network sees.
  let body: FocusModel
  /// Of foci outside the liver where the network isn't asked.
  let alone: FocusModel
  /// Of foci in the liver.
  let liver: FocusModel

  /// The shipped models.
  static let shipped: FocusModels = {
    let text = String(decoding: PackageResources.foci_txt, as: UTF8.self)
    let parts = text.split(separator: "\n\n").map { $0.split(separator: "\n") }
    do throws(FocusModel.Fault) {
      return FocusModels(
        body: try FocusModel(parts[0]),
        alone: try FocusModel(parts[1]),
        liver: try FocusModel(parts[2])
      )
    } catch {
      preconditionFailure("the shipped models are tested: \(error)")
    }
  }()
}
