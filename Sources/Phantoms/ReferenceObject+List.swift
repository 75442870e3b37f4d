import DICOM
import Voxels

extension ReferenceObject {
  /// Every object of the list, in its order.
  public static let all: [ReferenceObject] =
    storage + uptakeUnits + dose + administrationTime + enhanced + refusedUnits + refusedTiming

  /// An object that has to be computed.
  private static func computed(
    _ id: String,
    _ section: String,
    _ description: String,
    isEnhanced: Bool = false,
    setUp: @escaping @Sendable (inout PETSeries) -> Void = { _ in },
    edit: @escaping @Sendable (inout DataSet) -> Void = { _ in }
  ) -> ReferenceObject {
    ReferenceObject(
      id: "DRO_\(id)",
      section: section,
      description: description,
      expected: .suvbw(minimum: 0.20, median: 1.00, maximum: 4.00),
      isEnhanced: isEnhanced,
      content: .spheres,
      setUp: setUp,
      edit: edit
    )
  }

  /// An object that has to be refused.
  private static func refused(
    _ id: String,
    _ section: String,
    _ description: String,
    setUp: @escaping @Sendable (inout PETSeries) -> Void = { _ in },
    edit: @escaping @Sendable (inout DataSet) -> Void = { _ in }
  ) -> ReferenceObject {
    ReferenceObject(
      id: "DRO_error_\(id)",
      section: section,
      description: description,
      expected: .refusal,
      isEnhanced: false,
      content: .spheres,
      setUp: setUp,
      edit: edit
    )
  }

  /// The scanners of rows that have one object for each.
  private static let scanners: [Scanner] = [.siemens, .ge, .philips, .unnamed]
  private static let sexes: [SimulatedPatient.Sex] = [.male, .female, .other]

  private static let storage: [ReferenceObject] = [
    computed("0_0", "default", "PET Image Storage default (BQML, START)"),
    computed("1_0", "rescaleslope", "multiple Rescale Slope values") {
      $0.slopes = .suvSteps([4.0 / 20000, 4.0 / 25000, 4.0 / 30000])
    },
  ]

  private static let uptakeUnits: [ReferenceObject] =
    [computed("2_0", "units", "GML = SUVbw") { $0.quantity = .uptake(.bodyWeight) }]
    + bySex("2_1", "LBMJAMES128", .leanBodyMassJames128)
    + bySex("2_2", "IBW", .idealBodyWeight)
    + [
      computed("2_3", "units", "CM2ML = SUVbsa") { $0.quantity = .uptake(.bodySurfaceArea) },
      computed("2_4", "units", "CNTS with Philips SUV scale factor") {
        $0.scanner = .philips
        $0.quantity = .philipsCounts(suvFactor: true, activityFactor: false)
      },
      computed("2_5", "units", "CNTS with Philips activity scale factor") {
        $0.scanner = .philips
        $0.quantity = .philipsCounts(suvFactor: false, activityFactor: true)
      },
    ] + bySex("2_6", "LBMJANMA", .leanBodyMassJanmahasatian)

  private static func bySex(
    _ id: String,
    _ type: String,
    _ normalization: UptakeNormalization
  ) -> [ReferenceObject] {
    sexes.enumerated().map { index, sex in
      computed("\(id)_\(index)", "units", "GML, SUVType \(type), sex \(sex.rawValue)") {
        $0.quantity = .uptake(normalization)
        $0.study.patient.sex = sex
      }
    }
  }

