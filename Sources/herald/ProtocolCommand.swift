import ArgumentParser
import Foundation
import Trial

/// `herald protocol`: trial protocols as data.
struct ProtocolCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "protocol",
    abstract: "Show, check and compare trial protocols.",
    discussion: """
      A protocol is a YAML file: criteria, visits, tracers, reading design and analysis of a trial, each \
      number with its source. What the public record leaves open says 'site:' and is the site's to fill \
      in, as a new version; Herald fills in nothing.
      """,
    subcommands: [
      ListProtocols.self, CheckProtocol.self, ShowProtocol.self, DifferenceOfProtocols.self,
    ]
  )
}

extension TrialProtocol {
  /// The protocol of a file, or one that Herald ships.
  ///
  /// - Parameter name: the path of a file, or an id.
  /// - Returns: the protocol.
  /// - Throws: ``Trial/TrialProtocolError``.
  static func named(_ name: String) throws -> TrialProtocol {
    if FileManager.default.fileExists(atPath: name) {
      return try TrialProtocol(yaml: Array(Data(contentsOf: URL(filePath: name))))
    }
    guard let shipped = try TrialProtocol.shipped(name) else {
      throw TrialProtocolError.unknownProtocol(name, shipped: TrialProtocol.shippedIDs)
    }
    return shipped
  }

  /// How a protocol is asked for on the command line.
  static let help = ArgumentHelp(
    "A protocol file, or the id of one that Herald ships: "
      + TrialProtocol.shippedIDs.joined(separator: ", ") + ".",
    valueName: "protocol"
  )
}

/// `herald protocol list`.
struct ListProtocols: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "The protocols that Herald ships."
  )

  func run() throws {
    try Outcome.of {
      for id in TrialProtocol.shippedIDs {
        guard let shipped = try TrialProtocol.shipped(id) else { continue }
        print(
          "\(id)  version \(shipped.version) of \(shipped.date)  \(shipped.receptor)  "
            + "\(shipped.openPoints.count) points open\n  \(shipped.title)"
        )
      }
    }
  }
}

/// `herald protocol check`.
struct CheckProtocol: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check a protocol: every fault with its line, and every point that is open.",
    discussion: "Exit status 1 where the protocol has faults; open points are no faults."
  )

  @Argument(help: TrialProtocol.help)
  var source: String

  func run() throws {
    try Outcome.of {
      let trial = try TrialProtocol.named(source)
      print(trial.checkText(), terminator: "")
    }
  }
}

/// `herald protocol show`.
struct ShowProtocol: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "A protocol as a page: criteria, schedule, tracers, what is open.",
    discussion: "With --yaml the text itself, to copy and fill in."
  )

  @Argument(help: TrialProtocol.help)
  var source: String

  @Flag(help: "Print the protocol's text.")
  var yaml = false

  func run() throws {
    try Outcome.of {
      let trial = try TrialProtocol.named(source)
      print(yaml ? String(decoding: trial.text, as: UTF8.self) : trial.plainText(), terminator: "")
    }
  }
}

/// `herald protocol diff`.
struct DifferenceOfProtocols: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "What changed from one version of a protocol to another, in words."
  )

  @Argument(help: TrialProtocol.help)
  var before: String

  @Argument(help: TrialProtocol.help)
  var after: String

  func run() throws {
    try Outcome.of {
      let first = try TrialProtocol.named(before)
      let second = try TrialProtocol.named(after)
      print(try second.differenceText(from: first), terminator: "")
    }
  }
}
