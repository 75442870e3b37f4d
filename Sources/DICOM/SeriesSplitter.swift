import Voxels

/// Puts the files of one SeriesInstanceUID together: which frames share a volume, and in which order.
///
/// Frames share one when they agree in SOP class, frame of reference, size, ImageType, orientation
/// (cosine within 1e-4) and pixel spacing (within 1e-3). Where positions repeat, the frames are of
/// several moments (dynamic, gated), and are split by the first attribute that tells them apart.
/// Neither file names nor the order of the files matter.
///
/// - Source: DICOM PS3.3 C.7.6.2, C.8.9.4.1.9 (ImageIndex), C.7.6.16.2.2 (Frame Content).
struct SeriesSplitter {
  /// The attributes that frames of one volume share exactly.
  private struct Key: Hashable {
    var sopClassUID: String?
    var frameOfReferenceUID: String?
    var imageType: [String]
    var stackable: Bool

    init(_ frame: Frame) {
      sopClassUID = frame.dataSet.string(.sopClassUID)
      frameOfReferenceUID = frame.dataSet.string(.frameOfReferenceUID)
      imageType = frame.imageType
      stackable = true
    }

    init(_ file: DICOMFile) {
      sopClassUID = file.dataSet.string(.sopClassUID)
      imageType = []
      stackable = false
    }
  }

  /// Frames that share a volume, until time tells them apart.
  private struct Stack {
    var key: Key
    var frames: [PlacedFrame]
    var slot: TimeSlot?
  }

  /// A frame with where it lies; nil where its header doesn't say.
  struct PlacedFrame {
    let frame: Frame
    let plane: PlaneGeometry?
    let instanceNumber: Int
  }

  /// The series of files that share a SeriesInstanceUID.
  ///
  /// - Parameters:
  ///   - files: the files, each SOP Instance UID once.
  ///   - samePixels: whether two frames hold the same values; asked where two lie at one place.
  /// - Returns: one series, or the parts in the order of their first instance numbers.
  static func series(
    of files: [DICOMFile],
    samePixels: (Frame, Frame) -> Bool
  ) -> [Series] {
    let files = files.sorted(by: precedes)
    var stacks: [Stack] = []
    var byKey: [Key: [Int]] = [:]
    var others: [Key: [DICOMFile]] = [:]
    for file in files {
      let frames = planes(of: file)
      if frames.isEmpty { others[Key(file), default: []].append(file) }
      for frame in frames { add(frame, to: &stacks, &byKey) }
    }
    stacks = stacks.flatMap(splitByTime)
    let reasons = reasons(stacks)
    let count = stacks.count + others.count
    var result: [Series] = []
    for (stack, reasons) in zip(stacks, reasons) {
      let part =
        count == 1 ? nil : Series.Part(number: result.count + 1, count: count, reasons: reasons)
      result.append(assembled(stack.frames, part: part, samePixels: samePixels))
    }
    let byClass = others.sorted { ($0.key.sopClassUID ?? "") < ($1.key.sopClassUID ?? "") }
    for (key, files) in byClass {
      let part =
        count == 1
        ? nil
        : Series.Part(
          number: result.count + 1,
          count: count,
          reasons: ["SOPClassUID \(key.sopClassUID ?? "absent")"]
        )
      result.append(Series(instances: files, frames: [], part: part))
    }
    return result
  }

  /// By instance number, then by SOP Instance UID: no two files of a series are equal in both.
  private static func precedes(_ a: DICOMFile, _ b: DICOMFile) -> Bool {
    (instanceNumber(a), a.dataSet.string(.sopInstanceUID) ?? "")
      < (instanceNumber(b), b.dataSet.string(.sopInstanceUID) ?? "")
  }

  /// The instance number; after all others where it is absent or not a number.
  private static func instanceNumber(_ file: DICOMFile) -> Int {
    file.dataSet.string(.instanceNumber).flatMap { Int($0) } ?? .max
  }

  /// Objects whose frames aren't planes of an image in the sense of a stack.
  private static let unstacked: Set<String> = [
    "1.2.840.10008.5.1.4.1.1.66.4",  // Segmentation
    "1.2.840.10008.5.1.4.1.1.66.7",  // Label Map Segmentation
    "1.2.840.10008.5.1.4.1.1.481.2",  // RT Dose
  ]

  /// The planes of an image; none for reports, structure sets and multi-frame images that don't say
  /// where each frame lies.
  private static func planes(of file: DICOMFile) -> [PlacedFrame] {
    let dataSet = file.dataSet
    guard dataSet.contains(.rows), dataSet.contains(.columns),
      !unstacked.contains(dataSet.string(.sopClassUID) ?? "")
    else { return [] }
    let perFrame = dataSet.items(.perFrameFunctionalGroupsSequence).count
    if perFrame == 0, let frames = dataSet.string(.numberOfFrames), frames != "1" { return [] }
    return (0..<max(1, perFrame)).map { index in
      let frame = Frame(file: file, frameIndex: index)
      return PlacedFrame(
        frame: frame,
        plane: placed(frame),
        instanceNumber: instanceNumber(file)
      )
    }
  }

