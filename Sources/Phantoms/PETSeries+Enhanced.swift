public import DICOM
import Voxels

extension PETSeries {
  /// The series as one multi-frame object (Enhanced PET Image Storage).
  ///
  /// Each frame has its own slope, in the Real World Value Mapping and in the Pixel Value
  /// Transformation alike. There is no Units attribute: the mapping's unit says what a value is.
  ///
  /// - Parameter suv: the true SUVbw of the grid's voxels, column index fastest.
  /// - Returns: the data set, frames in slice order.
  /// - Precondition: a value for each voxel; ``quantity`` is activity concentration or SUVbw, and the
  ///   time of injection is stated as date and time.
  /// - Source: DICOM PS3.3 A.56 (Enhanced PET), C.8.22, C.7.6.16.
  public func enhancedDataSet(suv: [Float]) -> DataSet {
    precondition(suv.count == grid.voxelCount, "a value for each voxel")
    let voxels = grid.size.x * grid.size.y
    let maximum = suv.max() ?? 0
    var pixels: [UInt8] = []
    pixels.reserveCapacity(2 * suv.count)
    var frames: [DataSet] = []
    for slice in 0..<grid.size.z {
      let values = suv[slice * voxels..<(slice + 1) * voxels]
      let slope = slope(ofSlice: slice, sliceMaximum: values.max() ?? 0, seriesMaximum: maximum)
      pixels += storedPixels(ofSlice: slice, slope: slope, suv: values)
      frames.append(functionalGroups(ofFrame: slice, slope: slope))
    }
    var object = enhancedHeader()
    object.set(.sharedFunctionalGroupsSequence, items: [sharedFunctionalGroups()])
    object.set(.perFrameFunctionalGroupsSequence, items: frames)
    object[.pixelData] = Element(.OW, .bytes(pixels))
    return object
  }

  /// The SOP Instance UID of the one object.
  var enhancedInstanceUID: String {
    study.instanceUID(modality: "PT", seriesNumber: seriesNumber, instance: 1)
  }

  private func enhancedHeader() -> DataSet {
    var header = study.header(
      modality: "PT",
      scanner: scanner,
      seriesNumber: seriesNumber,
      seriesDescription: seriesDescription,
      seriesTime: seriesTime
    )
    let start = timings[0].start
    header.set(.imageType, .CS, "ORIGINAL", "PRIMARY", "STATIC", "NONE")
    header.set(.sopClassUID, .UI, "1.2.840.10008.5.1.4.1.1.130")
    header.set(.sopInstanceUID, .UI, enhancedInstanceUID)
    header.set(.instanceNumber, .IS, "1")
    header.set(.contentDate, .DA, start.dateText)
    header.set(.contentTime, .TM, start.timeText)
    header.set(.acquisitionDateTime, .DT, start.dateTimeText)
    let end = timings[timings.count - 1]
    let duration = end.start.seconds(since: start) + end.durationSeconds
    header.set(.acquisitionDuration, .FD, duration * 1000)
    header.set(.numberOfFrames, .IS, "\(grid.size.z)")
    header.setPixelFormat(of: grid, signed: scanner.storesSigned)
    header.set(.pixelPresentation, .CS, "MONOCHROME")
    header.set(.volumetricProperties, .CS, "VOLUME")
    header.set(.volumeBasedCalculationTechnique, .CS, "NONE")
    header.set(.contentQualification, .CS, "RESEARCH")
    header.set(.presentationLUTShape, .CS, "IDENTITY")
    header.set(.acquisitionContextSequence, items: [])
    header.set(.patientPosition, .CS, "HFS")
    setAcquisition(in: &header)
    setCorrections(in: &header)
    setDimensions(in: &header)
    header.set(
      .radiopharmaceuticalInformationSequence,
      items: [radiopharmaceuticalItem(enhanced: true)]
    )
    return header
  }

  private func setAcquisition(in header: inout DataSet) {
    header.set(.tableMotion, .CS, "STATIC")
    header.set(.timeOfFlightInformationUsed, .CS, "TRUE")
    header.set(.collimatorType, .CS, "NONE")
    header.set(.acquisitionStartCondition, .CS, "MANU")
    header.set(.acquisitionTerminationCondition, .CS, "TIME")
    header.set(.terminationTimeThreshold, .FD, timings[0].durationSeconds * 1000)
    header.set(.detectorGeometry, .CS, "CYLINDRICAL_RING")
    header.set(.transverseDetectorSeparation, .FD, 4)
    header.set(.axialDetectorDimension, .FD, 4)
    header.set(.coincidenceWindowWidth, .FD, 4)
    header.set(.typeOfDetectorMotion, .CS, "STATIONARY")
    var window = DataSet()
    window.setDecimal(.energyWindowLowerLimit, 435)
    window.setDecimal(.energyWindowUpperLimit, 650)
    header.set(.energyWindowRangeSequence, items: [window])
    header.setCode(.viewCodeSequence, Code("24422004", "SCT", "Axial"))
    header.set(.sliceProgressionDirection, .CS, "APEX_TO_BASE")
  }

