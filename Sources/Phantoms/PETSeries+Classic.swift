public import DICOM
import Voxels

extension PETSeries {
  /// The data sets of the series with one instance for each slice (PET Image Storage).
  ///
  /// - Parameter suv: the true SUVbw of the grid's voxels, column index fastest.
  /// - Returns: the instances, in slice order.
  /// - Precondition: a value for each voxel of the grid.
  public func dataSets(suv: [Float]) -> [DataSet] {
    let maximum = suv.max() ?? 0
    return (0..<grid.size.z).map { slice in
      dataSet(ofSlice: slice, suv: suv, seriesMaximum: maximum)
    }
  }

  /// The instance of one slice.
  ///
  /// - Parameters:
  ///   - slice: the slice.
  ///   - suv: the true SUVbw of all voxels of the grid.
  ///   - seriesMaximum: their maximum.
  /// - Returns: the data set, with pixels.
  func dataSet(ofSlice slice: Int, suv: [Float], seriesMaximum: Float) -> DataSet {
    precondition(suv.count == grid.voxelCount, "a value for each voxel")
    let voxels = grid.size.x * grid.size.y
    let values = suv[slice * voxels..<(slice + 1) * voxels]
    let slope = slope(
      ofSlice: slice,
      sliceMaximum: values.max() ?? 0,
      seriesMaximum: seriesMaximum
    )
    var instance = classicHeader(ofSlice: slice, slope: slope)
    let pixels = storedPixels(ofSlice: slice, slope: slope, suv: values)
    instance[.pixelData] = Element(.OW, .bytes(pixels))
    return instance
  }

  /// The header of one slice, without pixels and scale: what names the image.
  func header(ofSlice slice: Int) -> DataSet { classicHeader(ofSlice: slice, slope: 1) }

  private func classicHeader(ofSlice slice: Int, slope: Double) -> DataSet {
    var header = study.header(
      modality: "PT",
      scanner: scanner,
      seriesNumber: seriesNumber,
      seriesDescription: seriesDescription,
      seriesTime: seriesTime
    )
    let instance = scanner.numbersFromHead ? grid.size.z - slice : slice + 1
    let timing = timings[slice]
    header.set(.imageType, .CS, "ORIGINAL", "PRIMARY")
    header.set(.sopClassUID, .UI, "1.2.840.10008.5.1.4.1.1.128")
    header.set(
      .sopInstanceUID,
      .UI,
      study.instanceUID(modality: "PT", seriesNumber: seriesNumber, instance: instance)
    )
    header.set(.instanceNumber, .IS, "\(instance)")
    header.set(.imageIndex, .US, instance)
    header.set(.acquisitionDate, .DA, timing.start.dateText)
    header.set(.acquisitionTime, .TM, timing.start.timeText)
    header.set(.contentDate, .DA, timing.start.dateText)
    header.set(.contentTime, .TM, timing.start.timeText)
    header.set(.actualFrameDuration, .IS, "\(Int((timing.durationSeconds * 1000).rounded()))")
    header.setPlane(of: slice, in: grid)
    header.setPatientPlacement()
    header.setPixelFormat(of: grid, signed: scanner.storesSigned)
    header.setDecimal(.rescaleIntercept, 0)
    header.setDecimal(.rescaleSlope, slope)
    setPETSeries(in: &header)
    setTiming(ofSlice: slice, in: &header)
    setPrivateAttributes(ofSlice: slice, in: &header)
    header.set(
      .radiopharmaceuticalInformationSequence,
      items: [radiopharmaceuticalItem(enhanced: false)]
    )
    return header
  }

  private func setPETSeries(in header: inout DataSet) {
    header.set(.seriesType, .CS, "WHOLE BODY", "IMAGE")
    header.set(.units, .CS, quantity.units)
    if let type = quantity.suvType { header.set(.suvType, .CS, type) }
    header.set(.countsSource, .CS, "EMISSION")
    header.set(.numberOfSlices, .US, grid.size.z)
    header.setTexts(.correctedImage, .CS, corrections)
    header.set(.decayCorrection, .CS, decayCorrection.rawValue)
    header.set(.collimatorType, .CS, "NONE")
    header.set(.reconstructionMethod, .LO, reconstructionMethod ?? scanner.reconstructionMethod)
    if let kernel = scanner.convolutionKernel { header.set(.convolutionKernel, .SH, kernel) }
    if isAttenuationCorrected {
      header.set(.attenuationCorrectionMethod, .LO, scanner.attenuationCorrectionMethod)
      header.set(.scatterCorrectionMethod, .LO, scanner.scatterCorrectionMethod)
    } else if scanner == .ge {
      header.set(.attenuationCorrectionMethod, .LO, "NONE, 0.000000 cm-1,")
    }
    header.set(.randomsCorrectionMethod, .CS, scanner.randomsCorrectionMethod)
  }

