public import Voxels

extension Volume where Unit == SUVbw {
  /// Looks for lesions everywhere, and says of all that stands out what it was taken for.
  ///
  /// Foci are searched at several scales on the uptake, outlined, and judged by the organ that they lie
  /// in, their contrast, shape and place. Uptake that organs are known for is named and set aside, with
  /// the reason. In the liver a focus is held against the liver. Nothing is decided by a global cut-off.
  ///
  /// - Parameters:
  ///   - ct: the CT of the same patient in the same space; nil where there is none.
  ///   - organs: where the organs lie, on this volume's grid.
  ///   - physiology: how much healthy organs take up of the tracer.
  ///   - references: reference regions; the blood pool's is used where it is among them.
  ///   - settings: what the search rests on beside that.
  /// - Returns: the findings: lesions first, each kind from the highest score and uptake down. No two
  ///   share a voxel, but that an organ's finding may surround a lesion's.
  /// - Throws: ``LesionsError`` when the organs lie on another grid, a setting makes no sense, or
  ///   SUVpeak can't be measured on the grid.
  public func findings(
    ct: Volume<Hounsfield>?,
    organs: OrganMap,
    physiology: Physiology,
    references: [ReferenceRegion] = [],
    settings: DetectionSettings = DetectionSettings()
  ) throws(LesionsError) -> [Finding] {
    try judgedFoci(
      ct: ct,
      organs: organs,
      physiology: physiology,
      references: references,
      settings: settings
    ).findings
  }

  /// Every focus that was judged, with its evidence: for those who hold the rules against truth.
  ///
  /// - Parameters: those of ``findings(ct:organs:physiology:references:settings:)``.
  /// - Returns: the findings, and the foci from the highest peak down.
  /// - Throws: as the findings.
  package func judgedFoci(
    ct: Volume<Hounsfield>?,
    organs: OrganMap,
    physiology: Physiology,
    references: [ReferenceRegion] = [],
    settings: DetectionSettings = DetectionSettings()
  ) throws(LesionsError) -> (findings: [Finding], foci: [JudgedFocus]) {
    guard let survey = try survey(ct, organs, physiology, references, settings) else {
      return ([], [])
    }
    let foci = survey.judged()
    return (survey.findings(of: foci), foci)
  }

  private func survey(
    _ ct: Volume<Hounsfield>?,
    _ organs: OrganMap,
    _ physiology: Physiology,
    _ references: [ReferenceRegion],
    _ settings: DetectionSettings
  ) throws(LesionsError) -> FocusSurvey? {
    try settings.validate()
    guard organs.grid == grid else { throw .otherGrid("organ map") }
    guard let lattice = SearchVolume(self) else { return nil }
    return try FocusSurvey(
      self,
      ct: ct,
      organs: organs,
      physiology: physiology,
      references: references,
      settings: settings,
      lattice: lattice
    )
  }
}
