import Statistics
import Testing
import Trial

/// A read with a grade for each lesion; nil stands for one that isn't there.
private func read(
  _ receptorClass: ReadClass,
  grade: Int? = nil,
  _ lesions: [String: Int?] = [:]
) -> ReadContent {
  ReadContent(
    receptorClass: receptorClass,
    grade: grade,
    lesions: lesions.map { name, grade in
      LesionRead(
        lesion: name,
        isPresent: grade != nil,
        grade: grade,
        receptorClass: grade.map { $0 > 2 ? .positive : .negative }
      )
    }
  )
}

private let scale = VisualScale([
  .init(value: 1, title: "no uptake", receptor: .negative),
  .init(value: 2, title: "close to background", receptor: .negative),
  .init(value: 3, title: "visible", receptor: .positive),
  .init(value: 4, title: "clearly visible", receptor: .positive),
])

@Suite struct ReadDifferenceTests {
  private let a = read(.positive, grade: 4, ["1": 4, "2": 1, "10": 3])
  private let b = read(.negative, grade: 3, ["1": 3, "2": nil])

  @Test(arguments: [
    (ReadingDesign.Disagreement.participantClass, ["participant: positive / negative"]),
    (.participantGrade, ["participant: 4 / 3"]),
    (.lesionPresence, ["lesion 2: present / absent", "lesion 10: present / absent"]),
    (.lesionClass, ["lesion 2: negative / absent", "lesion 10: positive / absent"]),
    (.lesionGrade, ["lesion 1: 4 / 3", "lesion 2: 1 / absent", "lesion 10: 3 / absent"]),
  ])
  func `What the protocol settles is found, and nothing else`(
    _ kind: ReadingDesign.Disagreement,
    _ expected: [String]
  ) {
    #expect(ReadDifference.between([a, b], by: [kind]).map(\.description) == expected)
  }

  @Test func `Reads that agree, and no rule at all, leave nothing to settle`() {
    #expect(
      ReadDifference.between([a, a], by: ReadingDesign.Disagreement.allCases).isEmpty
    )
    #expect(ReadDifference.between([a, b], by: []).isEmpty)
  }

  @Test func `A lesion that nobody sees is no difference`() {
    let (x, y) = (read(.negative, ["1": nil]), read(.negative))
    #expect(ReadDifference.between([x, y], by: ReadingDesign.Disagreement.allCases).isEmpty)
  }
}

@Suite struct ReadOutcomeTests {
  /// Classes of readers, the adjudicator's, how many readers, the resolution; what it comes to.
  @Test(
    arguments: [
      ([ReadClass.positive, .positive], nil, 2, "adjudication", "agreed", ReadClass.positive),
      ([.positive, .negative], nil, 2, "adjudication", "open", nil),
      ([.positive, .negative], .negative, 2, "adjudication", "adjudicated", .negative),
      ([.positive], nil, 2, "adjudication", "open", nil),
      ([.positive], nil, 1, "consensus", "agreed", .positive),
      ([.positive, .positive, .negative], nil, 3, "majority", "majority", .positive),
      ([.positive, .negative, .equivocal], nil, 3, "majority", "open", nil),
      ([.positive, .negative, .equivocal], .equivocal, 3, "majority", "adjudicated", .equivocal),
      ([.positive, .positive, .negative, .negative], nil, 4, "majority", "open", nil),
      // Without a majority rule two of three settle nothing.
      ([.positive, .positive, .negative], nil, 3, "adjudication", "open", nil),
      ([.notEvaluable, .notEvaluable], nil, 2, "adjudication", "agreed", .notEvaluable),
      ([], nil, 2, "adjudication", "open", nil),
    ] as [([ReadClass], ReadClass?, Int, String, String, ReadClass?)]
  )
  func `Reads come to what the design says`(
    _ classes: [ReadClass],
    _ adjudicated: ReadClass?,
    _ readers: Int,
    _ resolution: String,
    _ manner: String,
    _ expected: ReadClass?
  ) throws {
    let outcome = ReadOutcome(
      of: classes.map { read($0) },
      adjudication: adjudicated.map { read($0) },
      readers: readers,
      resolution: try #require(ReadingDesign.Resolution(rawValue: resolution))
    )
    #expect(outcome.participant.value == expected)
    #expect(outcome.participant.manner.hasPrefix(manner))
  }

