/// A reference to an instance, with the series and study it belongs to where they are known.
public struct InstanceReference: Hashable, Sendable {
  /// The SOP Class UID.
  public let sopClassUID: String
  /// The SOP Instance UID.
  public let sopInstanceUID: String
  /// The Series Instance UID; empty where a report doesn't repeat it.
  public let seriesInstanceUID: String

  /// A reference to an instance.
  ///
  /// - Parameters:
  ///   - sopClassUID: the SOP Class UID.
  ///   - sopInstanceUID: the SOP Instance UID.
  ///   - seriesInstanceUID: the Series Instance UID.
  public init(sopClassUID: String, sopInstanceUID: String, seriesInstanceUID: String) {
    self.sopClassUID = sopClassUID
    self.sopInstanceUID = sopInstanceUID
    self.seriesInstanceUID = seriesInstanceUID
  }

  /// A reference to the instance that a data set is.
  ///
  /// - Parameter dataSet: the instance.
  /// - Throws: ``DICOMError/missingAttribute(tag:keyword:)`` when it lacks an identifier.
  public init(_ dataSet: DataSet) throws(DICOMError) {
    sopClassUID = try dataSet.required(.sopClassUID, "SOPClassUID")
    sopInstanceUID = try dataSet.required(.sopInstanceUID, "SOPInstanceUID")
    seriesInstanceUID = try dataSet.required(.seriesInstanceUID, "SeriesInstanceUID")
  }

  /// The reference in an item of a reference sequence.
  init(item: DataSet) {
    sopClassUID = item.string(.referencedSOPClassUID) ?? ""
    sopInstanceUID = item.string(.referencedSOPInstanceUID) ?? ""
    seriesInstanceUID = ""
  }

  /// The reference as an item of a reference sequence.
  var item: DataSet { .reference(sopClassUID, sopInstanceUID) }
}
