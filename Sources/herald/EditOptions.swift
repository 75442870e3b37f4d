import ArgumentParser
import Lesions
import Uptake
import Voxels

/// How an edit is done: the options of `herald edit`, each of some operations.
struct EditOptions: ParsableArguments {
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("split, redraw, draw: a point; may be repeated.", valueName: "x,y,z")
  )
  var point: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "split, clip: a plane, by a point and its normal; the normal points to the first part.",
      valueName: "x,y,z,nx,ny,nz"
    )
  )
  var plane: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("clip: a box, by two opposite corners.", valueName: "x,y,z,x,y,z")
  )
  var box: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("clip: a sphere.", valueName: "x,y,z,radius")
  )
  var sphere: String?

  @Option(help: ArgumentHelp("clip: another region.", valueName: "region"))
  var region: String?

  @Flag(help: "clip: keep what lies outside.")
  var outside = false

  @Option(help: ArgumentHelp("grow, shrink: the distance.", valueName: "mm"))
  var mm: Double?

  @Option(help: ArgumentHelp("redraw, draw: how.", valueName: "method"))
  var method: String?

  @Flag(help: "redraw: take voxels of the region alone.")
  var within = false

  @Option(help: ArgumentHelp("redraw, draw: how far from the hottest voxel.", valueName: "mm"))
  var reach: Double?

  @Option(
    help: "redraw, draw: what fixed thresholds are meant on: \(Normalization.names).",
    transform: choice("--normalization")
  )
  var normalization: Normalization?

  @Option(help: ArgumentHelp("relabel: the new name.", valueName: "text"))
  var label: String?

  @Option(
    help: ArgumentHelp(
      "relabel: where it lies, in words; with its SNOMED CT code as 10200004=Liver.",
      valueName: "text"
    )
  )
  var site: String?

  @Option(
    name: .customLong("class"),
    help: ArgumentHelp(
      "reject, relabel: what it is: \(LesionCategory.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "class"
    ),
    transform: choice("--class")
  )
  var category: LesionCategory?

  /// The operation that words and options mean.
  ///
  /// - Parameters:
  ///   - words: the operation's name and the regions.
  ///   - scale: what a normalisation is, or the result's own.
  /// - Returns: the operation.
  /// - Throws: `ValidationError` where they mean none.
  func operation(
    _ words: [String],
    normalizedBy scale: (Normalization?) throws -> UptakeScale
  ) throws -> EditOperation {
    guard let verb = words.first else {
      throw ValidationError(
        "say what to do: accept, reject, relabel, split, merge, clip, grow, ..."
      )
    }
    let regions = Array(words.dropFirst())
    switch verb {
    case "accept": return .accept(regions: try several(regions, verb))
    case "reject": return .reject(regions: try several(regions, verb), as: category ?? .other)
    case "merge": return .merge(regions: try several(regions, verb))
    case "relabel":
      guard label != nil || site != nil || category != nil else {
        throw ValidationError("relabel: give --label, --site or --class")
      }
      return .relabel(
        region: try one(regions, verb),
        label: label,
        site: site.map(AnatomicalSite.init(parsing:)),
        category: category
      )
    case "split": return .split(region: try one(regions, verb), by: try cut())
    case "clip":
      return .clip(
        region: try one(regions, verb),
        to: try shape(),
        keeping: outside ? .outside : .inside
      )
    case "grow": return .grow(region: try one(regions, verb), millimeters: try distance(verb))
    case "shrink": return .shrink(region: try one(regions, verb), millimeters: try distance(verb))
    case "redraw": return .redraw(region: try one(regions, verb), by: try redrawing(verb, scale))
    case "draw":
      guard point.count == 1 else { throw ValidationError("draw: give --point X,Y,Z once") }
      return .draw(label: try one(regions, verb), by: try redrawing(verb, scale))
    case "undo":
      guard regions.isEmpty else { throw ValidationError("undo takes back the last edit alone") }
      return .undo
    default:
      throw ValidationError(
        "'\(verb)' is no operation: accept, reject, relabel, split, merge, clip, grow, shrink, redraw, "
          + "draw, undo"
      )
    }
  }

  private func several(_ regions: [String], _ verb: String) throws -> [String] {
    guard !regions.isEmpty else { throw ValidationError("\(verb): name the regions") }
    return regions
  }

  private func one(_ regions: [String], _ verb: String) throws -> String {
    guard let region = regions.first, regions.count == 1 else {
      throw ValidationError("\(verb): name one region")
    }
    return region
  }

  private func distance(_ verb: String) throws -> Double {
    guard let mm else { throw ValidationError("\(verb): give --mm DISTANCE") }
    return mm
  }

  private func cut() throws -> Cut {
    switch (plane, point.isEmpty) {
    case (let plane?, true):
      let numbers = try Self.numbers(plane, count: 6, "--plane")
      return .plane(point: numbers.position(0), normal: numbers.position(3))
    case (nil, false): return .seeds(try point.map { try Self.position($0) })
    default: throw ValidationError("split: give --point X,Y,Z twice or more, or --plane")
    }
  }

  private func shape() throws -> ClipShape {
    var shapes: [ClipShape] = []
    if let box {
      let numbers = try Self.numbers(box, count: 6, "--box")
      shapes.append(.box(numbers.position(0), numbers.position(3)))
    }
    if let sphere {
      let numbers = try Self.numbers(sphere, count: 4, "--sphere")
      shapes.append(.sphere(center: numbers.position(0), radiusMillimeters: numbers[3]))
    }
    if let plane {
      let numbers = try Self.numbers(plane, count: 6, "--plane")
      shapes.append(.halfSpace(point: numbers.position(0), normal: numbers.position(3)))
    }
    if let region { shapes.append(.region(region)) }
    guard let shape = shapes.first, shapes.count == 1 else {
      throw ValidationError("clip: give one of --box, --sphere, --plane and --region")
    }
    return shape
  }

  private func redrawing(
    _ verb: String,
    _ scale: (Normalization?) throws -> UptakeScale
  ) throws -> Redrawing {
    guard let method else { throw ValidationError("\(verb): give --method") }
    guard point.count < 2 else { throw ValidationError("\(verb): give one --point") }
    let parsed: SegmentationMethod
    do { parsed = try SegmentationMethod(parsing: method) } catch {
      throw ValidationError("\(error)")
    }
    return Redrawing(
      method: parsed,
      scale: try scale(normalization),
      seed: try point.first.map { try Self.position($0) },
      staysWithin: within,
      reachMillimeters: reach
    )
  }

  private static func position(_ text: String) throws -> SIMD3<Double> {
    try numbers(text, count: 3, "--point").position(0)
  }

  private static func numbers(_ text: String, count: Int, _ option: String) throws -> [Double] {
    let numbers = text.split(separator: ",").compactMap { Double($0.trimmingSpaces) }
    guard numbers.count == count, text.split(separator: ",").count == count,
      numbers.allSatisfy(\.isFinite)
    else {
      throw ValidationError("\(option) '\(text)' is not \(count) numbers with commas between")
    }
    return numbers
  }
}

extension AnatomicalSite {
  /// A site as it is typed: words, or a SNOMED CT code, `=` and words.
  fileprivate init(parsing text: String) {
    let sides = text.split(separator: "=", maxSplits: 1).map(String.init)
    let isCoded = sides.count == 2 && sides[0].allSatisfy(\.isNumber)
    self.init(code: isCoded ? sides[0] : nil, meaning: isCoded ? sides[1] : text)
  }
}

extension [Double] {
  /// Three numbers from a place on, as a position.
  fileprivate func position(_ first: Int) -> SIMD3<Double> {
    SIMD3(self[first], self[first + 1], self[first + 2])
  }
}

extension Substring {
  fileprivate var trimmingSpaces: String { filter { $0 != " " } }
}
