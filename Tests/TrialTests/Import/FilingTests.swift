import Pipeline
import Testing

@testable import Trial

/// Where a study is filed, and every reason why not.
struct FilingTests {
  let context: FilingContext

  init() throws {
    let shipped = try #require(try TrialProtocol.shipped("nct04547309"))
    let consent = try day("2026-03-01")
    var participant = Participant(
      id: "S-001",
      site: "01",
      sex: .female,
      birthDate: try #require(PartialDate("1970-05")),
      consentVersion: "1",
      consentDate: consent,
      protocolVersion: "1"
    )
    participant.subjectID = "HER2-0001"
    participant.status = .enrolled
    participant.statusDate = try day("2026-03-04")
    var other = participant
    other.id = "S-002"
    other.subjectID = "HER2-0002"
    other.sex = .male
    var baseline = Visit(participant: "S-001", visit: "baseline", status: .planned)
    baseline.windowStart = try day("2026-03-05")
    baseline.windowEnd = try day("2026-03-18")
    var later = Visit(participant: "S-001", visit: "follow-up", status: .planned)
    later.windowStart = try day("2026-05-01")
    later.windowEnd = try day("2026-05-20")
    context = FilingContext(
      trial: TrialIdentity(
        id: "NCT04547309",
        title: "Test",
        registryID: "NCT04547309",
        createdAt: ZonedInstant(millisecondsSince1970: 0)
      ),
      participants: [participant, other],
      courses: [
        StatusChange(
          participant: "S-001",
          status: .enrolled,
          date: participant.statusDate,
          protocolVersion: "1"
        )
      ],
      visits: [baseline, later],
      administrations: [],
      protocols: ["1": shipped]
    )
  }

  /// A study of S-001 with 68Ga-HER2 affibody inside the baseline's window.
  private func study(_ change: (inout IncomingStudy) -> Void = { _ in }) throws -> IncomingStudy {
    var study = IncomingStudy(studyInstanceUID: "1.2.3")
    study.patientIDs = ["HER2-0001"]
    study.date = try day("2026-03-10")
    study.modalities = ["CT", "PT"]
    study.radionuclides = ["Ga-68"]
    study.radiopharmaceuticals = [.init(scheme: "99HER2", value: "68GA-AFFIBODY")]
    change(&study)
    return study
  }

  private func codes(_ filing: Filing) -> [FilingDoubt.Code] {
    if case .doubtful(let doubts) = filing { doubts.map(\.code) } else { [] }
  }

  private func administration(_ tracer: String, _ visit: String, _ at: String) throws
    -> Administration
  {
    let moment = try ZonedInstant(parsing: at)
    return Administration(
      participant: "S-001",
      visit: visit,
      tracer: tracer,
      assayedMegabecquerels: 200,
      assayedAt: moment,
      injectedAt: moment,
      extravasation: .none
    )
  }

  @Test func `A study is filed by subject id, day and tracer`() throws {
    let expected = Filing.filed(
      .init(participant: "S-001", visit: "baseline", tracer: "68Ga-HER2-affibody")
    )
    #expect(context.filing(of: try study()) == expected)
    let byNumber = try study { $0.patientIDs = ["S-001"] }
    #expect(context.filing(of: byNumber) == expected)
    let byTrialAttribute = try study {
      $0.patientIDs = ["HOSPITAL-77"]
      $0.subjectIDs = ["HER2-0001"]
      $0.protocolIDs = ["NCT04547309"]
      $0.timePointIDs = ["baseline"]
    }
    #expect(context.filing(of: byTrialAttribute) == expected)
  }

  @Test func `The first and the last day of a window belong to it, their neighbours don't`() throws
  {
    for (text, isInside) in [
      ("2026-03-04", false), ("2026-03-05", true), ("2026-03-18", true), ("2026-03-19", false),
    ] {
      let date = try day(text)
      let filing = context.filing(of: try study { $0.date = date })
      #expect((codes(filing) == []) == isInside, "\(text)")
      if !isInside { #expect(codes(filing) == [.noVisit], "\(text)") }
    }
  }

  private static let doubts: [(FilingDoubt.Code, @Sendable (inout IncomingStudy) -> Void)] = [
    (.noParticipant, { $0.patientIDs = ["HER2-9999"] }),
    (.noParticipant, { $0.patientIDs = [] }),
    (.severalParticipants, { $0.patientIDs = ["HER2-0001", "HER2-0002"] }),
    (.severalParticipants, { $0.subjectIDs = ["HER2-0002"] }),
    (.severalParticipants, { $0.subjectIDs = ["HER2-9999"] }),
    (.otherTrial, { $0.protocolIDs = ["NCT00000001"] }),
    (.otherSex, { $0.sexes = ["M"] }),
    (.otherBirthDate, { $0.birthDates = [CivilDate(daysSince1970: 0)] }),
    (.noDate, { $0.date = nil }),
    (.noPET, { $0.modalities = ["CT"] }),
    (.otherVisit, { $0.timePointIDs = ["follow-up"] }),
    (
      .tracerNotInProtocol,
      {
        $0.radionuclides = ["Zr-89"]
        $0.radiopharmaceuticals = []
      }
    ),
    (.tracerUnclear, { $0.radiopharmaceuticals = [] }),
  ]

  @Test(arguments: doubts)
  func `What the headers leave in doubt is not filed`(
    code: FilingDoubt.Code,
    change: @Sendable (inout IncomingStudy) -> Void
  ) throws {
    #expect(codes(context.filing(of: try study(change))).contains(code))
  }

  @Test func `Nobody's scan is filed before enrolment or after withdrawal`() throws {
    var context = context
    context.participants[0].status = .screening
    #expect(codes(context.filing(of: try study())) == [.notEnrolled])
    context.participants[0].status = .withdrawn
    context.participants[0].statusDate = try day("2026-03-09")
    #expect(codes(context.filing(of: try study())) == [.afterWithdrawal])
    // On the day itself the scan may have come first.
    context.participants[0].statusDate = try day("2026-03-10")
    #expect(codes(context.filing(of: try study())) == [])
    context.participants[0].isVoid = true
    #expect(codes(context.filing(of: try study())) == [.participantVoid])
  }

  @Test func `The administration tells the visit and the tracer where the header doesn't`() throws {
    var context = context
    context.administrations = [
      try administration("68Ga-HER2-affibody", "follow-up", "2026-03-10T09:00:00+08:00")
    ]
    let uncoded = try study { $0.radiopharmaceuticals = [] }
    #expect(
      context.filing(of: uncoded)
        == .filed(.init(participant: "S-001", visit: "follow-up", tracer: "68Ga-HER2-affibody"))
    )
  }

  @Test func `Another tracer than the one that was given is a doubt`() throws {
    var context = context
    context.visits[0].status = .done
    context.visits[0].date = try day("2026-03-10")
    context.administrations = [
      try administration("18F-HER2-affibody", "baseline", "2026-03-10T09:00:00+08:00")
    ]
    #expect(codes(context.filing(of: try study())) == [.otherTracer])
    context.administrations[0].isVoid = true
    #expect(codes(context.filing(of: try study())) == [])
  }

  @Test func `A day that two visits claim is not decided`() throws {
    var context = context
    context.visits[1].windowStart = try day("2026-03-10")
    #expect(codes(context.filing(of: try study())) == [.severalVisits])
    // The visit that took place that day is the one.
    context.visits[0].status = .done
    context.visits[0].date = try day("2026-03-10")
    #expect(codes(context.filing(of: try study())) == [])
  }
}

private func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }
