import ArgumentParser
import Foundation
import Store
import Trial

/// `herald record index`: a catalogue of records.
struct IndexRecords: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "index",
    abstract: "Make a catalogue of registry records, to find related trials in.",
    discussion: """
      Takes files of JSON lines, one record of the API v2 a line. A line at fault is named and \
      nothing is stored. The catalogue is one SQLite file.
      """
  )

  @Argument(help: ArgumentHelp("Files of records, one a line.", valueName: "records.jsonl"))
  var files: [String]

  @Option(help: ArgumentHelp("The catalogue to make.", valueName: "file"))
  var out: String

  func run() throws {
    try Outcome.of {
      let lines = try files.map { try RecordLines(path: $0) }
      let count = try RecordCatalogue.make(at: out, ofLines: lines.lazy.flatMap { $0 }) { count in
        Terminal.show(progress: "\(count) records")
      }
      Terminal.clearProgress()
      Terminal.say("wrote \(out): \(count) records")
    }
  }
}

/// `herald record related`: trials like one.
struct RelatedTrials: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "related",
    abstract: "Find the trials of a catalogue that are most like one.",
    discussion: """
      Compares the words of titles, conditions, keywords, interventions and brief summary, weighed \
      by how rare they are, and names the words that two trials share.
      """
  )

  @OptionGroup
  var source: RecordSource

  @Option(help: ArgumentHelp("A catalogue of `herald record index`.", valueName: "file"))
  var catalogue: String

  @Option(help: "How many.")
  var most = 10

  func validate() throws {
    guard most > 0 else { throw ValidationError("--most takes a number above 0") }
  }

  func run() throws {
    try Outcome.of {
      let record = try source.record()
      let matches = try RecordCatalogue(path: catalogue).related(to: record, most: most)
      print("Trials like \(record.nctID), \(record.briefTitle)\n")
      for (rank, match) in matches.enumerated() {
        let similarity = match.related.similarity.fixed(2)
        let number = "\(rank + 1).".padded(to: 4)
        print("\(number)\(similarity)  \(match.nctID)  \(match.title)")
        let indent = String(repeating: " ", count: 10)
        print(
          "\(indent)\(match.state); shares \(match.related.sharedWords.joined(separator: ", "))"
        )
      }
    }
  }
}

/// The lines of a file, read as they are asked for; empty ones are left out.
struct RecordLines: Sequence {
  let path: String

  init(path: String) throws {
    guard FileManager.default.isReadableFile(atPath: path) else {
      throw CocoaError(.fileReadNoSuchFile, userInfo: [NSFilePathErrorKey: path])
    }
    self.path = path
  }

  func makeIterator() -> AnyIterator<RecordLine> {
    let file = FileHandle(forReadingAtPath: path)
    var rest: [UInt8] = []
    var start = 0
    var number = 0
    return AnyIterator {
      while true {
        if let end = rest[start...].firstIndex(of: 0x0A) {
          number += 1
          let bytes = Array(rest[start..<end])
          start = end + 1
          if bytes.isEmpty { continue }
          return RecordLine(place: "\(path):\(number)", bytes: bytes)
        }
        rest.removeFirst(start)
        start = 0
        if let more = try? file?.read(upToCount: 1 << 22), !more.isEmpty {
          rest += more
        } else if !rest.isEmpty {
          number += 1
          defer { rest = [] }
          return RecordLine(place: "\(path):\(number)", bytes: rest)
        } else {
          return nil
        }
      }
    }
  }
}
