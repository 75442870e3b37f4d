import DICOM
import FoundationEssentials
public import Lesions
import NIfTI
public import Voxels

extension OrganMap {
  /// An organ map from a file that another program made.
  ///
  /// A DICOM SEG names its segments. A NIfTI label map is named by a file beside it: `X.json`,
  /// `X.csv`, or MOOSE's `..._organ_indices.json` for `..._segmentation_X.nii.gz`; without one its
  /// numbers are those of TotalSegmentator's task "total". Several labels may make up one organ.
  /// Labels that mean no organ are named in the map's doubts, never dropped silently.
  ///
  /// - Parameters:
  ///   - path: a DICOM SEG, or a NIfTI label map.
  ///   - grid: the PET's grid, which the organs are brought to.
  ///   - frameOfReferenceUID: the PET's frame of reference.
  /// - Returns: the map, its organs as the file has them.
  /// - Throws: ``AnalysisError/unusableRegions(path:reason:)`` when no label means an organ; what the
  ///   readers of SEG and NIfTI throw.
  public static func imported(
    from path: String,
    onto grid: Grid,
    frameOfReferenceUID: String
  ) throws -> OrganMap {
    let labels = try OrganNames.shipped()
    let isNIfTI = path.hasSuffix(".nii") || path.hasSuffix(".nii.gz")
    let masks =
      try isNIfTI
      ? NamedMasks(labelMap: path, onto: grid, labels)
      : NamedMasks(segmentation: path, onto: grid, frameOfReferenceUID)
    return try OrganMap(masks, file: path, on: grid, labels)
  }

  private init(_ masks: NamedMasks, file: String, on grid: Grid, _ labels: OrganNames) throws {
    var parts: [Organ: (regions: [Region], names: [String])] = [:]
    var doubts = masks.doubts
    var unknown: [String] = []
    for (name, region) in masks.masks {
      switch labels.meaning(of: name) {
      case .organ(let organ):
        parts[organ, default: ([], [])].regions.append(region)
        parts[organ, default: ([], [])].names.append(name)
      case .leftOut: continue
      case .unknown: unknown.append(name)
      }
    }
    guard !parts.isEmpty else {
      throw AnalysisError.unusableRegions(
        path: file,
        reason: "none of its labels is an organ's name in TotalSegmentator's or MOOSE's words: "
          + unknown.prefix(8).joined(separator: ", ")
      )
    }
    if !unknown.isEmpty {
      doubts.append("labels that mean no organ were left out: \(unknown.joined(separator: ", "))")
    }
    var organs: [Organ: Located] = [:]
    var missing: [Organ: String] = [:]
    var taken = Region.empty(grid)
    for organ in Organ.allCases {
      guard let part = parts[organ] else {
        missing[organ] = "the imported file has none"
        continue
      }
      let region = Region.union(part.regions, on: grid).subtracting(taken)
      guard !region.isEmpty else {
        missing[organ] = "its label in the imported file holds no voxel of the image"
        continue
      }
      taken = taken.union(region)
      organs[organ] = Located(
        region: region,
        evidence: .imported(label: part.names.joined(separator: ", "))
      )
    }
    guard !organs.isEmpty else {
      throw AnalysisError.unusableRegions(
        path: file,
        reason: "its organs lie outside the image, or hold no voxel"
      )
    }
    self.init(
      grid: grid,
      origin: .imported(file: URL(fileURLWithPath: file).lastPathComponent),
      body: nil,
      organs: organs,
      missing: missing,
      doubts: doubts
    )
  }
}

/// The masks of a file with the names that it gives them.
private struct NamedMasks {
  var masks: [(name: String, region: Region)] = []
  var doubts: [String] = []

  init(segmentation path: String, onto grid: Grid, _ frameOfReferenceUID: String) throws {
    let found = try SegmentationReader.read(path: path)
      .mapped(onto: grid, frameOfReferenceUID: frameOfReferenceUID)
    masks = found.segments.map { ($0.label, $0.region) }
    doubts = found.caveats.map(\.description)
  }

