public import Voxels

extension OrganMap {
  /// The organs of a whole-body scan, by shape, density, uptake and place.
  ///
  /// Works on cubes of 4 mm and brings the organs back to the PET's voxels, each taking the organ of
  /// the cube that holds its centre. What isn't found isn't there: ``missing`` says why. The patient's
  /// left and right, front and back are taken from the grids.
  ///
  /// - Parameters:
  ///   - suv: the uptake.
  ///   - ct: the CT in the same space; nil for PET alone, which finds fewer organs, with doubts.
  ///   - physiology: what the tracer does in a healthy body.
  /// - Returns: the map, on the PET's grid.
  /// - Throws: ``LesionsError/noBody`` when the PET shows no body.
  public static func found(
    suv: Volume<SUVbw>,
    ct: Volume<Hounsfield>?,
    physiology: Physiology
  ) throws(LesionsError) -> OrganMap {
    var search = try OrganSearch(BodyScan(suv: suv, ct: ct), physiology)
    if let ct { search.readCT(ct) } else { search.readUptake() }
    return search.map(onto: suv.grid)
  }
}

extension OrganSearch {
  /// PET and CT: the CT's shapes first, then what takes up within them.
  fileprivate mutating func readCT(_ fine: Volume<Hounsfield>) {
    guard let ct = scan.ct else { return }
    findLungs(on: ct)
    chest = ChestFrame(left: self[.lungLeft], right: self[.lungRight], ct: ct, trunk: body.trunk)
    skeleton = Skeleton(scan, body, chest)
    if chest?.isEnhanced == true { doubts.append("the CT was taken with contrast agent") }
    if let skeleton { findBrain(in: skeleton.bones, on: ct) } else { findBrainByUptake() }
    nameBones()
    findAorta(on: fine)
    findHeart(on: ct)
    findLiver()
    findSpleen()
    findKidneys()
    findBladder()
    findGallbladder()
    findUreters()
    findBreasts()
    findGlands()
    findGut(on: ct)
    findTissues(on: ct)
    findInjectionSite()
    miss(
      .oesophagus,
      .pancreas,
      .adrenalGlandLeft,
      .adrenalGlandRight,
      .uterus,
      .prostate,
      because: "a low-dose CT doesn't part it from what surrounds it"
    )
  }

  /// PET alone: what can't be mistaken first, the rest by its place beside it.
  fileprivate mutating func readUptake() {
    doubts.append("PET alone: organs are placed by uptake and proportion")
    findLiver()
    findSpleen()
    findKidneys()
    findHeartByUptake()
    findLungsByUptake()
    findBrainByUptake()
    findBladder()
    findUreters()
    findGlands()
    findInjectionSite()
    for organ in Organ.allCases where found[organ] == nil && missing[organ] == nil {
      missing[organ] = "it isn't looked for without a CT"
    }
  }

  /// What was found, on the PET's grid; the aorta as the tube that it is, not as cubes.
  func map(onto target: Grid) -> OrganMap {
    var labels = [UInt8](repeating: 0, count: grid.voxelCount)
    paint(&labels, body.whole, as: Self.bodyLabel)
    for (number, organ) in Organ.allCases.enumerated() where organ != .injectionSite {
      if let region = self[organ] { paint(&labels, region, as: UInt8(number + 1)) }
    }
    let regions = Region.regions(ofLabels: labels, on: grid, at: target)
    let tube = aorta?.tube(on: target)
    var organs: [Organ: OrganMap.Located] = [:]
    for (number, organ) in Organ.allCases.enumerated() {
      guard let located = found[organ] else { continue }
      var region =
        organ == .injectionSite
        ? located.region.resampled(to: target) : regions[UInt8(number + 1)] ?? .empty(target)
      if let tube, organ != .injectionSite {
        region = organ == .aorta ? tube : region.subtracting(tube)
      }
      organs[organ] = OrganMap.Located(
        region: region,
        evidence: located.evidence,
        doubts: located.doubts
      )
    }
    return OrganMap(
      grid: target,
      origin: .found,
      body: Region.union(regions.values, on: target),
      organs: organs,
      missing: missing,
      doubts: doubts
    )
  }

  /// What is of the body, and no organ.
  private static let bodyLabel = UInt8.max

  private func paint(_ labels: inout [UInt8], _ region: Region, as label: UInt8) {
    for run in region.runs {
      for offset in run.offsets { labels[offset] = label }
    }
  }
}
