import CDeflate
import Testing

/// The pixels of a PNG of three or four 8-bit channels, not interlaced.
///
/// Written for the tests from the PNG specification (ISO/IEC 15948), apart from the library that
/// makes the figures.
struct PNG {
  var width = 0
  var height = 0
  private var channels = 0
  private var bytes: [UInt8] = []

  init(_ file: [UInt8]) throws {
    try #require(Array(file.prefix(8)) == [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    func integer(_ at: Int) -> Int { file[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
    var compressed: [UInt8] = []
    var position = 8
    while position < file.count {
      let length = integer(position)
      let content = position + 8
      switch String(decoding: file[position + 4..<content], as: UTF8.self) {
      case "IHDR":
        (width, height) = (integer(content), integer(content + 4))
        try #require(file[content + 8] == 8 && file[content + 12] == 0)
        channels = file[content + 9] == 6 ? 4 : 3
      case "IDAT": compressed += file[content..<content + length]
      case "tIME", "tEXt": Issue.record("a PNG with a time or text isn't the same each time")
      default: break
      }
      position = content + length + 4
    }
    let stride = width * channels
    var filtered = [UInt8](repeating: 0, count: height * (stride + 1))
    var count = UInt(filtered.count)
    let status = unsafe uncompress(&filtered, &count, compressed, UInt(compressed.count))
    try #require(status == Z_OK && count == UInt(filtered.count))
    bytes = [UInt8](repeating: 0, count: height * stride)
    for row in 0..<height {
      let filter = filtered[row * (stride + 1)]
      for i in 0..<stride {
        let place = row * stride + i
        let left = i >= channels ? Int(bytes[place - channels]) : 0
        let above = row > 0 ? Int(bytes[place - stride]) : 0
        var predicted = 0
        switch filter {
        case 0: break
        case 1: predicted = left
        case 2: predicted = above
        case 3: predicted = (left + above) / 2
        default:
          let corner = i >= channels && row > 0 ? Int(bytes[place - stride - channels]) : 0
          let (a, b, c) = (abs(above - corner), abs(left - corner), abs(left + above - 2 * corner))
          predicted = a <= b && a <= c ? left : b <= c ? above : corner
        }
        let stored = filtered[row * (stride + 1) + 1 + i]
        bytes[place] = UInt8(truncatingIfNeeded: Int(stored) + predicted)
      }
    }
  }

  /// Red, green and blue of a pixel.
  subscript(x: Int, y: Int) -> [UInt8] {
    let start = (x + width * y) * channels
    return Array(bytes[start..<start + 3])
  }
}
