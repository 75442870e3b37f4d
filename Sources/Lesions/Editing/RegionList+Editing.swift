public import Voxels

extension RegionList {
  /// What edits rest on beside the regions: the uptake, and the reference regions of methods.
  public struct Ground: Sendable {
    /// The uptake.
    public let suv: Volume<SUVbw>
    /// The reference regions that a method may rest on.
    public let references: [ReferenceRegion]

    /// What edits rest on.
    ///
    /// - Parameters:
    ///   - suv: the uptake.
    ///   - references: the reference regions that a method may rest on.
    public init(suv: Volume<SUVbw>, references: [ReferenceRegion] = []) {
      self.suv = suv
      self.references = references
    }
  }

  /// The regions after an operation.
  ///
  /// - Parameters:
  ///   - operation: what is done; not ``EditOperation/undo``, which a history does.
  ///   - number: the operation's number in the history; it names new regions.
  ///   - ground: the uptake that the regions were drawn on.
  /// - Returns: the changed list; the order of what is not changed stays.
  /// - Throws: ``EditError`` when it can't be done or would change nothing.
  public func applying(
    _ operation: EditOperation,
    number: Int,
    on ground: Ground
  ) throws(EditError) -> RegionList {
    var list = self
    switch operation {
    case .accept(let names):
      for index in try indices(of: names) { list.entries[index].judge(.lesion, number) }
    case .reject(let names, let category):
      guard category != .lesion else { throw .wrongRegions("what is rejected is no lesion") }
      for index in try indices(of: names) { list.entries[index].judge(category, number) }
    case .relabel(let name, let label, let site, let category):
      try list.relabel(try index(of: name), label, site)
      if let category { list.entries[try index(of: name)].judge(category, number) }
    case .split(let name, let cut):
      try list.split(try index(of: name), cut, number, ground.suv)
    case .merge(let names):
      try list.merge(try indices(of: names), number)
    case .clip(let name, let shape, let side):
      try list.clip(try index(of: name), shape, side)
    case .grow(let name, let distance):
      let region = entries[try index(of: name)].lesion.region
      try list.replace(
        try index(of: name),
        by: region.dilated(byMillimeters: try checked(distance)),
        "grown by \(plain(distance)) mm"
      )
    case .shrink(let name, let distance):
      let region = entries[try index(of: name)].lesion.region
      try list.replace(
        try index(of: name),
        by: region.eroded(byMillimeters: try checked(distance)),
        "shrunk by \(plain(distance)) mm"
      )
    case .redraw(let name, let drawing):
      try list.redraw(try index(of: name), drawing, ground)
    case .draw(let label, let drawing):
      try list.draw(label, drawing, number, ground)
    case .undo: throw .nothingToUndo
    }
    guard list != self else { throw .changesNothing }
    return list
  }

  private func checked(_ distance: Double) throws(EditError) -> Double {
    guard distance > 0, distance <= 500 else { throw .badNumber("distance in mm", distance) }
    return distance
  }

  // MARK: What is said of a region

  private mutating func relabel(
    _ index: Int,
    _ label: String?,
    _ site: AnatomicalSite?
  ) throws(EditError) {
    if let label {
      entries[index].lesion.label = try free(label, besides: [index])
    }
    if let site { entries[index].lesion.site = site }
  }

  /// A label that no other region has, and that can't be taken for a place.
  private func free(_ label: String, besides: [Int]) throws(EditError) -> String {
    let label = label.trimmed
    let taken = entries.indices.contains {
      !besides.contains($0) && entries[$0].lesion.label == label
    }
    guard !label.isEmpty, !taken, label.first != "#" else { throw .unusableLabel(label) }
    return label
  }

  // MARK: Voxels

  /// Gives a region other voxels and says how.
  private mutating func replace(
    _ index: Int,
    by region: Region,
    _ words: String
  ) throws(EditError) {
    var lesion = entries[index].lesion
    let before = lesion.region
    lesion.region = region
    lesion.method += "; \(words)"
    lesion.thresholdSUVbw = nil
    entries[index].lesion = try withoutOthers(lesion, own: before, at: index)
  }

  /// A region without the voxels that other regions hold; what they share already stays shared.
  private func withoutOthers(
    _ lesion: Lesion,
    own: Region,
    at index: Int?
  ) throws(EditError) -> Lesion {
    var lesion = lesion
    let others = voxels(beside: index, on: own.grid).subtracting(own)
    let taken = lesion.region.subtracting(others)
    guard !taken.isEmpty else {
      throw .emptyResult(
        lesion.region.isEmpty
          ? "no voxel would be left: reject the region if it is none"
          : "every voxel there is another region's already"
      )
    }
    guard taken != own else { throw .changesNothing }
    let left = lesion.region.voxelCount - taken.voxelCount
    if left > 0 { lesion.caveats.append(.leftToOtherRegions(count: left)) }
    lesion.region = taken
    return lesion
  }

