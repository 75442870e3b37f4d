import ArgumentParser
import Foundation
import Pipeline

/// `herald verify`: the installed program held against its reference values.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Hold the installed program against the reference values that it ships.",
    discussion: """
      Closed forms, and reference objects for SUV after the list of IBSI-SUV (version 3) that the \
      program makes itself, writes as DICOM, reads back and measures. Prints a table that a site can \
      file. Exit status 1 if a row fails.
      """
  )

  func run() throws {
    try Outcome.of {
      let verification = try Verification { name in Terminal.show(progress: "checking \(name)") }
      Terminal.clearProgress()
      print(verification.text, terminator: "")
      if verification.failures > 0 { throw Outcome.failed }
    }
  }
}
