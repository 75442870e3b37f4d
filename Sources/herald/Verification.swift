import DICOM
import Foundation
import Lesions
import Phantoms
import Pipeline
import Uptake
import Voxels

/// The program held against reference values: each row a value, what was found, and whether it holds.
struct Verification {
  /// One check.
  struct Row {
    let name: String
    let expected: String
    let found: String
    let holds: Bool
    let source: String
  }

  private(set) var rows: [Row] = []

  /// The number of rows that don't hold.
  var failures: Int { rows.count { !$0.holds } }

  /// Runs every check.
  ///
  /// - Parameter progress: called with the name of each check as it begins.
  /// - Throws: an error of the file system, or what a check that can't be made throws.
  init(progress: (String) -> Void = { _ in }) throws {
    for check in Self.closedForms {
      progress(check.name)
      rows.append(try check.row())
    }
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("herald-verify-\(ProcessInfo.processInfo.processIdentifier)")
    defer {
      do {
        try FileManager.default.removeItem(at: folder)
      } catch {
        Terminal.say("herald: \(folder.path) could not be removed: \(error)")
      }
    }
    for object in ReferenceObject.all {
      progress(object.id)
      rows.append(try Self.row(of: object, in: folder.appendingPathComponent(object.id).path))
    }
  }

  /// The table, with what a site needs to file it.
  var text: String {
    let width = rows.map(\.name.count).max() ?? 0
    let wide = max(8, rows.map(\.expected.count).max() ?? 0)
    var lines = [
      "herald \(Program.version) held against its reference values, "
        + "\(Date().ISO8601Format()) on \(ProcessInfo.processInfo.hostName)",
      "\(ProcessInfo.processInfo.operatingSystemVersionString)",
      "",
      "   " + "check".padded(to: width) + "  " + "expected".padded(to: wide) + "  found",
    ]
    var source = ""
    for row in rows {
      if row.source != source {
        source = row.source
        lines += ["", source]
      }
      let mark = row.holds ? "ok " : "NO "
      lines.append(
        mark + row.name.padded(to: width) + "  " + row.expected.padded(to: wide) + "  " + row.found
      )
    }
    lines += [
      "",
      failures == 0
        ? "All \(rows.count) checks hold."
        : "\(failures) of \(rows.count) checks DO NOT HOLD: do not use this installation.",
      Program.researchUse,
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  /// Writes a reference object as DICOM, reads it back as any folder, and measures it.
  private static func row(of object: ReferenceObject, in folder: String) throws -> Row {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (index, dataSet) in try object.dataSets().enumerated() {
      try DICOMFile.write(dataSet, to: "\(folder)/\(index)")
    }
    let expected: String
    switch object.expected {
    case .suvbw(let minimum, let median, let maximum):
      expected = [minimum, median, maximum].map { $0.fixed(2) }.joined(separator: " ")
    case .refusal: expected = "refused"
    }
    let found = try measured(object, in: folder)
    try FileManager.default.removeItem(atPath: folder)
    return Row(
      name: "\(object.id.padded(to: 15)) \(object.description)",
      expected: expected,
      found: found,
      holds: found == expected || expected == "refused" && found.hasPrefix("refused"),
      source: "Reference objects for SUV: SUVbw minimum, median and maximum in the mask"
    )
  }

  private static func measured(_ object: ReferenceObject, in folder: String) throws -> String {
    let series: Series
    let certificate: SUVCertificate
    do {
      let settings = SUVSettings(policy: .lenient, longestUptakeSeconds: nil)
      let found = try DICOMFolder.scan(folder)
      series = try found.choosePET(nil, settings: settings, tracer: nil).series
      certificate = try SUVCertificate(of: series.certificateHeaders, settings: settings)
    } catch let refusal as UptakeError {
      return "refused (\(refusal.code.rawValue))"
    }
    let scaling = try series.frameOrder(of: certificate.scaling)
    let volume: Volume<SUVbw> = try series.volume(of: SUVbw.self, scaling: scaling)
    let mask = try object.mask()
    guard mask.grid.size == volume.grid.size,
      let statistics = volume.statistics(in: Region(grid: volume.grid, runs: mask.runs))
    else { return "a grid of \(volume.grid.size)" }
    return [Double(statistics.minimum), statistics.median, Double(statistics.maximum)]
      .map { $0.fixed(2) }.joined(separator: " ")
  }
}