  private mutating func clip(
    _ index: Int,
    _ shape: ClipShape,
    _ side: ClipSide
  ) throws(EditError) {
    let region = entries[index].lesion.region
    let inside: Region
    if case .region(let other) = shape {
      inside = region.intersection(entries[try self.index(of: other)].lesion.region)
    } else {
      let holds = try shape.membership()
      inside = region.filtered(holds)
    }
    let kept = side == .inside ? inside : region.subtracting(inside)
    try replace(index, by: kept, "clipped to the \(side.rawValue) of \(shape)")
  }

  private mutating func split(
    _ index: Int,
    _ cut: Cut,
    _ number: Int,
    _ suv: Volume<SUVbw>
  ) throws(EditError) {
    let whole = entries[index]
    let parts = try cut.parts(of: whole.lesion, on: suv)
    entries.remove(at: index)
    for (offset, part) in parts.enumerated() {
      var lesion = whole.lesion
      lesion.label = unused("\(whole.lesion.label).\(offset + 1)")
      lesion.region = part
      lesion.method += "; split \(cut.kind)"
      let identity = "\(whole.identity)/\(number).\(offset + 1)"
      entries.insert(
        Entry(lesion: lesion, identity: identity, evidence: whole.evidence),
        at: index + offset
      )
    }
  }

  private mutating func merge(_ indices: [Int], _ number: Int) throws(EditError) {
    guard indices.count > 1, let first = indices.first else {
      throw .wrongRegions("name at least two regions to merge")
    }
    let merged = indices.map { entries[$0] }
    let lesions = merged.map(\.lesion)
    var lesion = lesions[0]
    lesion.region = Region.union(lesions.map(\.region), on: lesion.region.grid)
    lesion.site = lesions.shared(\.site) ?? nil
    lesion.category = lesions.shared(\.category) ?? .unclassified
    lesion.thresholdSUVbw = lesions.shared(\.thresholdSUVbw) ?? nil
    lesion.method = lesions.map(\.method).distinct.joined(separator: " and ") + "; merged"
    lesion.caveats = lesions.flatMap(\.caveats).distinct
    for index in indices.reversed() { entries.remove(at: index) }
    lesion.label = unused(lesions.map(\.label).joined(separator: "+"))
    let identity = "(\(merged.map(\.identity).joined(separator: "+")))/\(number)"
    entries.insert(
      Entry(lesion: lesion, identity: identity, evidence: .joint(merged.compactMap(\.evidence))),
      at: first
    )
  }

  /// A label, with a stroke behind it for as long as another region has it.
  private func unused(_ label: String) -> String {
    var label = label
    while entries.contains(where: { $0.lesion.label == label }) { label += "'" }
    return label
  }

  private mutating func redraw(
    _ index: Int,
    _ drawing: Redrawing,
    _ ground: Ground
  ) throws(EditError) {
    let before = entries[index].lesion
    var lesion = try drawing.drawn(over: before.region, on: ground)
    lesion.label = before.label
    lesion.site = before.site
    lesion.category = before.category
    lesion.method += "; drawn by hand"
    entries[index].lesion = try withoutOthers(lesion, own: before.region, at: index)
  }

  private mutating func draw(
    _ label: String,
    _ drawing: Redrawing,
    _ number: Int,
    _ ground: Ground
  ) throws(EditError) {
    guard drawing.seed != nil else { throw .wrongRegions("a new region needs a point") }
    var lesion = try drawing.drawn(over: nil, on: ground)
    lesion.label = try free(label, besides: [])
    lesion.category = .lesion
    lesion.method += "; drawn by hand"
    lesion = try withoutOthers(lesion, own: .empty(ground.suv.grid), at: nil)
    entries.append(Entry(lesion: lesion, identity: "drawn/\(number)"))
  }
}

extension RegionList.Entry {
  /// Takes a person's verdict.
  fileprivate mutating func judge(_ category: LesionCategory, _ number: Int) {
    guard category != lesion.category else { return }
    lesion.category = category
    evidence?.reasons.insert("\(category.rawValue) by a person's word (edit \(number))", at: 0)
  }
}

extension RegionList.Evidence {
  /// What speaks for several regions together; nil for none.
  fileprivate static func joint(_ parts: [RegionList.Evidence]) -> RegionList.Evidence? {
    guard !parts.isEmpty else { return nil }
    return RegionList.Evidence(
      organ: parts.shared(\.organ) ?? nil,
      site: parts.map(\.site).distinct.joined(separator: " and "),
      reasons: parts.flatMap(\.reasons).distinct,
      score: parts.map(\.score).max() ?? 0
    )
  }
}

extension Collection where Element: Sendable {
  /// What all elements have in common, or nil where they differ.
  fileprivate func shared<Value: Equatable>(_ value: (Element) -> Value) -> Value? {
    guard let first else { return nil }
    let common = value(first)
    return allSatisfy { value($0) == common } ? common : nil
  }
}

extension Array where Element: Hashable {
  /// Each element once, in order.
  fileprivate var distinct: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
