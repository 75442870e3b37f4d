extension SDTMWriter {
  /// EC: the administrations of the trial's own tracers, as collected.
  func exposure() -> SDTMDataset {
    dataset(
      "EC",
      "Exposure as Collected",
      "INTERVENTIONS",
      "One record per administration of a study tracer per subject",
      administrationVariables("EC", treatment: "Name of Treatment"),
      administrations("EC", ofStudyTracers: true)
    )
  }

  /// AG: the administrations of tracers that the trial's own are compared with.
  func agents() -> SDTMDataset {
    dataset(
      "AG",
      "Procedure Agents",
      "INTERVENTIONS",
      "One record per administration of a comparator tracer per subject",
      administrationVariables("AG", treatment: "Reported Agent Name"),
      administrations("AG", ofStudyTracers: false)
    )
  }

  private func administrationVariables(
    _ domain: String,
    treatment: String
  ) -> [SDTMDataset.Variable] {
    [
      .init("\(domain)REFID", "Reference ID"),
      .init("\(domain)LNKID", "Link ID", .text, .derived),
      .init("\(domain)TRT", treatment, isRequired: true),
      .init("\(domain)CAT", "Category", .text, .protocolText),
      .init("\(domain)DOSE", "Dose", .number, .derived),
      .init("\(domain)DOSU", "Dose Units", .text, .assigned),
      .init("\(domain)DOSFRM", "Dose Form", .text, .assigned),
      .init("\(domain)ROUTE", "Route of Administration", .text, .assigned),
      .init("\(domain)LOT", "Lot Number"),
      .init("\(domain)LOC", "Location of Dose Administration"),
      .init("VISITNUM", "Visit Number", .number, .derived),
      .init("VISIT", "Visit Name", .text, .protocolText),
      .init("EPOCH", "Epoch", .text, .derived),
      .init("\(domain)STDTC", "Start Date/Time of Treatment", .dateTime),
      .init("\(domain)ENDTC", "End Date/Time of Treatment", .dateTime),
      .init("\(domain)STDY", "Study Day of Start of Treatment", .integer, .derived),
      .init("\(domain)ENDY", "Study Day of End of Treatment", .integer, .derived),
    ]
  }

  private func administrations(
    _ domain: String,
    ofStudyTracers: Bool
  ) -> [(participant: String, values: SDTMDataset.Row)] {
    contents.administrations.filter { administration in
      let tracer = contents.plan?.tracers.first { $0.id == administration.tracer }
      return !administration.isVoid && (tracer?.role != .comparator) == ofStudyTracers
    }
    .sorted { $0.injectedAt.millisecondsSince1970 < $1.injectedAt.millisecondsSince1970 }
    .map { given in
      let subject = subjects[given.participant]
      let moment = RecordValue.string(given.injectedAt.description)
      let day = subject?.studyDay(given.injectedAt.date)
      let tracer = contents.plan?.tracers.first { $0.id == given.tracer }
      let activity = contents.netActivityMegabecquerels(of: given)
      let own = Self.row([
        "\(domain)REFID": .string(given.id),
        "\(domain)LNKID": .string("\(given.visit)/\(given.tracer)"),
        "\(domain)TRT": .string((tracer?.name ?? given.tracer).uppercased()),
        "\(domain)CAT": .text(tracer?.role.rawValue.uppercased()),
        "\(domain)DOSE": .number(activity),
        "\(domain)DOSU": activity == nil ? nil : .string("MBq"),
        "\(domain)DOSFRM": .string("INJECTION"), "\(domain)ROUTE": .string("INTRAVENOUS"),
        "\(domain)LOT": .text(given.batch), "\(domain)LOC": .text(given.route?.uppercased()),
        "\(domain)STDTC": moment, "\(domain)ENDTC": moment, "\(domain)STDY": day,
        "\(domain)ENDY": day, "EPOCH": subject?.epoch(given.injectedAt.date),
      ])
      return (
        given.participant,
        own.merging(visit(given.visit, of: given.participant)) { first, _ in first }
      )
    }
  }

  /// PR: the scans and the biopsies.
  func procedures() -> SDTMDataset {
    let scans = contents.scans.filter { !$0.isVoid }.map { scan in
      let day = subjects[scan.participant]?.studyDay(scan.studyDate)
      let date = RecordValue.string(scan.studyDate.description)
      let own = Self.row([
        "PRREFID": .string(scan.studyInstanceUID),
        "PRLNKID": .text(scan.tracer.map { "\(scan.visit)/\($0)" }),
        "PRTRT": .string(Self.procedure(scan.modalities)), "PRCAT": .string("IMAGING"),
        "PROCCUR": .string("Y"), "PRSTDTC": date, "PRENDTC": date, "PRSTDY": day, "PRENDY": day,
        "EPOCH": subjects[scan.participant]?.epoch(scan.studyDate),
      ])
      return (
        scan.participant, own.merging(visit(scan.visit, of: scan.participant)) { first, _ in first }
      )
    }
    let biopsies = contents.biopsies.filter { !$0.isVoid }.map { biopsy in
      let day = subjects[biopsy.participant]?.studyDay(biopsy.takenOn)
      let date = RecordValue.string(biopsy.takenOn.description)
      return (
        biopsy.participant,
        Self.row([
          "PRREFID": .string(biopsy.specimen), "PRLNKID": .text(biopsy.lesion),
          "PRTRT": .string("BIOPSY"), "PRCAT": .string("PATHOLOGY"), "PROCCUR": .string("Y"),
          "PRLOC": .string(Self.cut(biopsy.site.uppercased(), to: 200)), "PRSTDTC": date,
          "PRENDTC": date, "PRSTDY": day, "PRENDY": day,
          "EPOCH": subjects[biopsy.participant]?.epoch(biopsy.takenOn),
        ])
      )
    }
    return dataset(
      "PR",
      "Procedures",
      "INTERVENTIONS",
      "One record per scan or biopsy per subject",
      [
        .init("PRREFID", "Reference ID"), .init("PRLNKID", "Link ID", .text, .derived),
        .init("PRTRT", "Reported Name of Procedure", isRequired: true),
        .init("PRCAT", "Category for Procedure", .text, .assigned),
        .init("PROCCUR", "Procedure Occurrence", .text, .assigned),
        .init("PRLOC", "Location of Procedure"),
        .init("VISITNUM", "Visit Number", .number, .derived),
        .init("VISIT", "Visit Name", .text, .protocolText),
        .init("EPOCH", "Epoch", .text, .derived),
        .init("PRSTDTC", "Start Date/Time of Procedure", .dateTime),
        .init("PRENDTC", "End Date/Time of Procedure", .dateTime),
        .init("PRSTDY", "Study Day of Start of Procedure", .integer, .derived),
        .init("PRENDY", "Study Day of End of Procedure", .integer, .derived),
      ],
      scans + biopsies
    )
  }

  /// DICOM's modalities as a procedure: "PT,CT" is a PET/CT scan.
  static func procedure(_ modalities: String) -> String {
    let names = modalities.split(separator: ",").map { $0 == "PT" ? "PET" : String($0) }
    let images = ["PET", "CT", "MR"].filter(names.contains)
    return images.isEmpty ? modalities : images.joined(separator: "/") + " SCAN"
  }
}