  private static let dose: [ReferenceObject] =
    [
      computed(
        "3_0",
        "dose",
        "dose in MBq",
        edit: { $0.editRadiopharmaceutical { $0.setDecimal(.radionuclideTotalDose, 368.08) } }
      ),
      computed("3_1", "dose", "DecayCorrection ADMIN") { $0.decayCorrection = .administration },
    ]
    + scanners.enumerated().map { index, scanner in
      computed(
        "3_2_\(index)",
        "dose",
        "START, Series DateTime after Acquisition DateTime (\(scanner.manufacturer))"
      ) {
        $0.scanner = scanner
        $0.useBeds(2)
        $0.seriesTime = $0.decayReference.advanced(bySeconds: 1800)
      }
    }
    + [Scanner.siemens, .ge].enumerated().map { index, scanner in
      computed(
        "3_3_\(index)",
        "dose",
        "START, Series DateTime after Acquisition DateTime and private scan datetime "
          + "(\(scanner.manufacturer))"
      ) {
        // Corrected to 11:00, measured at 11:30, series made at 12:00; the Frame Reference Time
        // counts from the measurement, so that only the private attribute leads to 11:00.
        $0.scanner = scanner
        $0.namesReferencePrivately = true
        let measured = $0.decayReference.advanced(bySeconds: 1800)
        $0.frameReferenceOrigin = measured
        $0.timings = $0.timings.map {
          FrameTiming(start: measured, durationSeconds: $0.durationSeconds)
        }
        $0.seriesTime = $0.decayReference.advanced(bySeconds: 3600)
      }
    }
    + scanners.enumerated().map { index, scanner in
      computed(
        "3_4_\(index)",
        "dose",
        "NONE, multiple Acquisition DateTime (\(scanner.manufacturer))"
      ) {
        $0.scanner = scanner
        $0.decayCorrection = .none
        $0.useBeds(4)
        if scanner == .philips {
          $0.quantity = .philipsCounts(suvFactor: false, activityFactor: true)
        }
      }
    }
    + scanners.enumerated().map { index, scanner in
      computed(
        "3_5_\(index)",
        "dose",
        "START, Series DateTime equals Acquisition DateTime (\(scanner.manufacturer))"
      ) { $0.scanner = scanner }
    }

  private static let administrationTime: [ReferenceObject] = [
    computed("4_0", "admintime", "(0018,1078) present and (0018,1072) absent") {
      $0.administrationTime = .dateTime
    },
    computed("4_1", "admintime", "(0018,1072) present and (0018,1078) absent") {
      $0.administrationTime = .timeOfDay
    },
    computed("4_2", "admintime", "uptake spans midnight and (0018,1078) absent") {
      $0.scanAfterMidnight()
      $0.administrationTime = .timeOfDay
    },
    computed("4_3", "admintime", "uptake spans midnight and (0018,1078) present") {
      $0.scanAfterMidnight()
    },
    computed(
      "4_4",
      "admintime",
      "uptake spans midnight and anonymised Acquisition Date",
      setUp: { $0.scanAfterMidnight() },
      edit: { $0.set(.acquisitionDate, .DA, "19000101") }
    ),
    computed("4_5", "admintime", "Zr-89 with uptake > 24 h and (0018,1078) present") {
      $0.useZirconium(hours: 96)
    },
    computed("5_0", "halflife", "Ga-68") { $0.administration.tracer = .galliumAffibody },
  ]

  private static let enhanced: [ReferenceObject] = [
    computed("7_0_0", "enhanced", "Enhanced PET default", isEnhanced: true),
    computed("7_1_0", "enhanced", "Enhanced PET multiple Rescale Slope", isEnhanced: true) {
      $0.slopes = .suvSteps([4.0 / 20000, 4.0 / 25000, 4.0 / 30000])
    },
    computed("7_2_0", "enhanced", "Enhanced PET GML = SUVbw", isEnhanced: true) {
      $0.quantity = .uptake(.bodyWeight)
    },
    computed(
      "7_3_0",
      "enhanced",
      "Enhanced PET Series DateTime after Decay Correction DateTime",
      isEnhanced: true
    ) {
      $0.useBeds(2)
      $0.seriesTime = $0.decayReference.advanced(bySeconds: 1800)
    },
    computed(
      "7_3_1",
      "enhanced",
      "Enhanced PET DecayCorrected NO and several Frame Reference DateTime",
      isEnhanced: true
    ) {
      $0.decayCorrection = .none
      $0.useBeds(4)
    },
  ]

