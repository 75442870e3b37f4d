import Foundation

/// What a person at the terminal sees beside the results: messages and progress, on standard error.
enum Terminal {
  /// Writes a line.
  static func say(_ line: String) {
    write(line + "\n")
  }

  /// Shows how far long work is, in place; on a terminal only.
  static func show(progress: String) {
    guard isInteractive else { return }
    write("\r\u{1B}[K" + progress)
  }

  /// Takes the progress away.
  static func clearProgress() {
    guard isInteractive else { return }
    write("\r\u{1B}[K")
  }

  private static let isInteractive = isatty(FileHandle.standardError.fileDescriptor) == 1

  private static func write(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }
}

extension Double {
  /// The number with so many decimals.
  func fixed(_ decimals: Int) -> String {
    String(format: "%.\(decimals)f", self)
  }
}

extension String {
  /// The text, padded with spaces to a width.
  func padded(to width: Int, onTheLeft: Bool = false) -> String {
    let missing = String(repeating: " ", count: Swift.max(0, width - count))
    return onTheLeft ? missing + self : self + missing
  }
}
