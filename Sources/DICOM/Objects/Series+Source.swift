extension Series {
  /// The series as the source of derived objects.
  ///
  /// - Throws: ``DICOMError`` when an image has no identifiers, or the frames make no volume.
  public func source() throws(DICOMError) -> SourceSeries {
    var images: [SourceSeries.Image] = []
    for frame in frames {
      let position: SIMD3<Double>
      do { position = try frame.plane().position } catch {
        throw .unusableObject(object: label, reason: error.description)
      }
      images.append(
        SourceSeries.Image(
          sopClassUID: try frame.dataSet.required(.sopClassUID, "SOPClassUID"),
          sopInstanceUID: try frame.dataSet.required(.sopInstanceUID, "SOPInstanceUID"),
          frameNumber: frame.isOfMultiFrameImage ? frame.frameIndex + 1 : nil,
          position: position
        )
      )
    }
    do { return try SourceSeries(header: dataSet, grid: grid(), images: images) } catch let error
      as GeometryError
    {
      throw .unusableObject(object: label, reason: error.description)
    } catch let error as DICOMError { throw error } catch {
      throw .unusableObject(object: label, reason: "\(error)")
    }
  }
}

extension Frame {
  /// Whether the frame is referred to by its number: a classic image that states a NumberOfFrames
  /// of 1 is no multi-frame image.
  fileprivate var isOfMultiFrameImage: Bool {
    dataSet.contains(.perFrameFunctionalGroupsSequence)
      || dataSet.string(.numberOfFrames) != "1"
        && dataSet.contains(.numberOfFrames)
  }
}