  private func setCorrections(in header: inout DataSet) {
    let corrected = decayCorrection != .none
    header.set(.decayCorrected, .CS, corrected ? "YES" : "NO")
    if corrected {
      let reference = decayCorrection == .start ? decayReference : administration.start
      header.set(.decayCorrectionDateTime, .DT, reference.dateTimeText)
    }
    for correction in [
      Tag.attenuationCorrected, .scatterCorrected, .deadTimeCorrected,
      .countLossNormalizationCorrected, .randomsCorrected, .sensitivityCalibrated,
      .detectorNormalizationCorrection,
    ] { header.set(correction, .CS, "YES") }
    for correction in [
      Tag.gantryMotionCorrected, .patientMotionCorrected, .nonUniformRadialSamplingCorrected,
    ] { header.set(correction, .CS, "NO") }
    header.set(.attenuationCorrectionSource, .CS, "CT")
    header.set(.attenuationCorrectionTemporalRelationship, .CS, "SEQUENTIAL")
    header.set(.countsSource, .CS, "EMISSION")
    header.set(.randomsCorrectionMethod, .CS, scanner.randomsCorrectionMethod)
    header.set(.scatterCorrectionMethod, .LO, scanner.scatterCorrectionMethod)
  }

  private func setDimensions(in header: inout DataSet) {
    let organization = study.instanceUID(modality: "PT", seriesNumber: seriesNumber, instance: -1)
    var item = DataSet()
    item.set(.dimensionOrganizationUID, .UI, organization)
    header.set(.dimensionOrganizationSequence, items: [item])
    header.set(
      .dimensionIndexSequence,
      items: [Tag.stackID, .inStackPositionNumber].map { pointer in
        var index = DataSet()
        index.set(.dimensionOrganizationUID, .UI, organization)
        index.set(.dimensionIndexPointer, .AT, pointer.number)
        index.set(.functionalGroupPointer, .AT, Tag.frameContentSequence.number)
        return index
      }
    )
  }

  private func sharedFunctionalGroups() -> DataSet {
    var groups = DataSet()
    groups.setGroup(.pixelMeasuresSequence) { $0.setPixelMeasures(of: grid) }
    groups.setGroup(.planeOrientationSequence) { $0.setOrientation(of: grid) }
    groups.setGroup(.petFrameTypeSequence) {
      $0.set(.frameType, .CS, "ORIGINAL", "PRIMARY", "STATIC", "NONE")
      $0.set(.pixelPresentation, .CS, "MONOCHROME")
      $0.set(.volumetricProperties, .CS, "VOLUME")
      $0.set(.volumeBasedCalculationTechnique, .CS, "NONE")
    }
    groups.setGroup(.petFrameAcquisitionSequence) {
      $0.setDecimal(.tableHeight, 150)
      $0.setDecimal(.gantryDetectorTilt, 0)
      $0.setDecimal(.gantryDetectorSlew, 0)
      $0.setDecimal(.dataCollectionDiameter, 700)
    }
    groups.setGroup(.petPositionSequence) {
      let middle = SIMD3(grid.size.x / 2, grid.size.y / 2, grid.size.z / 2)
      let center = grid.position(of: middle)
      $0.set(.tablePosition, .FD, 0)
      $0.set(.dataCollectionCenterPatient, .FD, center.x, center.y, center.z)
      $0.set(.reconstructionTargetCenterPatient, .FD, center.x, center.y, center.z)
    }
    groups.setGroup(.petReconstructionSequence) {
      $0.set(.reconstructionType, .CS, "ITERATIVE")
      $0.set(.reconstructionAlgorithm, .CS, "OSEM_3D")
      $0.set(.iterativeReconstructionMethod, .CS, "YES")
      $0.set(.numberOfIterations, .US, 4)
      $0.set(.numberOfSubsets, .US, 5)
      $0.set(.reconstructionFieldOfView, .FD, width, height)
    }
    groups.setGroup(.radiopharmaceuticalUsageSequence) {
      $0.set(.radiopharmaceuticalAgentNumber, .US, 1)
    }
    groups.setGroup(.frameAnatomySequence) {
      $0.set(.frameLaterality, .CS, "U")
      $0.setCode(.anatomicRegionSequence, Code("38266002", "SCT", "Entire body"))
    }
    return groups
  }

  private var width: Double { Double(grid.size.x) * grid.spacingMillimeters.x }
  private var height: Double { Double(grid.size.y) * grid.spacingMillimeters.y }