  /// Corrected Image: the scanner's tokens, decay among them where it was corrected.
  var corrections: [String] {
    let made = scanner.corrections.filter {
      isAttenuationCorrected || !["ATTN", "SCAT", "RADL"].contains($0)
    }
    return decayCorrection == .none ? made : made + ["DECY"]
  }

  private func setTiming(ofSlice slice: Int, in header: inout DataSet) {
    header.setDecimal(.frameReferenceTime, frameReferenceMilliseconds(ofSlice: slice))
    if decayCorrection != .none {
      header.setDecimal(.decayFactor, decayFactor(ofSlice: slice))
    }
  }

  private func setPrivateAttributes(ofSlice slice: Int, in header: inout DataSet) {
    if namesReferencePrivately, let place = scanner.privateReferenceTime {
      let block: UInt16 = 0x10
      header.set(Tag(place.group, block), .LO, place.creator)
      header.set(
        Tag(place.group, block << 8 | UInt16(place.element)),
        .DT,
        decayReference.dateTimeText
      )
    }
    if case .philipsCounts(let hasSUVFactor, let hasActivityFactor) = quantity {
      header.set(Tag(0x7053, 0x10), .LO, "Philips PET Private Group")
      if hasSUVFactor {
        let counts = unitPerSUVbw(inSlice: slice)
        header.setDecimal(
          Tag(0x7053, 0x1000),
          hasActivityFactor ? 1 / counts : Self.philipsSUVFactor
        )
      }
      if hasActivityFactor {
        header.setDecimal(Tag(0x7053, 0x1009), Self.philipsActivityFactor)
      }
    }
  }

  /// The item of the Radiopharmaceutical Information Sequence.
  func radiopharmaceuticalItem(enhanced: Bool) -> DataSet {
    let tracer = administration.tracer
    var item = DataSet()
    item.set(.radiopharmaceutical, .LO, tracer.radiopharmaceutical)
    item.setDecimal(.radionuclideTotalDose, administration.activityBecquerels)
    item.setDecimal(.radionuclideHalfLife, tracer.halfLifeSeconds)
    item.setDecimal(.radionuclidePositronFraction, tracer.positronFraction)
    let start = administration.start
    if administrationTime == .both || administrationTime == .timeOfDay, !enhanced {
      item.set(.radiopharmaceuticalStartTime, .TM, start.timeText)
    }
    switch administrationTime {
    case .both, .dateTime: item.set(.radiopharmaceuticalStartDateTime, .DT, start.dateTimeText)
    case .dateTimeWithOffset:
      item.set(.radiopharmaceuticalStartDateTime, .DT, start.dateTimeText + start.offsetText)
    case .timeOfDay: break
    }
    item.setCode(.radionuclideCodeSequence, scanner.radionuclideCode(of: tracer))
    item.setCode(.radiopharmaceuticalCodeSequence, tracer.radiopharmaceuticalCode)
    if enhanced {
      item.set(.radiopharmaceuticalAgentNumber, .US, 1)
      let intravenous = Code("47625008", "SCT", "Intravenous route")
      item.setCode(.administrationRouteCodeSequence, intravenous)
    }
    return item
  }
}

extension DataSet {
  /// How the person lies on the table: on the back, head first.
  ///
  /// PET images say so in codes; Patient Position must then be absent (DICOM PS3.3 C.7.3.1.1.2).
  mutating func setPatientPlacement() {
    var recumbent = DataSet(code: Code("102538003", "SCT", "recumbent"))
    recumbent.setCode(.patientOrientationModifierCodeSequence, Code("40199007", "SCT", "supine"))
    set(.patientOrientationCodeSequence, items: [recumbent])
    setCode(.patientGantryRelationshipCodeSequence, Code("102540008", "SCT", "headfirst"))
  }
}
