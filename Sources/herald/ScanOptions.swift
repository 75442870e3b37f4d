import ArgumentParser
import Pipeline
import Uptake

/// Which series, which tracer, and how SUV is made: what `suv` and `analyze` share.
struct ScanOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The PET series: its Series Instance UID or Series Number.",
      valueName: "uid-or-number"
    )
  )
  var series: String?

  @Option(
    help: ArgumentHelp(
      "The tracer's profile; by default the one that the header codes. One of \(Self.tracers).",
      valueName: "profile"
    )
  )
  var tracer: String?

  @Flag(help: "Refuse wherever the header would have to be adapted.")
  var strict = false

  @Option(
    help: "How the reference time of DecayCorrection START is found: ibsi (IBSI-SUV) or qiba.",
    transform: choice("--reference-time")
  )
  var referenceTime: SUVSettings.ReferenceTimeRule = .ibsi

  @Option(
    help: ArgumentHelp(
      "The longest time from administration to scan; by default the profile's.",
      valueName: "hours"
    )
  )
  var longestUptake: Double?

  @Option(help: ArgumentHelp("Which item of several radiopharmaceuticals, from 1.", valueName: "n"))
  var radiopharmaceutical: Int?

  @OptionGroup(title: "Facts in place of the header's (each is written down with the reason)")
  var entered: EnteredOptions

  /// The settings that the options mean.
  func settings() throws -> SUVSettings {
    var settings = SUVSettings(
      policy: strict ? .strict : .lenient,
      longestUptakeSeconds: longestUptake.map { $0 * 3600 }
    )
    settings.referenceTime = referenceTime
    settings.radiopharmaceuticalItem = radiopharmaceutical.map { $0 - 1 }
    try entered.apply(to: &settings)
    return settings
  }

  func validate() throws {
    if let longestUptake, !(longestUptake > 0) {
      throw ValidationError("--longest-uptake has to be above 0 hours")
    }
    if let radiopharmaceutical, radiopharmaceutical < 1 {
      throw ValidationError("--radiopharmaceutical counts from 1")
    }
  }

  private static var tracers: String {
    do {
      return try TracerProfile.shipped().map(\.id).joined(separator: ", ")
    } catch {
      return "(profiles unreadable: \(error))"
    }
  }
}

/// Reads one of an enumeration's values by its name.
func choice<Value: RawRepresentable & CaseIterable & Sendable>(
  _ option: String
) -> @Sendable (String) throws -> Value where Value.RawValue == String {
  { text in
    guard let value = Value(rawValue: text.lowercased()) else {
      let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("\(option) '\(text)' is none of \(known)")
    }
    return value
  }
}

/// Facts that a person enters in place of the header's.
struct EnteredOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Body weight.", valueName: "kg"))
  var weight: Double?

  @Option(help: ArgumentHelp("Body height.", valueName: "m"))
  var height: Double?

  @Option(help: ArgumentHelp("Sex: M, F or O.", valueName: "sex"))
  var sex: String?

  @Option(help: ArgumentHelp("Activity at the time of administration.", valueName: "MBq"))
  var activity: Double?

  @Option(
    help: ArgumentHelp(
      "When the tracer was administered: 20260105090000 or 20260105090000+0800.",
      valueName: "time"
    )
  )
  var administered: String?

  @Option(
    help: ArgumentHelp(
      "Activity in the syringe before administration, and when: 190@20260105085500.",
      valueName: "MBq@time"
    )
  )
  var syringe: String?

  @Option(
    help: ArgumentHelp(
      "Activity left in the syringe, and when: 4.2@20260105091000; it is taken off.",
      valueName: "MBq@time"
    )
  )
  var residual: String?

  @Option(help: ArgumentHelp("Why these stand in place of the header's.", valueName: "words"))
  var reason: String?

  func validate() throws {
    let given: [Any?] = [weight, height, sex, activity, administered, syringe, residual]
    if given.contains(where: { $0 != nil }), (reason ?? "").isEmpty {
      throw ValidationError("facts in place of the header's need a --reason")
    }
    if let sex, PatientSex(rawValue: sex.uppercased()) == nil {
      throw ValidationError("--sex is M, F or O")
    }
  }

  /// Puts the facts into the settings.
  func apply(to settings: inout SUVSettings) throws {
    let reason = reason ?? ""
    settings.entered.weightKilograms = weight.map { Entered($0, reason: reason) }
    settings.entered.heightMeters = height.map { Entered($0, reason: reason) }
    settings.entered.sex =
      sex.flatMap { PatientSex(rawValue: $0.uppercased()) }.map { Entered($0, reason: reason) }
    settings.entered.activityBecquerels = activity.map { Entered($0 * 1e6, reason: reason) }
    settings.entered.administration = try administered.map {
      Entered(try instant($0, "--administered"), reason: reason)
    }
    settings.entered.syringe = try syringe.map {
      Entered(try measured($0, "--syringe"), reason: reason)
    }
    settings.entered.residual = try residual.map {
      Entered(try measured($0, "--residual"), reason: reason)
    }
    if residual != nil { settings.activity = .netOfResidual }
  }

  private func instant(_ text: String, _ option: String) throws -> DICOMInstant {
    do {
      return try DICOMInstant(text)
    } catch {
      throw ValidationError("\(option) '\(text)' is no date and time like 20260105090000")
    }
  }

  private func measured(_ text: String, _ option: String) throws -> MeasuredActivity {
    let parts = text.split(separator: "@")
    guard parts.count == 2, let activity = Double(parts[0]), activity >= 0 else {
      throw ValidationError("\(option) is an activity and a time, like 190@20260105085500")
    }
    return MeasuredActivity(
      becquerels: activity * 1e6,
      time: try instant(String(parts[1]), option)
    )
  }
}
