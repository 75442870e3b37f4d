import Statistics
import Store
import Trial

extension Rehearsal {
  /// Both readers read every scan of each visit, blinded; the adjudicator settles where they differ.
  mutating func read() throws {
    guard plan.scans != .none else { return }
    for visit in ["baseline", "week-8", "week-24"] {
      progress("\(clock.now.date): reads of \(visit)")
      clock.advance(seconds: 86_400)
      var request = ReadRequest(visit: visit, readers: staff.readers.map(\.account))
      request.adjudicator = staff.adjudicator.account
      request.seed = plan.seed
      let assigned = try store.assignReads(as: staff.coordinator, request)
      guard assigned.scanCount > 0 else { continue }
      for (number, reader) in staff.readers.enumerated() {
        clock.advance(seconds: 86_400)
        summary.reads += try work(as: reader, stream: number)
      }
      clock.advance(seconds: 86_400)
      let settled = try work(as: staff.adjudicator, stream: 9)
      summary.reads += settled
      summary.adjudicated += settled
    }
    summary.signatures += summary.reads
  }

  /// Reads and locks all cases of a person's worklist that are open.
  private func work(as session: Session, stream: Int) throws -> Int {
    let room = ReadingRoom(store, as: session)
    let cases = try room.cases().filter { $0.status == "to read" }
    guard !cases.isEmpty else { return 0 }
    var draw = RandomNumbers(seed: plan.seed ^ 0x7265_6164, stream: UInt64(stream))
    var forms: [ReadForm] = []
    for known in cases {
      clock.advance(seconds: 120)
      let lesions = try room.open(known.caseCode).lesions
      // The eye of a simulated reader: each goes by the brightness, and none quite like the other.
      let grades = lesions.map { lesion -> Int in
        let seen = (lesion.suvMax ?? 0) * (1 + 0.15 * draw.normal())
        return seen < 2 ? 1 : seen < 4 ? 2 : seen < 6.6 ? 3 : 4
      }
      let grade = grades.max() ?? 1
      let classes = [1: "negative", 2: "negative", 3: "equivocal", 4: "positive"]
      let name = known.caseCode
      let whole = [
        "case": name, "receptorClass": classes[grade] ?? "negative", "grade": "\(grade)",
        "confidence": "\(3 + draw.below(3))",
      ]
      let rows = zip(lesions, grades).map { lesion, grade in
        ["case": name, "lesion": "\(lesion.number)", "present": "yes", "grade": "\(grade)"]
      }
      forms.append(
        ReadForm(caseCode: name, rows: ([whole] + rows).map { ReadForm.Row(values: $0) })
      )
    }
    try room.submit(forms)
    return try room.lock(nil, password: RehearsalStaff.password).count
  }
}
