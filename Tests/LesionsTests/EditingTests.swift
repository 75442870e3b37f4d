import Testing
import Voxels

@testable import Lesions

/// What edits of regions do, held against voxels that are counted or asked one by one.
@Suite struct EditingTests {
  /// Two blobs that run together at SUV 4 on a grid of 2 x 2 x 3 mm turned about two axes, and a
  /// third apart.
  static func scene() throws -> (suv: Volume<SUVbw>, lesions: [Lesion]) {
    let grid = try Phantom.obliqueGrid(40, 34, 20)
    let (a, b, c) = (
      grid.position(of: SIMD3(12, 14, 9)), grid.position(of: SIMD3(19, 16, 10)),
      grid.position(of: SIMD3(32, 26, 12))
    )
    let noise = Phantom.noise(grid, seed: 4)
    var index = 0
    let suv = Phantom.volume(grid) { position in
      func blob(_ center: SIMD3<Double>, _ height: Double, _ width: Double) -> Double {
        let d = Phantom.distance(position, center)
        return height / (1 + d * d / width)
      }
      index += 1
      return blob(a, 20, 40) + blob(b, 16, 40) + blob(c, 12, 20)
        + Double(noise.values[index - 1]) / 20
    }
    let found = try suv.segmented(by: .fixed(threshold: 5), from: .wholeVolume).lesions
      .sorted { $0.region.voxelCount > $1.region.voxelCount }
    return (suv, Array(found.prefix(2)))
  }

  static func history() throws -> EditHistory {
    let (suv, lesions) = try scene()
    return EditHistory(
      RegionList([
        Lesion(label: "1", region: lesions[0].region, method: "SUVbw >= 5", thresholdSUVbw: 5),
        Lesion(label: "2", region: lesions[1].region, method: "SUVbw >= 5", thresholdSUVbw: 5),
      ]),
      on: RegionList.Ground(suv: suv)
    )
  }

  /// The two hottest places of region 1, and one in region 2, in LPS mm.
  static func places(_ history: EditHistory) -> [SIMD3<Double>] {
    let grid = history.ground.suv.grid
    return [SIMD3(12, 14, 9), SIMD3(19, 16, 10), SIMD3(32, 26, 12)].map(grid.position(of:))
  }

  private static func region(_ history: EditHistory, _ name: String) throws -> Region {
    history.current.lesions[try history.current.index(of: name)].region
  }

  // MARK: Verdicts and names

  @Test func `accepting and rejecting changes what a region counts as and not a voxel`() throws {
    var history = try Self.history()
    let before = history.current.lesions.map(\.region)
    try history.apply(.accept(regions: ["2", "1"]))
    #expect(history.current.lesions.map(\.category) == [.lesion, .lesion])
    try history.apply(.reject(regions: ["1"], as: .physiological))
    #expect(history.current.lesions.map(\.category) == [.physiological, .lesion])
    #expect(history.current.lesions.map(\.region) == before)
    let lesions = history.current.lesions
    let suv = history.ground.suv
    let patient = PatientMeasurement(of: lesions, measurements: try suv.measured(lesions), on: suv)
    #expect(patient.totalVolumeMilliliters == before[1].volumeMilliliters, "a rejected one is out")
  }

  @Test func `a name and a site are given, and the rest stays`() throws {
    var history = try Self.history()
    let site = AnatomicalSite(code: "10200004", meaning: "Liver")
    try history.apply(.relabel(region: "2", label: " node ", site: site, category: nil))
    var expected = history.original.lesions[1]
    expected.label = "node"
    expected.site = site
    #expect(history.current.lesions == [history.original.lesions[0], expected])
    #expect(history.current.entries[1].identity == history.original.entries[1].identity)
  }

