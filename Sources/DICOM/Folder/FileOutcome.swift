import Glibc

/// What became of one file of a scan.
enum FileOutcome: Sendable {
  /// An instance: an image, a report, a structure set.
  case instance(DICOMFile)
  /// A DICOMDIR.
  case directory(DICOMFile)
  /// A DICOM file that can't be used.
  case refused(String)
  /// No DICOM file.
  case foreign

  /// Values of an attribute beyond this are left in the file: headers, not bulk, are scanned.
  static let bulkByteLimit = 16 * 1024

  /// Reads a file's header.
  ///
  /// A file that begins as DICOM's format has it is opened once; others are looked at again, to tell
  /// what isn't DICOM from what is damaged.
  init(path: String) {
    let refusal: String
    do throws(DICOMError) {
      let file = try DICOMFile.read(path: path, bulkByteLimit: Self.bulkByteLimit)
      if !file.hasPrefix, case .foreign = Signature(path: path) {
        self = .foreign
        return
      }
      self = try Self.admitted(file)
      return
    } catch {
      switch error {
      case .unreadableFile(_, let reason), .overLimit(_, let reason): refusal = reason
      default: refusal = error.description
      }
    }
    switch Signature(path: path) {
    case .foreign: self = .foreign
    case .refused(let reason): self = .refused(reason)
    case .dicom: self = .refused(refusal)
    }
  }

  /// Takes a file as an instance if it says which one it is, and how many frames it has.
  private static func admitted(_ file: DICOMFile) throws(DICOMError) -> FileOutcome {
    let dataSet = file.dataSet
    if dataSet.contains(.directoryRecordSequence) { return .directory(file) }
    let identity: [(Tag, String)] = [
      (.sopInstanceUID, "SOPInstanceUID"), (.sopClassUID, "SOPClassUID"),
      (.seriesInstanceUID, "SeriesInstanceUID"), (.studyInstanceUID, "StudyInstanceUID"),
    ]
    for (tag, keyword) in identity where dataSet.string(tag) == nil {
      throw .missingAttribute(tag: tag, keyword: keyword)
    }
    let described = dataSet.items(.perFrameFunctionalGroupsSequence).count
    let frames = try dataSet.frameCount()
    if described > 0, described != frames {
      return .refused(
        "NumberOfFrames (0028,0008) is \(frames), but PerFrameFunctionalGroupsSequence "
          + "(5200,9230) describes \(described)"
      )
    }
    return .instance(file)
  }
}

/// What the first bytes of a file, and its name, say it is.
private enum Signature {
  case dicom
  case foreign
  case refused(String)

  init(path: String) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      self = .refused(unsafe String(cString: strerror(errno)))
      return
    }
    defer { close(descriptor) }
    var head = [UInt8](repeating: 0, count: 132)
    let count = unsafe head.withUnsafeMutableBytes { bytes in
      unsafe Glibc.read(descriptor, bytes.baseAddress, bytes.count)
    }
    if count < 0 {
      self = .refused(unsafe String(cString: strerror(errno)))
    } else if Self.hasPrefix(head, count) || Self.beginsAsDataSet(head, count)
      || Self.isNamedAsDICOM(path)
    {
      self = .dicom
    } else {
      self = .foreign
    }
  }

  /// "DICM" after the preamble.
  private static func hasPrefix(_ head: [UInt8], _ count: Int) -> Bool {
    count >= 132 && head[128..<132].elementsEqual("DICM".utf8)
  }

  /// A data set without preamble begins with an attribute of group 0002 or 0008: the tag, then a VR
  /// or a short length.
  private static func beginsAsDataSet(_ head: [UInt8], _ count: Int) -> Bool {
    guard count >= 64, head[0] == 0x02 || head[0] == 0x08, head[1] == 0, head[3] == 0 else {
      return false
    }
    let vr = [head[4], head[5]].allSatisfy { (0x41...0x5A).contains($0) }
    let shortLength = head[5] == 0 && head[6] == 0 && head[7] == 0
    return vr || shortLength
  }

  /// Whether a file claims to be DICOM: then the reader says what is wrong where it is not.
  private static func isNamedAsDICOM(_ path: String) -> Bool {
    let name = path.lowercased()
    return [".dcm", ".dicom", ".ima"].contains { name.hasSuffix($0) }
  }
}
