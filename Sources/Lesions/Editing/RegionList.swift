import Voxels

/// The regions of a scan, as they were drawn or as edits left them.
public struct RegionList: Hashable, Sendable {
  /// A region with what it goes back to.
  public struct Entry: Hashable, Sendable {
    /// The region, its name and what it was judged to be.
    public internal(set) var lesion: Lesion
    /// What it goes back to: the number it was drawn under, and the edits that divided or joined it.
    ///
    /// It stays when the region is changed or renamed, and no two regions of a scan ever share one.
    public let identity: String
    /// Why it was taken for what it is; nil where nobody looked for lesions.
    public internal(set) var evidence: Evidence?
  }

  /// Why a region was taken for what it is.
  public struct Evidence: Hashable, Sendable {
    /// The organ that it lies in, where one is known.
    public let organ: Organ?
    /// Where it lies, in plain English.
    public let site: String
    /// What speaks for the verdict and what against it; a person's word comes first.
    public internal(set) var reasons: [String]
    /// How much speaks for disease: 0 to 1.
    public let score: Double
  }

  /// The regions, in their order.
  public internal(set) var entries: [Entry]

  /// The regions as they were drawn.
  ///
  /// - Parameter drawn: the regions, all on one grid.
  public init(_ drawn: [Lesion]) {
    entries = drawn.enumerated().map { Entry(lesion: $1, identity: "\($0 + 1)") }
  }

  /// The regions as they were found, each under its name.
  ///
  /// - Parameter found: what stood out, lesions or not, all on one grid.
  public init(_ found: [(lesion: Lesion, finding: Finding)]) {
    self.init(found.map(\.lesion))
    for (index, (_, finding)) in found.enumerated() {
      entries[index].evidence = Evidence(
        organ: finding.organ,
        site: finding.site,
        reasons: finding.reasons,
        score: finding.score
      )
    }
  }

  /// The regions without what they go back to.
  public var lesions: [Lesion] { entries.map(\.lesion) }

  /// The place of the region that a name means.
  ///
  /// - Parameter name: a label, or a place as `#3`; a label comes first.
  /// - Returns: the index into ``entries``.
  /// - Throws: ``EditError`` when no region is meant, or several.
  public func index(of name: String) throws(EditError) -> Int {
    let matching = entries.indices.filter { entries[$0].lesion.label == name }
    if let only = matching.first {
      guard matching.count == 1 else {
        throw .ambiguousRegion(name, places: matching.map { $0 + 1 })
      }
      return only
    }
    if name.first == "#", let place = Int(name.dropFirst()), entries.indices.contains(place - 1) {
      return place - 1
    }
    throw .unknownRegion(name, known: entries.map(\.lesion.label))
  }

  /// The places of several regions, each once, in the order of the list.
  func indices(of names: [String]) throws(EditError) -> [Int] {
    guard !names.isEmpty else { throw .wrongRegions("name at least one region") }
    var indices: [Int] = []
    for name in names {
      let index = try index(of: name)
      guard !indices.contains(index) else { throw .wrongRegions("'\(name)' is named twice") }
      indices.append(index)
    }
    return indices.sorted()
  }

  /// The voxels of all regions but one.
  func voxels(beside index: Int?, on grid: Grid) -> Region {
    Region.union(
      entries.indices.filter { $0 != index }.map { entries[$0].lesion.region },
      on: grid
    )
  }

  /// Every region's voxels and what is said of it, as bytes: equal lists give equal bytes, others
  /// others.
  package var canonicalBytes: [UInt8] {
    var bytes: [UInt8] = []
    func add(_ number: UInt64) {
      for byte in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * UInt64(byte)))) }
    }
    func add(_ text: String?) {
      // The count in front keeps neighbours apart; no text is other than an empty one.
      add(text.map { UInt64($0.utf8.count) } ?? .max)
      bytes += text.map { Array($0.utf8) } ?? []
    }
    add(UInt64(entries.count))
    for entry in entries {
      let lesion = entry.lesion
      for text in [
        entry.identity, lesion.label, lesion.site?.code, lesion.site?.meaning,
        lesion.category.rawValue, lesion.method,
      ] {
        add(text)
      }
      add(lesion.thresholdSUVbw?.bitPattern ?? .max)
      add(UInt64(lesion.region.runs.count))
      for run in lesion.region.runs {
        add(UInt64(UInt32(bitPattern: run.start)) << 32 | UInt64(UInt32(bitPattern: run.count)))
      }
    }
    return bytes
  }
}
