import CDCMTK

extension DICOMFile {
  /// Writes a data set as a DICOM file, which appears whole or not at all.
  ///
  /// The meta information is made from SOPClassUID and SOPInstanceUID. Text is written as ASCII
  /// where it is that, else as UTF-8 with SpecificCharacterSet ISO_IR 192, whatever character set
  /// the data set names. Group lengths are left out.
  ///
  /// - Parameters:
  ///   - dataSet: the attributes; no value may be ``Element/Value/omitted(byteCount:)``.
  ///   - path: the file; one that is there is replaced.
  ///   - transferSyntax: the encoding; the compressing ones want pixel data of whole bytes.
  /// - Throws: ``DICOMError/unwritableFile(path:reason:)`` when a value doesn't fit its VR, or the
  ///   file can't be written.
  public static func write(
    _ dataSet: DataSet,
    to path: String,
    transferSyntax: TransferSyntax = .explicitVRLittleEndian
  ) throws(DICOMError) {
    if transferSyntax == .explicitVRBigEndian, dataSet.contains(.pixelData),
      try dataSet.integer(.bitsAllocated) ?? 0 > 16
    {
      // By the letter (OW) only 16-bit words are swapped; most readers swap whole samples.
      throw .unwritableFile(
        path: path,
        reason: "samples of more than 16 bits have no big-endian form that all readers agree on; "
          + "write little endian"
      )
    }
    var builder: OpaquePointer?
    try unsafe call(path) { message in
      unsafe builder = unsafe cdcmtk_builder_create(message)
      return unsafe builder == nil ? CDCMTK_UNWRITABLE : CDCMTK_OK
    }
    guard let builder = unsafe builder else { return }
    defer { unsafe cdcmtk_builder_destroy(builder) }

    var dataSet = dataSet
    dataSet[.specificCharacterSet] =
      dataSet.needsUnicode ? Element(.CS, .text(["ISO_IR 192"])) : nil
    try unsafe put(dataSet, into: builder, isItem: false, path: path)
    try unsafe call(path) { message in
      unsafe cdcmtk_builder_write(builder, path, transferSyntax.rawValue, message)
    }
  }

  private static func put(
    _ dataSet: DataSet,
    into builder: OpaquePointer,
    isItem: Bool,
    path: String
  ) throws(DICOMError) {
    for tag in dataSet.sortedTags {
      guard let element = dataSet[tag], tag.element != 0, tag.group != 0x0002 else { continue }
      if isItem, tag == .specificCharacterSet { continue }
      if case .items(let items) = element.value {
        try unsafe put(items, at: tag, into: builder, path: path)
        continue
      }
      guard let bytes = element.littleEndianBytes else {
        throw .unwritableFile(
          path: path,
          reason: "\(tag) holds \(element.value), which \(element.vr.rawValue) can't"
        )
      }
      try unsafe call(path) { message in
        unsafe bytes.withUnsafeBufferPointer { buffer in
          unsafe cdcmtk_builder_put(
            builder,
            tag.group,
            tag.element,
            element.vr.rawValue,
            buffer.baseAddress,
            buffer.count,
            message
          )
        }
      }
    }
  }

  private static func put(
    _ items: [DataSet],
    at tag: Tag,
    into builder: OpaquePointer,
    path: String
  ) throws(DICOMError) {
    try unsafe call(path) { message in
      unsafe cdcmtk_builder_begin_sequence(builder, tag.group, tag.element, message)
    }
    for item in items {
      try unsafe call(path) { message in unsafe cdcmtk_builder_begin_item(builder, message) }
      try unsafe put(item, into: builder, isItem: true, path: path)
      try unsafe call(path) { message in unsafe cdcmtk_builder_end_item(builder, message) }
    }
    try unsafe call(path) { message in unsafe cdcmtk_builder_end_sequence(builder, message) }
  }
}

extension DataSet {
  /// Whether any text, here or in an item, is more than ASCII.
  fileprivate var needsUnicode: Bool {
    sortedTags.contains { tag in
      switch self[tag]?.value {
      case .text(let values):
        return values.contains { $0.utf8.contains { $0 >= 0x80 } }
      case .items(let items):
        return items.contains { $0.needsUnicode }
      default:
        return false
      }
    }
  }
}
