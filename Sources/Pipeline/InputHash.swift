import Crypto
import DICOM
import FoundationEssentials

/// What a result was computed from: the SHA-256 of the files that its numbers come from.
///
/// Files count by their content alone: the digests of all files, sorted, are hashed once more, so
/// neither names nor order nor place matter.
public enum InputHash {
  /// The hash of files, as 64 hexadecimal digits.
  ///
  /// - Parameter paths: the files; each is read once, piece by piece.
  /// - Returns: the hash of the files' sorted digests.
  /// - Throws: an error of the file system when a file can't be read.
  public static func of(_ paths: [String]) throws -> String {
    let digests = try concurrentMap(paths.count, threads: availableProcessors()) { index in
      Result { try digest(paths[index]) }
    }.map { try $0.get() }.sorted()
    var all = SHA256()
    for digest in digests { all.update(data: Array(digest.utf8)) }
    return hexadecimal(all.finalize())
  }

  private static func digest(_ path: String) throws -> String {
    hexadecimal(
      SHA256.hash(data: try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe))
    )
  }
}

/// A digest as 64 hexadecimal digits.
func hexadecimal(_ digest: SHA256.Digest) -> String {
  let digits = Array("0123456789abcdef".utf8)
  var text: [UInt8] = []
  for byte in digest {
    text.append(digits[Int(byte >> 4)])
    text.append(digits[Int(byte & 15)])
  }
  return String(decoding: text, as: UTF8.self)
}