  private func functionalGroups(ofFrame slice: Int, slope: Double) -> DataSet {
    let timing = timings[slice]
    let mean = administration.tracer.meanActivityTime(ofFrameSeconds: timing.durationSeconds)
    var groups = DataSet()
    groups.setGroup(.frameContentSequence) {
      $0.set(.frameAcquisitionDateTime, .DT, timing.start.dateTimeText)
      let reference = timing.start.advanced(bySeconds: mean)
      $0.set(.frameReferenceDateTime, .DT, reference.dateTimeText)
      $0.set(.frameAcquisitionDuration, .FD, timing.durationSeconds * 1000)
      $0.set(.stackID, .SH, "1")
      $0.set(.inStackPositionNumber, .UL, slice + 1)
      $0.set(.temporalPositionIndex, .UL, 1)
      $0.set(.dimensionIndexValues, .UL, 1, slice + 1)
    }
    groups.setGroup(.planePositionSequence) {
      $0.setDecimals(.imagePositionPatient, grid.position(of: SIMD3(0, 0, slice)))
    }
    groups.setGroup(.petFrameCorrectionFactorsSequence) {
      if decayCorrection != .none { $0.set(.decayFactor, .FD, decayFactor(ofSlice: slice)) }
      $0.set(.primaryPromptsCountsAccumulated, .IS, "1000000")
      $0.set(.sliceSensitivityFactor, .FD, 1)
      $0.set(.scatterFractionFactor, .FD, 0.35)
      $0.set(.deadTimeFactor, .FD, 1)
    }
    groups.setGroup(.pixelValueTransformationSequence) {
      $0.setDecimal(.rescaleIntercept, 0)
      $0.setDecimal(.rescaleSlope, slope)
      $0.set(.rescaleType, .LO, "US")
    }
    groups.setGroup(.realWorldValueMappingSequence) {
      let isSigned = scanner.storesSigned
      $0.set(.realWorldValueFirstValueMapped, isSigned ? .SS : .US, 0)
      $0.set(.realWorldValueLastValueMapped, isSigned ? .SS : .US, 32767)
      $0.set(.realWorldValueIntercept, .FD, 0)
      $0.set(.realWorldValueSlope, .FD, slope)
      $0.set(.lutExplanation, .LO, mappedUnit.meaning)
      $0.set(.lutLabel, .SH, quantity.units)
      $0.setCode(.measurementUnitsCodeSequence, mappedUnit)
    }
    groups.setGroup(.frameVOILUTSequence) {
      $0.setDecimal(.windowCenter, 16384 * slope)
      $0.setDecimal(.windowWidth, 32768 * slope)
    }
    return groups
  }

  /// The unit of the Real World Value Mapping.
  private var mappedUnit: Code {
    switch quantity {
    case .activityConcentration: Code("Bq/ml", "UCUM", "Becquerels/milliliter")
    case .uptake(.bodyWeight, _):
      Code("g/ml{SUVbw}", "UCUM", "Standardized Uptake Value body weight")
    case .uptake(.bodySurfaceArea, _):
      Code("cm2/ml{SUVbsa}", "UCUM", "Standardized Uptake Value body surface area")
    case .uptake(.leanBodyMassJames128, _):
      Code("g/ml{SUVlbm(James128)}", "UCUM", "Standardized Uptake Value lean body mass (James128)")
    case .uptake(.leanBodyMassJanmahasatian, _):
      Code("g/ml{SUVlbm(Janma)}", "UCUM", "Standardized Uptake Value lean body mass (Janma)")
    case .uptake(.idealBodyWeight, _):
      Code("g/ml{SUVibw}", "UCUM", "Standardized Uptake Value ideal body weight")
    case .philipsCounts, .proportionalCounts: Code("{counts}", "UCUM", "Counts")
    }
  }
}

extension DataSet {
  /// Sets a functional group: a sequence of one item.
  mutating func setGroup(_ tag: Tag, _ fill: (inout DataSet) -> Void) {
    var item = DataSet()
    fill(&item)
    set(tag, items: [item])
  }
}

extension Tag {
  /// The tag as one number, as an AT attribute holds it.
  var number: Int { Int(group) << 16 | Int(element) }

  fileprivate static let acquisitionContextSequence = Tag(0x0040, 0x0555)
  fileprivate static let reconstructionType = Tag(0x0018, 0x9756)
  fileprivate static let reconstructionAlgorithm = Tag(0x0018, 0x9315)
  fileprivate static let iterativeReconstructionMethod = Tag(0x0018, 0x9769)
  fileprivate static let numberOfIterations = Tag(0x0018, 0x9739)
  fileprivate static let numberOfSubsets = Tag(0x0018, 0x9740)
  fileprivate static let reconstructionFieldOfView = Tag(0x0018, 0x9317)
  fileprivate static let frameLaterality = Tag(0x0020, 0x9072)
  fileprivate static let tablePosition = Tag(0x0018, 0x9327)
  fileprivate static let windowCenter = Tag(0x0028, 0x1050)
  fileprivate static let windowWidth = Tag(0x0028, 0x1051)
}