  /// Where a frame lies; what is wrong with its header is said when the series' grid is asked for.
  private static func placed(_ frame: Frame) -> PlaneGeometry? {
    do {
      return try frame.plane()
    } catch {
      return nil
    }
  }

  /// The most planes that frames are told apart by; a series of more is no stack of any kind, and
  /// looking each frame up among them would take its square.
  private static let planeLimit = 512

  private static func add(
    _ frame: PlacedFrame,
    to stacks: inout [Stack],
    _ byKey: inout [Key: [Int]]
  ) {
    let key = Key(frame.frame)
    let alike = byKey[key] ?? []
    let match = alike.first { index in
      switch (stacks[index].frames[0].plane, frame.plane) {
      case (nil, nil): true
      case (let a?, let b?): a.difference(from: b) == nil
      default: false
      }
    }
    if let index = match ?? (alike.count < planeLimit ? nil : alike.last) {
      stacks[index].frames.append(frame)
    } else {
      byKey[key, default: []].append(stacks.count)
      stacks.append(Stack(key: key, frames: [frame]))
    }
  }

  private static func splitByTime(_ stack: Stack) -> [Stack] {
    guard let slots = TimeSlot.slots(of: stack.frames) else { return [stack] }
    return slots.map { Stack(key: stack.key, frames: $0.frames, slot: $0.slot) }
  }

  /// For each stack, the attributes in which it differs from the others.
  private static func reasons(_ stacks: [Stack]) -> [[String]] {
    let described: [[(keyword: String, value: String)]] = stacks.map { stack in
      let plane = stack.frames[0].plane
      var values = [
        ("SOPClassUID", stack.key.sopClassUID ?? "absent"),
        ("ImageType", stack.key.imageType.joined(separator: "\\")),
        ("FrameOfReferenceUID", stack.key.frameOfReferenceUID ?? "absent"),
        ("Rows × Columns", plane.map { "\($0.rows) × \($0.columns)" } ?? "absent"),
        ("PixelSpacing", plane.map(pixelSpacing) ?? "absent"),
        ("ImageOrientationPatient", plane.map(orientation) ?? "absent"),
      ]
      if let slot = stack.slot { values.append((slot.keyword, slot.description)) }
      return values
    }
    // A value sets a part apart when the parts don't all have it.
    var distinct: [String: Set<String>] = [:]
    var counts: [String: Int] = [:]
    for (keyword, value) in described.joined() {
      distinct[keyword, default: []].insert(value)
      counts[keyword, default: 0] += 1
    }
    return described.map { values in
      values.filter { keyword, _ in
        (distinct[keyword]?.count ?? 0) > 1 || (counts[keyword] ?? 0) < stacks.count
      }.map { "\($0.keyword) \($0.value)" }
    }
  }

  private static func pixelSpacing(_ plane: PlaneGeometry) -> String {
    "\(shown(plane.rowSpacingMillimeters))\\\(shown(plane.columnSpacingMillimeters))"
  }

  private static func orientation(_ plane: PlaneGeometry) -> String {
    [plane.rowDirection, plane.columnDirection]
      .flatMap { [$0.x, $0.y, $0.z] }.map(shown).joined(separator: "\\")
  }

  /// The series of a stack's frames: sorted along the normal, without true copies.
  private static func assembled(
    _ stack: [PlacedFrame],
    part: Series.Part?,
    samePixels: (Frame, Frame) -> Bool
  ) -> Series {
    let planes = stack.compactMap(\.plane)
    var frames = stack
    var caveats: [GeometryCaveat] = []
    if planes.count == stack.count, let normal = planes.first?.normal {
      frames = []
      for index in SliceStack.sorted(planes) {
        let next = stack[index]
        let isCopy = frames.last.map { last in
          guard let a = last.plane, let b = next.plane else { return false }
          return abs(dot(a.position - b.position, normal)) < SliceStack.samePositionMillimeters
            && samePixels(last.frame, next.frame)
        }
        if isCopy == true, let last = frames.last {
          caveats.append(
            .repeatedSliceLeftOut(kept: last.frame.name, leftOut: next.frame.name)
          )
        } else {
          frames.append(next)
        }
      }
    }
    var instances: [DICOMFile] = []
    var seen: Set<String> = []
    for frame in frames where seen.insert(frame.frame.path).inserted {
      instances.append(frame.frame.file)
    }
    return Series(
      instances: instances,
      frames: frames.map(\.frame),
      part: part,
      caveats: caveats
    )
  }
}
