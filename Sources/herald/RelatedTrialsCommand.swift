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
      let count = try RecordCatalogue.make(
        at: out,
        ofLines: { body in
          for path in files { try RecordFile(path: path).forEachLine(body) }
        },
        progress: { Terminal.show(progress: "\($0) records") }
      )
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

/// A file of records, one a line.
struct RecordFile {
  let path: String

  /// Calls `body` with each line as it is read; empty ones are left out.
  ///
  /// A read that fails is thrown: half a file is no catalogue.
  func forEachLine(_ body: (RecordLine) throws -> Void) throws {
    let file = try FileHandle(forReadingFrom: URL(filePath: path))
    defer { try? file.close() }
    var rest: [UInt8] = []
    var number = 0
    func take(_ line: ArraySlice<UInt8>) throws {
      number += 1
      if !line.isEmpty { try body(RecordLine(place: "\(path):\(number)", bytes: Array(line))) }
    }
    while let more = try file.read(upToCount: 1 << 22), !more.isEmpty {
      rest += more
      var start = 0
      while let end = rest[start...].firstIndex(of: 0x0A) {
        try take(rest[start..<end])
        start = end + 1
      }
      rest.removeFirst(start)
    }
    if !rest.isEmpty { try take(rest[...]) }
  }
}