  @Test func `A lesion that two of three see is there`() {
    let outcome = ReadOutcome(
      of: [read(.positive, ["1": 4]), read(.positive, ["1": 3]), read(.positive, ["1": nil])],
      adjudication: nil,
      readers: 3,
      resolution: .majority
    )
    #expect(outcome.lesions.map(\.decision.manner) == ["majority"])
    #expect(outcome.lesions.map(\.decision.value?.isPresent) == [true])
    #expect(outcome.lesions.map(\.decision.value?.receptorClass) == [.positive])
  }
}

@Suite struct ReadFormTests {
  private let now = ZonedInstant(millisecondsSince1970: 0)

  @Test func `JSON and CSV say the same`() throws {
    let json = #"""
      [{"case": "abc-234", "receptorClass": "positive", "grade": 4, "comment": "a, \"b\"",
        "lesions": [{"lesion": 1, "present": true, "grade": 4},
                    {"lesion": "new-1", "present": true, "grade": 2, "site": "liver"}]}]
      """#
    let csv = #"""
      case,lesion,present,grade,receptorClass,comment,site
      abc-234,,,4,positive,"a, ""b""",
      abc-234,1,yes,4,,,
      ABC-234,new-1,yes,2,,,liver
      """#
    let (fromJSON, _) = try ReadForm.reads(inJSON: Array(json.utf8))
    let (fromCSV, _) = ReadForm.reads(in: try CSVTable(Array(csv.utf8)))
    #expect(fromJSON.map(\.caseCode) == ["ABC-234"])
    let contents = [fromJSON, fromCSV].map {
      $0.first?.content(scale: scale, lesions: ["1"], now: now).content
    }
    let expected = ReadContent(
      receptorClass: .positive,
      grade: 4,
      comment: "a, \"b\"",
      lesions: [
        LesionRead(lesion: "1", isPresent: true, grade: 4, receptorClass: .positive),
        LesionRead(
          lesion: "new-1",
          isPresent: true,
          grade: 2,
          receptorClass: .negative,
          site: "liver"
        ),
      ]
    )
    #expect(contents == [expected, expected])
  }

  @Test(
    arguments: [
      (["receptorClass": "positive"], [:], "nothing is said of lesion 1"),
      (["receptorClass": "not-evaluable"], [:], "say why the scan can't be read"),
      (
        ["receptorClass": "positive", "notEvaluableReason": "blurred"], ["1": "4"],
        "is said to be positive"
      ),
      (["receptorClas": "positive"], ["1": "4"], "is no field of a read"),
      (["receptorClass": "positive", "confidence": "0"], ["1": "4"], "1 to 5"),
      (["receptorClass": "positive", "grade": "5"], ["1": "4"], "1 to 4"),
      (["receptorClass": "positive", "site": "liver"], ["1": "4"], "belongs to a lesion"),
      (["receptorClass": "positive"], ["1": "4", "new-1": "3"], "site: is missing"),
      (["receptorClass": "positive"], ["1": "4", "new-0": "3"], "has no lesion 'new-0'"),
      (["receptorClass": "positive"], ["1": "4", "2": "3"], "has no lesion '2'"),
      (["receptorClass": "positive"], ["1": ""], "grade: is missing"),
    ] as [([String: String], [String: String], String)]
  )
  func `A read that says too little or the impossible is refused`(
    _ participant: [String: String],
    _ lesions: [String: String],
    _ words: String
  ) {
    let rows = lesions.map { name, grade in
      ReadForm.Row(values: ["lesion": name, "present": "yes", "grade": grade])
    }
    let form = ReadForm(caseCode: "C", rows: [ReadForm.Row(values: participant)] + rows)
    let (content, faults) = form.content(scale: scale, lesions: ["1"], now: now)
    #expect(content == nil)
    #expect(
      faults.contains { $0.fault.description.contains(words) },
      "\(faults.map(\.fault.description))"
    )
  }

  @Test func `A scan that can't be read needs no answer for its lesions`() {
    let form = ReadForm(
      caseCode: "C",
      rows: [
        ReadForm.Row(
          values: ["receptorClass": "not-evaluable", "notEvaluableReason": "arms over the liver"]
        )
      ]
    )
    let (content, faults) = form.content(scale: scale, lesions: ["1", "2"], now: now)
    #expect(faults.isEmpty)
    #expect(content?.receptorClass == .notEvaluable)
  }

  @Test func `A table with strange columns and JSON with strange shapes are refused`() throws {
    let table = try CSVTable(Array("case,receptorClass,klass,case\nA,positive,1,A\n".utf8))
    #expect(ReadForm.reads(in: table).faults.count == 2)
    for json in [
      #"{"receptorClass": "positive"}"#, #"[7]"#, #"{"case": "A", "lesions": 3}"#,
      #"{"case": "A", "lesions": [{"present": true}]}"#, #"{"case": "A", "grade": [1]}"#,
    ] {
      #expect(try !ReadForm.reads(inJSON: Array(json.utf8)).faults.isEmpty, "\(json)")
    }
  }
}

@Suite struct ReadAgreementTests {
  /// Ten scans of ten participants, each of one lesion: Cohen's kappa by hand.
  ///
  /// Both positive 4, both negative 3, positive/negative 2, negative/positive 1:
  /// po = .7, pe = .6 * .5 + .4 * .5 = .5, kappa = .4.
  @Test func `Two readers' kappa is the one by hand`() throws {
    let pairs: [(ReadClass, ReadClass)] =
      Array(repeating: (.positive, .positive), count: 4)
      + Array(repeating: (.negative, .negative), count: 3)
      + Array(repeating: (.positive, .negative), count: 2) + [(.negative, .positive)]
    let entries = pairs.enumerated().flatMap { number, pair in
      [("a", pair.0), ("b", pair.1)].map { reader, said in
        ReadAgreement.Entry(
          participant: "P\(number)",
          scan: "S\(number)",
          reader: reader,
          isReread: false,
          content: read(said, ["1": said == .positive ? 4 : 1])
        )
      }
    }
    let agreement = ReadAgreement(
      entries,
      readers: [("a", "A"), ("b", "B")],
      readersOfEach: 2,
      scale: scale,
      level: 0.95
    )
    func row(_ item: ReadAgreement.Item, _ figure: String) throws -> RaterAgreement {
      try #require(agreement.rows.first { $0.item == item && $0.figure == figure }).estimate
    }
    #expect(abs(try #require(try row(.participantClass, "share").value) - 0.7) < 1e-12)
    #expect(abs(try #require(try row(.participantClass, "kappa").value) - 0.4) < 1e-12)
    #expect(abs(try #require(try row(.lesionClass, "kappa").value) - 0.4) < 1e-12)
    #expect(try row(.lesionPresence, "share").value == 1)
    #expect(try row(.participantGrade, "share").count == 0)
    #expect(agreement.rows.allSatisfy { $0.between == "A and B" })
  }

  @Test func `A second read is held against the same reader's first`() throws {
    let entries = (0..<6).flatMap { number in
      [false, true].map { isReread in
        ReadAgreement.Entry(
          participant: "P\(number)",
          scan: "S\(number)",
          reader: "a",
          isReread: isReread,
          content: read(isReread && number == 0 ? .negative : number < 3 ? .positive : .negative)
        )
      }
    }
    let agreement = ReadAgreement(
      entries,
      readers: [("a", "A")],
      readersOfEach: 1,
      scale: scale,
      level: 0.95
    )
    let share = try #require(agreement.rows.first)
    #expect(share.between == "A, first and second read")
    #expect(abs(try #require(share.estimate.value) - 5.0 / 6) < 1e-12)
  }
}
