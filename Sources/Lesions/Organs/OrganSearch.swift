import Voxels

/// The search for a scan's organs: what was found so far, and where the body's landmarks are.
///
/// Organs are looked for in the order in which a reader finds his way: the ones that can't be mistaken
/// first, the others by their place beside them.
struct OrganSearch {
  let scan: BodyScan
  let body: BodyOutline
  let physiology: Physiology
  var found: [Organ: OrganMap.Located] = [:]
  var missing: [Organ: String] = [:]
  var doubts: [String] = []
  /// The frame of the lungs, and the bones: with a CT alone.
  var chest: ChestFrame?
  var skeleton: Skeleton?
  var aorta: AortaCourse?
  /// The voxels of all organs so far.
  private(set) var taken: Region

  init(_ scan: BodyScan, _ physiology: Physiology) throws(LesionsError) {
    self.scan = scan
    self.physiology = physiology
    body = try BodyOutline(scan)
    taken = .empty(scan.grid)
  }

  var grid: Grid { scan.grid }

  /// Takes a region for an organ, without what other organs have.
  mutating func take(
    _ organ: Organ,
    _ region: Region,
    by evidence: OrganMap.Evidence,
    doubts: [String] = []
  ) {
    let free = region.intersection(body.whole).subtracting(taken)
    guard !free.isEmpty else {
      missing[organ] = "others take up the place where it was looked for"
      return
    }
    found[organ] = OrganMap.Located(region: free, evidence: evidence, doubts: doubts)
    missing[organ] = nil
    taken = taken.union(free)
  }

  /// Notes why an organ wasn't found.
  mutating func miss(_ organs: Organ..., because reason: String) {
    for organ in organs where found[organ] == nil { missing[organ] = reason }
  }

  subscript(organ: Organ) -> Region? { found[organ]?.region }

  /// The column of a distance to the patient's left of the middle, in mm.
  func column(_ k: Int, left millimeters: Double) -> Double {
    body.midline[max(0, min(k, grid.size.z - 1))] + millimeters / BodyScan.spacing
  }

  /// The distance of a voxel to the left of the body's middle, in mm.
  func left(_ index: SIMD3<Int>) -> Double {
    (Double(index.x) - body.midline[index.z]) * BodyScan.spacing
  }

  /// The voxel of the lattice at a position in LPS mm, rounded towards the lattice's first.
  func index(at position: SIMD3<Double>) -> SIMD3<Int> {
    let voxel = grid.affine.voxel(at: position)
    return SIMD3(Int(voxel.x), Int(voxel.y), Int(voxel.z))
  }

  /// The slice a distance above another one.
  func slice(_ k: Int, up millimeters: Double) -> Int {
    max(0, min(grid.size.z - 1, k + BodyScan.steps(millimeters)))
  }

  /// What a shape of PET alone or of both rests on.
  var evidence: OrganMap.Evidence { scan.ct == nil ? .pet : .ctAndPET }
}