  @Test(arguments: ["1", "", " ", "#2"])
  func `a name that is taken, empty or a place is refused`(name: String) throws {
    var history = try Self.history()
    #expect(throws: EditError.unusableLabel(name == " " ? "" : name)) {
      try history.apply(.relabel(region: "2", label: name, site: nil, category: nil))
    }
  }

  @Test func `regions of one name are told apart by their place`() throws {
    let (suv, lesions) = try Self.scene()
    var history = EditHistory(
      RegionList(lesions.map { Lesion(label: "GTV", region: $0.region, method: "imported") }),
      on: RegionList.Ground(suv: suv)
    )
    #expect(throws: EditError.ambiguousRegion("GTV", places: [1, 2])) {
      try history.apply(.accept(regions: ["GTV"]))
    }
    try history.apply(.accept(regions: ["#2"]))
    #expect(history.current.lesions.map(\.category) == [.unclassified, .lesion])
  }

  // MARK: Splitting

  @Test func `parts of a watershed share no voxel, are the region together, and hold their points`()
    throws
  {
    var history = try Self.history()
    let whole = try Self.region(history, "1")
    let places = Self.places(history)
    try history.apply(.split(region: "1", by: .seeds(Array(places.prefix(2)))))
    let (a, b) = (try Self.region(history, "1.1"), try Self.region(history, "1.2"))
    #expect(a.isDisjoint(with: b))
    #expect(a.union(b) == whole)
    let grid = whole.grid
    #expect(a.contains(SIMD3(12, 14, 9)) && !b.contains(SIMD3(12, 14, 9)))
    #expect(b.contains(SIMD3(19, 16, 10)) && !a.contains(SIMD3(19, 16, 10)))
    #expect(history.current.lesions.map(\.label) == ["1.1", "1.2", "2"])
    // Two like blobs: the watershed lies about half way, so each part is nearer to its own centre.
    let ownSide = a.offsets.filter { offset in
      let p = grid.position(of: grid.index(at: offset))
      return Phantom.distance(p, places[0]) < Phantom.distance(p, places[1])
    }.count
    #expect(Double(ownSide) > 0.9 * Double(a.voxelCount))
  }

  @Test func `what a watershed can't reach joins the nearest point`() throws {
    let (suv, lesions) = try Self.scene()
    // One region in two pieces: the far piece holds no point.
    let both = lesions[0].region.union(lesions[1].region)
    var history = EditHistory(
      RegionList([Lesion(label: "x", region: both, method: "imported")]),
      on: RegionList.Ground(suv: suv)
    )
    let places = Self.places(history)
    try history.apply(.split(region: "x", by: .seeds(Array(places.prefix(2)))))
    let parts = history.current.lesions.map(\.region)
    #expect(parts[0].union(parts[1]) == both && parts[0].isDisjoint(with: parts[1]))
    for offset in lesions[1].region.offsets {
      let p = both.grid.position(of: both.grid.index(at: offset))
      let (toA, toB) = (Phantom.distance(p, places[0]), Phantom.distance(p, places[1]))
      if abs(toA - toB) > 1e-9 { #expect(parts[toA < toB ? 0 : 1].contains(offset)) }
    }
  }

  @Test func `a plane divides by the side that each voxel centre is on`() throws {
    var history = try Self.history()
    let whole = try Self.region(history, "1")
    let point = Self.places(history)[0]
    let normal = SIMD3(1.0, 2, -1)
    try history.apply(.split(region: "1", by: .plane(point: point, normal: normal)))
    let (front, back) = (try Self.region(history, "1.1"), try Self.region(history, "1.2"))
    let expected = whole.offsets.filter { offset in
      let d = whole.grid.position(of: whole.grid.index(at: offset)) - point
      return (d * normal).sum() >= -1e-6
    }
    #expect(Array(front.offsets) == Array(expected))
    #expect(back == whole.subtracting(front) && !back.isEmpty)
  }

  @Test func `a split that can't be is refused and changes nothing`() throws {
    var history = try Self.history()
    let places = Self.places(history)
    #expect(throws: EditError.pointOutside(2, region: "1")) {
      try history.apply(.split(region: "1", by: .seeds([places[0], places[2]])))
    }
    #expect(throws: EditError.samePoint(1, 2)) {
      try history.apply(.split(region: "1", by: .seeds([places[0], places[0] + 0.1])))
    }
    #expect(throws: EditError.self) {
      try history.apply(.split(region: "1", by: .seeds([places[0]])))
    }
    #expect(throws: EditError.self) {
      try history.apply(.split(region: "1", by: .plane(point: places[0] + 500, normal: [1, 0, 0])))
    }
    #expect(throws: EditError.badNumber("length of the normal", 0)) {
      try history.apply(.split(region: "1", by: .plane(point: places[0], normal: .zero)))
    }
    #expect(history.current == history.original)
    #expect(history.operations.isEmpty)
  }

  // MARK: Merging

  @Test func `merging does not depend on the order, and undoes a split`() throws {
    var (a, b) = (try Self.history(), try Self.history())
    try a.apply(.merge(regions: ["1", "2"]))
    try b.apply(.merge(regions: ["2", "1"]))
    #expect(a.current == b.current)
    #expect(
      a.current.lesions[0].region
        == a.original.lesions[0].region.union(a.original.lesions[1].region)
    )

    var history = try Self.history()
    let whole = try Self.region(history, "1")
    try history.apply(.split(region: "1", by: .seeds(Array(Self.places(history).prefix(2)))))
    try history.apply(.merge(regions: ["1.2", "1.1"]))
    #expect(try Self.region(history, "1.1+1.2") == whole)
  }

  @Test func `a merged region is what its parts agree on`() throws {
    var history = try Self.history()
    try history.apply(.accept(regions: ["1", "2"]))
    try history.apply(
      .relabel(
        region: "1",
        label: nil,
        site: AnatomicalSite(code: nil, meaning: "bone"),
        category: nil
      )
    )
    try history.apply(.merge(regions: ["1", "2"]))
    let merged = history.current.lesions[0]
    #expect(merged.category == .lesion && merged.site == nil && merged.thresholdSUVbw == 5)
    #expect(merged.label == "1+2")
  }

  @Test func `a merge of one region, or of one twice, is refused`() throws {
    var history = try Self.history()
    #expect(throws: EditError.self) { try history.apply(.merge(regions: ["1"])) }
    #expect(throws: EditError.self) { try history.apply(.merge(regions: ["1", "#1"])) }
  }

  // MARK: Clipping

  @Test func `clipping keeps the voxels whose centres the shape holds, or the others`() throws {
    let history = try Self.history()
    let whole = try Self.region(history, "1")
    let center = Self.places(history)[0]
    let corner = center + SIMD3(7, -9, 6)
    let shapes: [(ClipShape, (SIMD3<Double>) -> Bool)] = [
      (.sphere(center: center, radiusMillimeters: 7.5), { Phantom.distance($0, center) <= 7.5 }),
      (
        .box(corner, center),
        { p in
          (0..<3).allSatisfy {
            p[$0] >= min(corner[$0], center[$0]) - 1e-6
              && p[$0] <= max(corner[$0], center[$0]) + 1e-6
          }
        }
      ),
      (
        .halfSpace(point: center, normal: [0, 0, 2]), { $0.z >= center.z - 1e-6 }
      ),
    ]
    for (shape, holds) in shapes {
      var (inside, outside) = (history, history)
      try inside.apply(.clip(region: "1", to: shape, keeping: .inside))
      try outside.apply(.clip(region: "1", to: shape, keeping: .outside))
      let kept = try Self.region(inside, "1")
      let expected = whole.offsets.filter {
        holds(whole.grid.position(of: whole.grid.index(at: $0)))
      }
      #expect(Array(kept.offsets) == Array(expected), "\(shape)")
      #expect(try Self.region(outside, "1") == whole.subtracting(kept))
    }
  }

  @Test func `clipping to another region leaves what they share`() throws {
    let (suv, lesions) = try Self.scene()
    let whole = lesions[0].region
    let ball = Region.sphere(
      center: suv.grid.position(of: SIMD3(12, 14, 9)),
      radiusMillimeters: 9,
      grid: suv.grid
    )
    var history = EditHistory(
      RegionList([
        Lesion(label: "a", region: whole, method: "imported"),
        Lesion(label: "b", region: ball, method: "imported"),
      ]),
      on: RegionList.Ground(suv: suv)
    )
    try history.apply(.clip(region: "a", to: .region("b"), keeping: .inside))
    #expect(try Self.region(history, "a") == whole.intersection(ball))
    try history.apply(.undo)
    try history.apply(.clip(region: "a", to: .region("b"), keeping: .outside))
    #expect(try Self.region(history, "a") == whole.subtracting(ball))
  }

  @Test func `clipping everything away, or nothing, is refused`() throws {
    var history = try Self.history()
    let far = ClipShape.sphere(center: [900, 900, 900], radiusMillimeters: 3)
    #expect(throws: EditError.self) {
      try history.apply(.clip(region: "1", to: far, keeping: .inside))
    }
    #expect(throws: EditError.changesNothing) {
      try history.apply(.clip(region: "1", to: far, keeping: .outside))
    }
  }

  // MARK: Growing and shrinking

  @Test func `growing takes in exactly the voxels within the distance`() throws {
    let (suv, lesions) = try Self.scene()
    let seed = Region(grid: suv.grid) { $0 == SIMD3(12, 14, 9) || $0 == SIMD3(14, 14, 9) }
    var history = EditHistory(
      RegionList([Lesion(label: "a", region: seed, method: "imported")]),
      on: RegionList.Ground(suv: suv)
    )
    try history.apply(.grow(region: "a", millimeters: 5))
    let grid = suv.grid
    let centers = seed.offsets.map { grid.position(of: grid.index(at: $0)) }
    let expected = (0..<grid.voxelCount).filter { offset in
      let p = grid.position(of: grid.index(at: offset))
      return centers.contains { Phantom.distance($0, p) <= 5 + 1e-9 }
    }
    #expect(Array(try Self.region(history, "a").offsets) == expected)
    #expect(lesions.count == 2)
  }

  @Test(arguments: [2.0, 3.5, 6])
  func `grown and shrunk again a region holds all it held`(distance: Double) throws {
    var history = try Self.history()
    let whole = try Self.region(history, "2")
    try history.apply(.grow(region: "2", millimeters: distance))
    let grown = try Self.region(history, "2")
    #expect(whole.isSubset(of: grown) && grown != whole)
    try history.apply(.shrink(region: "2", millimeters: distance))
    #expect(whole.isSubset(of: try Self.region(history, "2")))
  }

  @Test func `growing leaves other regions their voxels, and says how many`() throws {
    var history = try Self.history()
    let other = try Self.region(history, "1")
    try history.apply(.grow(region: "2", millimeters: 30))
    let grown = try Self.region(history, "2")
    #expect(grown.isDisjoint(with: other))
    let reached = history.original.lesions[1].region.dilated(byMillimeters: 30)
    let left = reached.intersection(other).voxelCount
    #expect(left > 0)
    let entry = try #require(history.current.lesions.last)
    #expect(entry.caveats.contains(.leftToOtherRegions(count: left)))
    #expect(entry.thresholdSUVbw == nil, "no threshold drew what was grown")
  }

  @Test(arguments: [0, -1, .nan, .infinity, 501])
  func `a distance that makes no sense is refused`(distance: Double) throws {
    var history = try Self.history()
    #expect(throws: EditError.self) {
      try history.apply(.grow(region: "1", millimeters: distance))
    }
  }

  @Test func `shrinking to nothing is refused`() throws {
    var history = try Self.history()
    #expect(throws: EditError.self) {
      try history.apply(.shrink(region: "2", millimeters: 100))
    }
    #expect(history.current == history.original)
  }

  // MARK: Drawing

  @Test func `redrawn within itself a region keeps its voxels that reach the threshold`() throws {
    var history = try Self.history()
    let whole = try Self.region(history, "1")
    let suv = history.ground.suv
    try history.apply(
      .redraw(region: "1", by: Redrawing(method: .fixed(threshold: 9), staysWithin: true))
    )
    let expected = whole.offsets.filter { suv.values[$0] >= 9 }
    #expect(Array(try Self.region(history, "1").offsets) == Array(expected))
    let lesion = history.current.lesions[0]
    #expect(lesion.thresholdSUVbw == 9 && lesion.label == "1")
  }

  @Test func `redrawn from a point a region is what the method draws from there`() throws {
    var history = try Self.history()
    let suv = history.ground.suv
    let place = Self.places(history)[2]
    let method = SegmentationMethod.percentOfMax(50)
    try history.apply(.redraw(region: "2", by: Redrawing(method: method, seed: place)))
    let expected = try suv.segmented(
      by: method,
      from: .seeds([Seed(label: "", position: place)])
    ).lesions[0].region
    #expect(try Self.region(history, "2") == expected)
  }

  @Test func `a new region is drawn beside the others and is a lesion`() throws {
    let (suv, lesions) = try Self.scene()
    var history = EditHistory(
      RegionList([Lesion(label: "1", region: lesions[0].region, method: "imported")]),
      on: RegionList.Ground(suv: suv)
    )
    let place = Self.places(history)[2]
    try history.apply(
      .draw(label: "new", by: Redrawing(method: .fixed(threshold: 5), seed: place))
    )
    #expect(history.current.lesions.map(\.label) == ["1", "new"])
    #expect(history.current.lesions[1].region == lesions[1].region)
    #expect(history.current.lesions[1].category == .lesion)
    #expect(throws: EditError.self, "it is there already") {
      try history.apply(
        .draw(label: "again", by: Redrawing(method: .fixed(threshold: 5), seed: place))
      )
    }
  }

  @Test func `a point outside the image, or without uptake, is refused with the reason`() throws {
    var history = try Self.history()
    let far = Redrawing(method: .fixed(threshold: 5), seed: [900, 0, 0])
    #expect(throws: EditError.notDrawn(.outsideImage)) {
      try history.apply(.redraw(region: "1", by: far))
    }
    #expect(throws: EditError.self) {
      try history.apply(
        .redraw(region: "1", by: Redrawing(method: .fixed(threshold: 1e6), staysWithin: true))
      )
    }
    #expect(throws: EditError.unusableMethod(.missingReference(.liver))) {
      try history.apply(
        .redraw(
          region: "1",
          by: Redrawing(method: .reference(.liver, factor: 1.5, deviations: 2))
        )
      )
    }
  }

  // MARK: Histories

  @Test func `an unknown region is refused, and the known ones are named`() throws {
    var history = try Self.history()
    #expect(throws: EditError.unknownRegion("7", known: ["1", "2"])) {
      try history.apply(.accept(regions: ["7"]))
    }
    #expect("\(EditError.unknownRegion("7", known: ["1", "2"]))".contains("'1', '2'"))
  }

  @Test func `undo restores exactly, one standing edit after the other`() throws {
    var history = try Self.history()
    var states = [history.current]
    for operation in Self.session(history).prefix(5) {
      try history.apply(operation)
      states.append(history.current)
    }
    #expect(Set(states.map(\.canonicalBytes)).count == states.count, "no two states are alike")
    for state in states.reversed().dropFirst() {
      try history.apply(.undo)
      #expect(history.current == state)
    }
    #expect(throws: EditError.nothingToUndo) { try history.apply(.undo) }
    #expect(history.operations.count == 10, "nothing is taken out of a history")
  }

  @Test func `an edit after an undo names its parts anew`() throws {
    var history = try Self.history()
    let split = EditOperation.split(region: "1", by: .seeds(Array(Self.places(history).prefix(2))))
    try history.apply(split)
    let first = history.current.entries[0].identity
    try history.apply(.undo)
    try history.apply(split)
    #expect(history.current.entries[0].identity != first)
    #expect(Set(history.current.entries.map(\.identity)).count == 3)
  }

  @Test func `the same operations lead to the same voxels, by whatever way they are read`() throws {
    var history = try Self.history()
    for operation in Self.session(history) { try history.apply(operation) }
    var again = try Self.history()
    for operation in history.operations { try again.apply(operation) }
    #expect(again.current == history.current)
    #expect(again.current.canonicalBytes == history.current.canonicalBytes)
  }

  /// A session with one of each operation.
  static func session(_ history: EditHistory) -> [EditOperation] {
    let places = places(history)
    return [
      .split(region: "1", by: .seeds(Array(places.prefix(2)))),
      .accept(regions: ["1.1", "2"]),
      .reject(regions: ["1.2"], as: .physiological),
      .clip(
        region: "1.1",
        to: .sphere(center: places[0], radiusMillimeters: 9),
        keeping: .inside
      ),
      .grow(region: "1.1", millimeters: 4),
      .undo,
      .shrink(region: "1.2", millimeters: 2),
      .redraw(region: "2", by: Redrawing(method: .percentOfMax(60), staysWithin: true)),
      .relabel(region: "2", label: "node", site: nil, category: .lesion),
      .split(region: "node", by: .plane(point: places[2], normal: [1, 0, 0])),
      .merge(regions: ["node.2", "node.1"]),
      .draw(
        label: "more",
        by: Redrawing(
          method: .grow(lower: 0, upper: 30),
          seed: history.ground.suv.grid.position(of: SIMD3(3, 3, 3)),
          reachMillimeters: 5
        )
      ),
    ]
  }

  @Test func `a person's word comes before what spoke for a finding, which stays`() throws {
    let (suv, lesions) = try Self.scene()
    let found = zip(lesions, [Finding.Verdict.lesion, .physiological]).enumerated().map {
      number,
      pair in
      (
        lesion: Lesion(
          label: "\(number + 1)",
          region: pair.0.region,
          category: pair.1 == .lesion ? .lesion : .physiological,
          method: "found"
        ),
        finding: Finding(
          region: pair.0.region,
          verdict: pair.1,
          organ: .liver,
          site: "liver",
          reasons: ["hotter than the liver"],
          score: 0.5 + Double(number) / 10,
          method: "found"
        )
      )
    }
    var history = EditHistory(RegionList(found), on: RegionList.Ground(suv: suv))
    try history.apply(.accept(regions: ["1", "2"]))
    let evidence = history.current.entries.map(\.evidence)
    #expect(evidence[0]?.reasons == ["hotter than the liver"], "it was a lesion already")
    #expect(evidence[1]?.reasons.count == 2)
    #expect(evidence[1]?.reasons.first?.contains("edit 1") == true)
    try history.apply(.merge(regions: ["1", "2"]))
    let joint = try #require(history.current.entries[0].evidence)
    #expect(joint.score == 0.6 && joint.organ == .liver && joint.site == "liver")
    #expect(joint.reasons.filter { $0 == "hotter than the liver" }.count == 1)
  }

  @Test func `lists that differ in anything that is kept have other bytes`() throws {
    let history = try Self.history()
    var variants = [history.current]
    let changes: [(inout Lesion) -> Void] = [
      { $0.label = "x" }, { $0.category = .other }, { $0.method += "." },
      { $0.thresholdSUVbw = nil }, { $0.site = AnatomicalSite(code: nil, meaning: "") },
      { $0.site = AnatomicalSite(code: "", meaning: "") },
      { $0.region = $0.region.eroded(.faces) },
    ]
    for change in changes {
      var list = history.current
      change(&list.entries[0].lesion)
      variants.append(list)
    }
    #expect(Set(variants.map(\.canonicalBytes)).count == variants.count)
  }
}
