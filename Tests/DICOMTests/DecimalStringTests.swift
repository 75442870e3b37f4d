import Foundation
import TestSupport
import Testing

@testable import DICOM

@Suite struct `Decimal strings` {
  /// The best that 16 characters can do, by trying every count of digits in every form.
  ///
  /// Foundation's exactly rounded formatting and parsing are independent of ours.
  private func nearestByTrying(_ number: Double) -> Double {
    var nearest = Double.infinity
    for digits in 1...17 {
      let text = String(format: "%.\(digits - 1)e", number)
      let parts = text.split(separator: "e")
      let mantissa = parts[0].replacingOccurrences(of: ".", with: "")
      let exponent = (Int(parts[1]) ?? 0) - (digits - 1)
      var texts = ["\(mantissa)e\(exponent)", "\(parts[0])e\(Int(parts[1]) ?? 0)"]
      for places in 0...20 { texts.append(String(format: "%.\(places)f", number)) }
      for text in texts where text.utf8.count <= 16 {
        guard let value = Double(text) else { continue }
        if abs(value - number) < abs(nearest - number) { nearest = value }
      }
    }
    return nearest
  }

  @Test func `no number of 16 characters is nearer`() throws {
    var generator = SeededGenerator(seed: 16)
    var numbers: [Double] = [
      0.1, -0.1, 1 / 3, -2 / 3, 1e22, .leastNonzeroMagnitude, -.greatestFiniteMagnitude, 4.1e-5,
      123_456.789,
      99_999_999_999_999.96, 0.000_099_999_999_999_999, 9.999_999_999_999_999e-5, 1e15, 1e16, 70.5,
      -1_234_567_890_123_456, 2.0 / 3e5, .pi, -.pi * 1e-7, 999_999_999_999_999.9,
    ]
    for _ in 0..<2000 {
      let mantissa = Double.random(in: -10...10, using: &generator)
      numbers.append(mantissa * pow(10, Double(Int.random(in: -20...20, using: &generator))))
      let bits = Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &generator))
      if bits.isFinite { numbers.append(bits) }
    }
    for number in numbers {
      let text = decimalString(number)
      let value = try #require(decimal(text))
      #expect(text.utf8.count <= 16, "\(number)")
      #expect(abs(value - number) <= abs(nearestByTrying(number) - number), "\(number) → \(text)")
    }
  }

  @Test(
    arguments: [
      (0.0, "0"), (-0.0, "0"), (70.5, "70.5"), (400, "400"), (-12, "-12"), (0.00042, "0.00042"),
      (1e300, "1e+300"), (1.0 / 3, "0.33333333333333"), (-1.0 / 3, "-0.3333333333333"),
    ] as [(Double, String)]
  )
  func `known numbers`(_ number: Double, _ text: String) {
    #expect(decimalString(number) == text)
  }

  @Test(arguments: [
    ("70.5", 70.5), ("+1", 1), ("-.5", -0.5), ("5.", 5), ("1E3", 1000), ("1e-3", 0.001),
  ])
  func `what DS allows is read`(_ text: String, _ number: Double) {
    #expect(decimal(text) == number)
  }

  @Test(arguments: ["", "1,5", "0x10", "nan", "inf", "1e400", "7 5", "12kg", "e5", "--1"])
  func `what DS doesn't allow is no number`(_ text: String) {
    #expect(decimal(text) == nil)
  }
}