  private static let refusedUnits: [ReferenceObject] = [
    refused("2_0", "units", "BQML and weight missing", edit: { $0.remove(.patientWeight) }),
    refused("2_1", "units", "BQML and weight 0", edit: { $0.setDecimal(.patientWeight, 0) }),
    refused(
      "2_2",
      "units",
      "GML IBW and sex absent",
      setUp: { $0.quantity = .uptake(.idealBodyWeight) },
      edit: { $0.remove(.patientSex) }
    ),
    refused(
      "2_3",
      "units",
      "GML IBW and sex has another value",
      setUp: { $0.quantity = .uptake(.idealBodyWeight) },
      edit: { $0.set(.patientSex, .CS, "X") }
    ),
    refused(
      "2_4",
      "units",
      "GML IBW and size absent",
      setUp: { $0.quantity = .uptake(.idealBodyWeight) },
      edit: { $0.remove(.patientSize) }
    ),
    refused(
      "2_5",
      "units",
      "GML IBW and size 0",
      setUp: { $0.quantity = .uptake(.idealBodyWeight) },
      edit: { $0.setDecimal(.patientSize, 0) }
    ),
    refused("2_6", "units", "CNTS and both Philips factors absent") {
      $0.scanner = .philips
      $0.quantity = .philipsCounts(suvFactor: false, activityFactor: false)
    },
    refused("2_7", "units", "PROPCNTS") { $0.quantity = .proportionalCounts },
  ]

  private static let refusedTiming: [ReferenceObject] = [
    refused(
      "3_0",
      "dose",
      "Total Dose absent",
      edit: { $0.editRadiopharmaceutical { $0.remove(.radionuclideTotalDose) } }
    ),
    refused(
      "3_1",
      "dose",
      "Total Dose negative",
      edit: { $0.editRadiopharmaceutical { $0.setDecimal(.radionuclideTotalDose, -368_080_000) } }
    ),
    refused(
      "3_2",
      "dose",
      "Actual Frame Duration absent and not GE",
      setUp: { $0.seriesTime = $0.decayReference.advanced(bySeconds: 1800) },
      edit: { $0.remove(.actualFrameDuration) }
    ),
    refused(
      "4_0",
      "admintime",
      "both (0018,1072) and (0018,1078) absent",
      edit: {
        $0.editRadiopharmaceutical {
          $0.remove(.radiopharmaceuticalStartTime)
          $0.remove(.radiopharmaceuticalStartDateTime)
        }
      }
    ),
    refused("4_1", "admintime", "uptake > 24 h and (0018,1078) absent") {
      $0.useZirconium(hours: 96)
      $0.administrationTime = .timeOfDay
    },
    refused(
      "4_2",
      "admintime",
      "uptake > 24 h and (0018,1078) anonymised",
      setUp: { $0.useZirconium(hours: 96) },
      edit: {
        $0.editRadiopharmaceutical {
          $0.set(.radiopharmaceuticalStartDateTime, .DT, "19000101000000.000000")
        }
      }
    ),
    refused(
      "5_0",
      "halflife",
      "Half Life absent",
      edit: { $0.editRadiopharmaceutical { $0.remove(.radionuclideHalfLife) } }
    ),
  ]
}

extension PETSeries {
  /// Measures the slices in several bed positions from the moment of decay correction on.
  mutating func useBeds(_ count: Int) {
    timings = FrameTiming.beds(
      slices: grid.size.z,
      beds: min(count, grid.size.z),
      start: timings[0].start,
      durationSeconds: timings[0].durationSeconds
    )
  }

  /// Moves the scan, so that it starts so long after the injection.
  mutating func scan(at start: Timestamp) {
    let shift = start.seconds(since: decayReference)
    timings = timings.map {
      let moved = $0.start.advanced(bySeconds: shift)
      return FrameTiming(
        start: moved.read(atUTCOffsetMinutes: start.utcOffsetMinutes),
        durationSeconds: $0.durationSeconds
      )
    }
    study.start = start
    decayReference = start
    seriesTime = start
  }

  /// Injects at 23:30 and scans at 00:30.
  mutating func scanAfterMidnight() {
    administration.start = Timestamp(2025, 1, 1, 23, 30)
    scan(at: Timestamp(2025, 1, 2, 0, 30))
  }

  /// Injects Zr-89 and scans so many hours later.
  mutating func useZirconium(hours: Double) {
    administration.tracer = .zirconiumTrastuzumab
    scan(at: administration.start.advanced(bySeconds: hours * 3600))
  }
}

extension DataSet {
  /// Changes the item of the Radiopharmaceutical Information Sequence.
  mutating func editRadiopharmaceutical(_ edit: (inout DataSet) -> Void) {
    let items = items(.radiopharmaceuticalInformationSequence).map { item in
      var edited = item
      edit(&edited)
      return edited
    }
    set(.radiopharmaceuticalInformationSequence, items: items)
  }
}
