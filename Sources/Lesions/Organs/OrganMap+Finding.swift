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
    if let ct = search.scan.ct {
      search.findLungs(on: ct)
      search.findLiver()
    } else {
      search.doubts.append("PET alone: organs are placed by uptake and proportion")
      search.findLiver()
    }
    search.findSpleen()
    search.findKidneys()
    search.findHeartByUptake()
    if ct == nil { search.findLungsByUptake() }
    search.findBrainByUptake()
    search.findBladder()
    search.findUreters()
    return search.map(onto: suv.grid)
  }
}

extension OrganSearch {
  /// What was found, on the PET's grid.
  func map(onto target: Grid) -> OrganMap {
    OrganMap(
      grid: target,
      origin: .found,
      body: body.whole.resampled(to: target),
      organs: found.mapValues {
        OrganMap.Located(
          region: $0.region.resampled(to: target),
          evidence: $0.evidence,
          doubts: $0.doubts
        )
      },
      missing: missing,
      doubts: doubts
    )
  }
}
