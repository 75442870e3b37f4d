import Voxels

/// One moment of a dynamic or gated series: a time frame, a phase of the heart or of breathing.
struct TimeSlot {
  /// The attribute that tells the moments apart.
  let keyword: String
  /// Its value.
  let value: String
  /// The moment's number, from 1.
  let number: Int
  /// How many moments there are.
  let count: Int

  /// The value, and the number of the moment.
  var description: String { "\(value) (time slot \(number) of \(count))" }

  /// The attributes that can tell moments apart, the most telling first.
  private static let sources: [(keyword: String, value: @Sendable (Frame) -> String?)] = [
    ("ImageIndex", imageIndexSlot),
    ("FrameReferenceTime", { $0.dataSet.string(.frameReferenceTime) }),
    ("TriggerTime", { $0.dataSet.string(.triggerTime) }),
    ("TemporalPositionIdentifier", { $0.dataSet.string(.temporalPositionIdentifier) }),
    (
      "TemporalPositionIndex",
      { number($0.functionalGroup(.frameContentSequence), .temporalPositionIndex) }
    ),
    (
      "FrameReferenceDateTime",
      { $0.functionalGroup(.frameContentSequence)?.string(.frameReferenceDateTime) }
    ),
    (
      "FrameAcquisitionDateTime",
      { $0.functionalGroup(.frameContentSequence)?.string(.frameAcquisitionDateTime) }
    ),
    (
      "FrameAcquisitionNumber",
      { number($0.functionalGroup(.frameContentSequence), .frameAcquisitionNumber) }
    ),
    ("AcquisitionNumber", { $0.dataSet.string(.acquisitionNumber) }),
    (
      "AcquisitionTime",
      { frame in
        frame.dataSet.string(.acquisitionTime).map { time in
          (frame.dataSet.string(.acquisitionDate) ?? "") + " " + time
        }
      }
    ),
  ]

  /// A whole number of a binary VR, as text.
  private static func number(_ group: DataSet?, _ tag: Tag) -> String? {
    guard case .integers(let values)? = group?[tag]?.value else { return group?.string(tag) }
    return values.first.map { "\($0)" }
  }

  /// ImageIndex counts slices within time slots: slot = (ImageIndex - 1) / NumberOfSlices.
  ///
  /// - Source: DICOM PS3.3 C.8.9.4.1.9.
  private static func imageIndexSlot(_ frame: Frame) -> String? {
    guard let index = number(frame.dataSet, .imageIndex).flatMap({ Int($0) }), index > 0,
      let slices = number(frame.dataSet, .numberOfSlices).flatMap({ Int($0) }), slices > 0
    else { return nil }
    return "\((index - 1) / slices + 1)"
  }

  /// The moments of frames whose positions repeat, in time order; nil where they are one moment.
  ///
  /// An attribute tells moments apart when every frame has it and no moment holds a position twice.
  /// Unless SeriesType says DYNAMIC or GATED, each moment also has to hold the same positions, lest a
  /// single repeated slice looks like a moment of its own.
  static func slots(
    of frames: [SeriesSplitter.PlacedFrame]
  ) -> [(slot: TimeSlot, frames: [SeriesSplitter.PlacedFrame])]? {
    let planes = frames.compactMap(\.plane)
    guard planes.count == frames.count, let normal = planes.first?.normal else { return nil }
    let along = planes.map { dot($0.position, normal) }
    guard holdsRepeat(along) else { return nil }
    let type = frames[0].frame.dataSet.strings(.seriesType).first
    let mayDiffer = type == "DYNAMIC" || type == "GATED"
    for source in sources {
      var members: [String: [Int]] = [:]
      for (index, frame) in frames.enumerated() {
        guard let value = source.value(frame.frame) else { break }
        members[value, default: []].append(index)
      }
      let slots = members.sorted { isEarlier($0.key, $1.key) }
      guard slots.reduce(0, { $0 + $1.value.count }) == frames.count, slots.count > 1,
        slots.allSatisfy({ !holdsRepeat($0.value.map { along[$0] }) }),
        mayDiffer || samePositions(slots.map { $0.value.map { along[$0] } })
      else { continue }
      return slots.enumerated().map { number, slot in
        (
          TimeSlot(
            keyword: source.keyword,
            value: slot.key,
            number: number + 1,
            count: slots.count
          ),
          slot.value.map { frames[$0] }
        )
      }
    }
    return nil
  }

  /// Numbers by value, other text by its bytes.
  private static func isEarlier(_ a: String, _ b: String) -> Bool {
    if let x = decimal(a), let y = decimal(b), x != y { return x < y }
    return a < b
  }

  private static func holdsRepeat(_ along: [Double]) -> Bool {
    let sorted = along.sorted()
    return zip(sorted, sorted.dropFirst()).contains {
      $1 - $0 < SliceStack.samePositionMillimeters
    }
  }

  private static func samePositions(_ slots: [[Double]]) -> Bool {
    let sorted = slots.map { $0.sorted() }
    return sorted.allSatisfy { slot in
      slot.count == sorted[0].count
        && zip(slot, sorted[0]).allSatisfy { abs($0 - $1) < SliceStack.samePositionMillimeters }
    }
  }
}
