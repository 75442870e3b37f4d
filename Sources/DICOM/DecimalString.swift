import Glibc

/// The value of a decimal string, or nil where it is none: no locale, no hexadecimal, finite.
func decimal(_ text: String) -> Double? {
  guard text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }), !text.isEmpty else {
    return nil
  }
  return Double(text).flatMap { $0.isFinite ? $0 : nil }
}

/// A decimal string of at most 16 characters for a finite number: one that reads back as the same
/// number where there is one, else the nearest that fits.
///
/// - Source: DICOM PS3.5 6.2 (DS).
func decimalString(_ number: Double) -> String {
  precondition(number.isFinite, "a decimal string is finite")
  if number == 0 { return "0" }
  let shortest = "\(number)"
  let whole = shortest.hasSuffix(".0") ? String(shortest.dropLast(2)) : shortest
  if whole.utf8.count <= 16 { return whole }
  // Each digit less halves the precision at best, so the first that fits is the nearest.
  for count in stride(from: 17, to: 1, by: -1) {
    let (digits, exponent) = significantDigits(abs(number), count: count)
    for form in forms(digits, exponent: exponent, sign: number < 0 ? "-" : "")
    where form.utf8.count <= 16 && decimal(form) != nil {
      return form
    }
  }
  let (digits, exponent) = significantDigits(abs(number), count: 1)
  return "\(number < 0 ? "-" : "")\(digits)e\(exponent)"
}

/// The significant digits of a positive number, exactly rounded, without zeros at the end; and the
/// exponent of the first.
private func significantDigits(_ number: Double, count: Int) -> (digits: String, exponent: Int) {
  let text = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
    _ = unsafe withVaList([Int32(count - 1), number]) {
      unsafe vsnprintf(buffer.baseAddress, buffer.count, "%.*e", $0)
    }
    return unsafe buffer.baseAddress.map { unsafe String(cString: $0) } ?? ""
  }
  let parts = text.split(separator: "e")
  var digits = parts[0].filter(\.isNumber)
  while digits.count > 1, digits.last == "0" { digits.removeLast() }
  return (digits, Int(parts[1]) ?? 0)
}

/// The ways to write digits: plain, with a point after the first, without a point.
private func forms(_ digits: String, exponent: Int, sign: String) -> [String] {
  let plain: String
  let pointAt = exponent + 1
  if pointAt <= 0 {
    plain = "0." + String(repeating: "0", count: min(-pointAt, 20)) + digits
  } else if pointAt >= digits.count {
    plain = digits + String(repeating: "0", count: min(pointAt - digits.count, 20))
  } else {
    plain = digits.prefix(pointAt) + "." + digits.dropFirst(pointAt)
  }
  let scientific =
    digits.count == 1
    ? "\(digits)e\(exponent)" : "\(digits.prefix(1)).\(digits.dropFirst())e\(exponent)"
  return [plain, scientific, "\(digits)e\(exponent - digits.count + 1)"].map { sign + $0 }
}
