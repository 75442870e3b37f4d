import Foundation
import Testing

@testable import Trial

/// The shipped protocol of NCT04547309 with some of its open points filled in, as a site would.
enum AmendedProtocol {
  static func text() throws -> String {
    var text = String(
      decoding: try #require(TrialProtocol.shippedText("nct04547309")),
      as: UTF8.self
    )
    let source = "confidence: site, source: \"site protocol 2.0\""
    let changes = [
      (
        "version: \"1\"\ndate: 2025-03-21\n",
        "version: \"2\"\ndate: 2026-01-01\namends: { version: \"1\", reason: \"thresholds of the site\" }\n"
      ),
      (
        "{ site: \"which of the two readings the ethics approval follows\" }",
        "{ reading: from-19th-birthday, \(source) }"
      ),
      (
        "{ site: \"the record gives no limit for how old an ECOG status may be\" }",
        "{ days: 14, \(source) }"
      ),
      (
        "{ site: \"which results count as suspicious\" }",
        "{ reading: named-suspicious, \(source) }"
      ),
      (
        "{ site: \"the record gives no limit for how old the CT or MRI may be\" }",
        "{ days: 28, \(source) }"
      ),
      (
        "{ site: \"the record gives no limit for how old a pregnancy test may be\" }",
        "{ days: 7, \(source) }"
      ),
    ]
    for (before, after) in changes {
      try #require(text.contains(before), "\(before)")
      text = text.replacing(before, with: after)
    }
    let limit = "validDays: { days: 14, \(source) }"
    text = try replacingLine(
      "open: { datum: hepatic dysfunction",
      "quantity: { datum: ALT, above: 2.5, unit: \"{ULN}\", \(limit) }",
      in: text
    )
    return try replacingLine(
      "open: { datum: renal dysfunction",
      "quantity: { datum: eGFR, below: 30, unit: \"mL/min/{1.73_m2}\", \(limit) }",
      in: text
    )
  }

  /// The text with a rule, to the end of its line, replaced.
  private static func replacingLine(_ rule: String, _ other: String, in text: String) throws
    -> String
  {
    let start = try #require(text.range(of: rule)?.lowerBound)
    let end = try #require(text[start...].firstIndex(of: "\n"))
    return text.replacingCharacters(in: start..<end, with: other)
  }
}
