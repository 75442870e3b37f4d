import CDCMTK

extension DICOMFile {
  /// The attributes of a file, without its large values.
  ///
  /// Text is made Unicode by the file's character set. Private attributes whose VR the file doesn't
  /// tell get it from the dictionary, by their creator. Pixel data stays in the file unless it is
  /// small: ``PixelReader`` decodes it frame by frame.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - bulkByteLimit: values of more bytes are ``Element/Value/omitted(byteCount:)``.
  /// - Returns: the file's meta information and data set.
  /// - Throws: ``DICOMError/unreadableFile(path:reason:)`` when it is no DICOM file or is damaged,
  ///   ``DICOMError/overLimit(path:reason:)`` when it asks for more than a reader may hold.
  public static func read(path: String, bulkByteLimit: Int = 65_536) throws(DICOMError) -> DICOMFile
  {
    precondition(bulkByteLimit >= 0, "a limit of bytes is not negative")
    let collector = Collector()
    var visitor = unsafe collector.visitor()
    try unsafe call(path) { message in
      unsafe path.withCString { cPath in
        let source = unsafe cdcmtk_source(path: cPath, bytes: nil, count: 0)
        return unsafe cdcmtk_read(source, UInt64(bulkByteLimit), &visitor, message)
      }
    }
    return collector.file(path: path, source: .file(path))
  }

  /// The attributes of a file that is in memory, without its large values.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: what to call it in messages.
  ///   - bulkByteLimit: values of more bytes are ``Element/Value/omitted(byteCount:)``.
  /// - Returns: the file's meta information and data set; it keeps `bytes` for its pixel data.
  /// - Throws: as ``read(path:bulkByteLimit:)``.
  public static func read(
    bytes: [UInt8],
    name: String,
    bulkByteLimit: Int = 65_536
  ) throws(DICOMError) -> DICOMFile {
    precondition(bulkByteLimit >= 0, "a limit of bytes is not negative")
    let collector = Collector()
    var visitor = unsafe collector.visitor()
    try unsafe call(name) { message in
      unsafe bytes.withUnsafeBufferPointer { buffer in
        let source = unsafe cdcmtk_source(path: nil, bytes: buffer.baseAddress, count: buffer.count)
        return unsafe cdcmtk_read(source, UInt64(bulkByteLimit), &visitor, message)
      }
    }
    return collector.file(path: name, source: .memory(bytes))
  }
}

/// Calls a C function and throws what it reports.
func call(
  _ name: String,
  _ body: (cdcmtk_message) -> cdcmtk_code
) throws(DICOMError) {
  var code = CDCMTK_OK
  let reason = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { text in
    guard let start = text.baseAddress else { return "" }
    unsafe start.initialize(to: 0)
    code = unsafe body(cdcmtk_message(text: start, capacity: text.count))
    return code == CDCMTK_OK ? "" : unsafe String(cString: start)
  }
  switch code {
  case CDCMTK_OK: return
  case CDCMTK_OVER_LIMIT: throw .overLimit(path: name, reason: reason)
  case CDCMTK_UNDECODABLE: throw .undecodablePixelData(path: name, reason: reason)
  case CDCMTK_UNWRITABLE: throw .unwritableFile(path: name, reason: reason)
  default: throw .unreadableFile(path: name, reason: reason)
  }
}

/// Gathers what the C reader tells into a data set.
private final class Collector {
  private var transferSyntaxUID = ""
  private var mediaStorageSOPClassUID = ""
  private var hasPrefix = false
  private var isBigEndian = false
  private var inflated: [UInt8]?
  private var pixelData: PixelDataLocation?
  /// The data set and the items that are open, innermost last.
  private var open = [DataSet()]
  /// The sequences that are open, with the items that are complete.
  private var sequences: [(tag: Tag, items: [DataSet])] = []

  func file(path: String, source: DICOMFile.Source) -> DICOMFile {
    DICOMFile(
      path: path,
      transferSyntaxUID: transferSyntaxUID,
      mediaStorageSOPClassUID: mediaStorageSOPClassUID,
      hasPrefix: hasPrefix,
      dataSet: open[0],
      pixelData: pixelData,
      source: inflated.map { .memory($0) } ?? source
    )
  }

  /// The callbacks, valid as long as the collector lives.
  func visitor() -> cdcmtk_visitor {
    unsafe cdcmtk_visitor(
      context: Unmanaged.passUnretained(self).toOpaque(),
      begin: { context, syntax, sopClass, hasPrefix, isBigEndian in
        let collector = unsafe Collector.from(context)
        collector.transferSyntaxUID = unsafe String(cString: syntax)
        collector.mediaStorageSOPClassUID = unsafe String(cString: sopClass)
        collector.hasPrefix = hasPrefix != 0
        collector.isBigEndian = isBigEndian != 0
      },
      inflated: { context, bytes, count in
        unsafe Collector.from(context).inflated = unsafe [UInt8](
          UnsafeBufferPointer(start: bytes, count: count)
        )
      },
      element: { context, element in
        unsafe Collector.from(context).add(element.pointee)
      },
      begin_sequence: { context, group, element in
        unsafe Collector.from(context).sequences.append((Tag(group, element), []))
      },
      begin_item: { context in unsafe Collector.from(context).open.append(DataSet()) },
      end_item: { context in
        let collector = unsafe Collector.from(context)
        let item = collector.open.removeLast()
        collector.sequences[collector.sequences.count - 1].items.append(item)
      },
      end_sequence: { context in
        let collector = unsafe Collector.from(context)
        let sequence = collector.sequences.removeLast()
        collector.open[collector.open.count - 1][sequence.tag] = Element(
          .SQ,
          .items(sequence.items)
        )
      },
      pixel_data: { context, pixels in
        unsafe Collector.from(context).locate(pixels.pointee)
      }
    )
  }

  private static func from(_ context: UnsafeMutableRawPointer?) -> Collector {
    guard let context = unsafe context else { preconditionFailure("the visitor has a context") }
    return unsafe Unmanaged<Collector>.fromOpaque(context).takeUnretainedValue()
  }

  private func add(_ element: cdcmtk_element) {
    let letters = unsafe String(
      decoding: [UInt8(bitPattern: element.vr.0), UInt8(bitPattern: element.vr.1)],
      as: UTF8.self
    )
    let vr = VR(rawValue: letters) ?? .UN
    let value: Element.Value
    if let bytes = unsafe element.bytes {
      value = unsafe Element.Value(
        vr: vr,
        littleEndian: UnsafeRawBufferPointer(start: bytes, count: Int(element.count))
      )
    } else {
      value = unsafe .omitted(byteCount: Int(element.count))
    }
    open[open.count - 1][unsafe Tag(element.group, element.element)] = Element(vr, value)
  }

  private func locate(_ pixels: cdcmtk_pixel_data) {
    pixelData = PixelDataLocation(
      tag: Tag(0x7FE0, pixels.element),
      vr: String(
        decoding: [UInt8(bitPattern: pixels.vr.0), UInt8(bitPattern: pixels.vr.1)],
        as: UTF8.self
      ),
      offset: Int(pixels.offset),
      byteCount: Int(pixels.count),
      declaredByteCount: Int(pixels.declared),
      isEncapsulated: pixels.is_encapsulated != 0,
      isBigEndian: isBigEndian
    )
  }
}
