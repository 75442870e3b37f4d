/// Text in lines of a width; what continues hangs by two columns.
package func wrapped(_ text: String, width: Int, indent: String, hanging: String = "  ") -> [String]
{
  var lines: [String] = []
  var line = indent
  var isEmpty = true
  for word in text.split(whereSeparator: \.isWhitespace) {
    if !isEmpty, line.count + 1 + word.count > width {
      lines.append(line)
      line = indent + hanging
      isEmpty = true
    }
    line += isEmpty ? String(word) : " \(word)"
    isEmpty = false
  }
  return lines + [line]
}
