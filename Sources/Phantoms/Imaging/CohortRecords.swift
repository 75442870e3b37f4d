/// A participant as the truth of a cohort holds it: what doesn't depend on the scan.
struct ParticipantRecord: Encodable {
  let note: String
  let number: Int
  let id: String
  let build: Build
  let type: ParticipantType
  let course: CourseKind
  let isOnTrastuzumab: Bool
  let lesions: [SimulatedLesion]
  let biopsies: [Biopsy]

  init(_ participant: Participant) {
    note = "Simulated; no person."
    number = participant.number
    id = participant.id
    build = participant.build
    type = participant.type
    course = participant.course
    isOnTrastuzumab = participant.isOnTrastuzumab
    lesions = participant.lesions
    biopsies = participant.biopsies
  }
}

/// A cohort as it was asked for: enough to make it again.
struct CohortRecord: Encodable {
  let note: String
  let plan: CohortPlan
  let firstParticipant: Int
  let systems: [String]
  let reconstruction: String
  let countLevel: String
  let contrast: ContrastPhase
  let faults: [String]

  init(_ writer: CohortWriter) {
    note = "Simulated; no person, no scanner. The organs' uptake is assumed, not measured."
    plan = writer.plan
    firstParticipant = writer.first
    systems = writer.systems.map(\.name)
    reconstruction = writer.reconstruction?.name ?? "as the systems"
    countLevel = "\(writer.countLevel)"
    contrast = writer.contrast
    faults = writer.faults.map(\.rawValue).sorted()
  }
}