  init(labelMap path: String, onto grid: Grid, _ labels: OrganNames) throws {
    let names = try LabelNames(beside: path)
    var isExact = true
    var lost = 0
    for (number, region) in try NIfTIFile.readLabels(path: path) {
      let mapped = region.mapped(onto: grid)
      isExact = isExact && mapped.isExact
      lost += mapped.lostVoxelCount
      let name =
        if let names { names.names[number] } else {
          labels.name(ofTotalSegmentatorNumber: number)
        }
      masks.append((name ?? "label \(number)", mapped.region))
    }
    if names == nil {
      doubts.append(
        "no file beside the label map names its labels: they were taken for TotalSegmentator's"
      )
    }
    if !isExact {
      doubts.append("the organs were drawn on another grid: nearest voxels were taken")
    }
    if lost > 0 { doubts.append("\(lost) voxels of the organs lie outside the image") }
  }
}

/// The names of a label map's numbers, from a file beside it.
private struct LabelNames {
  let names: [Int: String]

  /// The names; nil where no file beside the map gives any.
  init?(beside path: String) throws {
    let stem = path.hasSuffix(".nii.gz") ? path.dropLast(7) : path.dropLast(4)
    var candidates = ["\(stem).json", "\(stem).csv"]
    if let range = stem.firstRange(of: "_segmentation_") {
      candidates.append("\(stem[..<range.lowerBound])_organ_indices.json")
    }
    guard let file = candidates.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
      return nil
    }
    let data = try Data(contentsOf: URL(fileURLWithPath: file))
    names = try file.hasSuffix(".csv") ? Self.table(data) : Self.object(data, file: file)
    guard !names.isEmpty else {
      throw AnalysisError.unusableRegions(path: file, reason: "it names no label")
    }
  }

  /// Lines of number and name, in either order, with or without a heading.
  private static func table(_ data: Data) -> [Int: String] {
    var names: [Int: String] = [:]
    for line in String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline) {
      let fields = line.split(whereSeparator: { $0 == "," || $0 == ";" || $0 == "\t" })
        .map { $0.filter { $0 != "\"" }.trimmed }
      guard fields.count >= 2 else { continue }
      if let number = Int(fields[0]) {
        names[number] = fields[1]
      } else if let number = Int(fields[1]) {
        names[number] = fields[0]
      }
    }
    return names
  }

  /// `{"5": "liver"}`, `{"liver": 5}`, or either within one named object, as MOOSE writes it.
  private static func object(_ data: Data, file: String) throws -> [Int: String] {
    do {
      return try JSONDecoder().decode([String: Entry].self, from: data)
        .reduce(into: [:]) { names, entry in entry.value.add(to: &names, key: entry.key) }
    } catch {
      throw AnalysisError.unusableRegions(
        path: file,
        reason: "it isn't an object of label numbers and names"
      )
    }
  }

  /// A label's name or number, or an object that holds either.
  private enum Entry: Decodable {
    case name(String)
    case number(Int)
    case object([String: Entry])
    /// Codes, colours and the like.
    case other

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      do { self = .number(try container.decode(Int.self)) } catch is DecodingError {
        do { self = .name(try container.decode(String.self)) } catch is DecodingError {
          do { self = .object(try container.decode([String: Entry].self)) } catch is DecodingError {
            self = .other
          }
        }
      }
    }

    /// Adds what the entry under a key says of labels.
    func add(to names: inout [Int: String], key: String) {
      switch self {
      case .name(let name): if let number = Int(key) { names[number] = name }
      case .number(let number): names[number] = key
      case .object(let entries):
        if let number = Int(key), case .name(let name)? = entries["name"] {
          names[number] = name
        } else {
          for (key, entry) in entries { entry.add(to: &names, key: key) }
        }
      case .other: return
      }
    }
  }
}

extension String {
  /// Without blanks at both ends.
  fileprivate var trimmed: String {
    let start = drop(while: \.isWhitespace)
    return String(start.reversed().drop(while: \.isWhitespace).reversed())
  }
}
