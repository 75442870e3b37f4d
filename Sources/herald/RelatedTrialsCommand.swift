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
      var lines = RecordLines(of: files)
      let count = try RecordCatalogue.make(at: out, ofLines: { try lines.next() }) { count in
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
      by how rare they are, and says in words what two trials share: the telling words by where the \
      other has them, then the design. The similarity is the cosine of the two: 1 is the same.
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
        let head = "\(rank + 1).".padded(to: 4) + match.similarity.fixed(2)
        print("\(head)  \(match.profile.nctID)  \(match.profile.title)")
        let indent = String(repeating: " ", count: 10)
        print("\(indent)\(match.state)")
        for reason in match.reasons { print("\(indent)\(reason)") }
      }
    }
  }
}

/// The lines of files of records, read as they are asked for; empty ones are left out.
struct RecordLines {
  private var paths: ArraySlice<String>
  private var file: FileHandle?
  private var rest: [UInt8] = []
  private var start = 0
  private var number = 0

  /// The lines of one file after the other.
  init(of paths: [String]) { self.paths = paths[...] }

  /// The next line; nil after the last of the last file.
  ///
  /// A read that fails is thrown: half a file is no catalogue.
  mutating func next() throws -> RecordLine? {
    while let path = paths.first {
      let file = try self.file ?? FileHandle(forReadingFrom: URL(filePath: path))
      self.file = file
      let line: ArraySlice<UInt8>
      if let end = rest[start...].firstIndex(of: 0x0A) {
        line = rest[start..<end]
        start = end + 1
      } else if let more = try file.read(upToCount: 1 << 22), !more.isEmpty {
        rest.removeFirst(start)
        rest += more
        start = 0
        continue
      } else if start < rest.count {
        line = rest[start...]
        start = rest.count
      } else {
        paths.removeFirst()
        (self.file, rest, start, number) = (nil, [], 0, 0)
        continue
      }
      number += 1
      if !line.isEmpty { return RecordLine(place: "\(path):\(number)", bytes: Array(line)) }
    }
    return nil
  }
}
