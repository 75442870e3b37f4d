import Glibc

/// A number as short as it reads back: 70 for 70.0.
func plain(_ number: Double) -> String {
  number == number.rounded() && abs(number) < 1e15 ? "\(Int64(number))" : "\(number)"
}

/// A number with so many significant digits; scientific below 0.001 and from a million on.
func significant(_ number: Double, _ digits: Int) -> String {
  guard number.isFinite, number != 0 else { return number == 0 ? "0" : "\(number)" }
  var exponent = Int(floor(log10(abs(number))))
  // Rounding may carry into one more digit before the point.
  if (abs(number) * pow(10, Double(digits - 1 - exponent))).rounded() >= pow(10, Double(digits)) {
    exponent += 1
  }
  if exponent >= 6 || exponent < -3 {
    let mantissa = fixed(number / pow(10, Double(exponent)), digits - 1)
    return "\(mantissa)e\(exponent)"
  }
  return fixed(number, max(0, digits - 1 - exponent))
}

/// A number with so many decimals, ties away from zero.
func fixed(_ number: Double, _ decimals: Int) -> String {
  let scale = pow(10, Double(decimals))
  guard abs(number) * scale < 9e15 else { return "\(number)" }
  let scaled = Int64((abs(number) * scale).rounded())
  let whole = "\(scaled / Int64(scale))"
  let sign = number < 0 && scaled != 0 ? "-" : ""
  guard decimals > 0 else { return sign + whole }
  let fraction = "\(scaled % Int64(scale))"
  let zeros = String(repeating: "0", count: max(0, decimals - fraction.utf8.count))
  return sign + whole + "." + zeros + fraction
}

/// A time span in words: "59.5 min", "4 d 01:30:00".
func spanText(_ seconds: Double) -> String {
  let sign = seconds < 0 ? "-" : ""
  let size = abs(seconds)
  if size < 120 { return sign + "\(significant(size, 3)) s" }
  if size < 3 * 3600 { return sign + "\(significant(size / 60, 4)) min" }
  if size < 48 * 3600 { return sign + "\(significant(size / 3600, 4)) h" }
  return sign + "\(significant(size / 86_400, 4)) d"
}
