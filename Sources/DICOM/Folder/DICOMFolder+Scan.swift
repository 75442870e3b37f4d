import Synchronization
import Voxels

extension DICOMFolder {
  /// Reads the headers of all DICOM files below a folder and puts them together to studies.
  ///
  /// Files need no extension. What isn't DICOM is ignored, but counted; a broken DICOM file is refused
  /// by name and the rest is still read. Pixel data is not read, except to tell copies from conflicts:
  /// of two files of one SOP Instance UID the first by path is kept when they hold the same, and both
  /// are refused when they don't. A DICOMDIR's files that are absent are refused by name.
  ///
  /// The result depends neither on the order of the folder nor on the number of threads.
  ///
  /// - Parameters:
  ///   - path: a folder, a DICOMDIR (the folder around it is scanned), or one file.
  ///   - threads: how many threads read.
  ///   - progress: called now and then, from any thread, one call at a time.
  /// - Returns: the studies and whatever could not be read.
  /// - Throws: ``DICOMError/unreadableFile(path:reason:)`` when the path itself leads nowhere.
  public static func scan(
    _ path: String,
    threads: Int = availableProcessorCount,
    progress: (@Sendable (ScanProgress) -> Void)? = nil
  ) throws(DICOMError) -> DICOMFolder {
    let listing = try FileListing(path)
    let folder = read(listing, threads: threads, progress: progress)
    guard listing.files == [path], let directory = folder.directories.first else {
      return folder.assembled(threads: threads)
    }
    let around = try FileListing(parent(of: directory.path))
    return read(around, threads: threads, progress: progress).assembled(threads: threads)
  }

  /// The number of threads that a scan uses unless told otherwise: one for each processor.
  public static var availableProcessorCount: Int { availableProcessors() }

  private static func read(
    _ listing: FileListing,
    threads: Int,
    progress: (@Sendable (ScanProgress) -> Void)?
  ) -> ScannedFiles {
    let count = listing.files.count
    let done = Mutex(0)
    let outcomes = concurrentMap(count, threads: threads) { index in
      let outcome = FileOutcome(path: listing.files[index])
      if let progress {
        done.withLock { done in
          done += 1
          if done % 64 == 0 || done == count {
            progress(ScanProgress(filesDone: done, filesFound: count))
          }
        }
      }
      return outcome
    }
    var files = ScannedFiles(listing: listing)
    for (path, outcome) in zip(listing.files, outcomes) { files.add(outcome, path: path) }
    return files
  }
}

/// The folder that a file lies in.
private func parent(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// The headers of a folder's files, before they are put together.
private struct ScannedFiles {
  let listing: FileListing
  var instances: [DICOMFile] = []
  var directories: [DICOMFile] = []
  var refused: [RefusedFile]
  var ignoredCount: Int

  init(listing: FileListing) {
    self.listing = listing
    refused = listing.refused
    ignoredCount = listing.ignoredCount
  }

  mutating func add(_ outcome: FileOutcome, path: String) {
    switch outcome {
    case .instance(let file): instances.append(file)
    case .directory(let file): directories.append(file)
    case .refused(let reason): refused.append(RefusedFile(path: path, reason: reason))
    case .foreign: ignoredCount += 1
    }
  }

  func assembled(threads: Int) -> DICOMFolder {
    let single = SingleInstances(instances, threads: threads)
    var refused = refused + single.refused
    for directory in directories {
      refused += absentees(of: directory)
    }
    let bySeries = Dictionary(grouping: single.files) { file in
      SeriesKey(
        study: file.dataSet.string(.studyInstanceUID),
        patient: file.dataSet.string(.patientID),
        series: file.dataSet.string(.seriesInstanceUID)
      )
    }
    let series = bySeries.values.flatMap {
      SeriesSplitter.series(of: $0, samePixels: FrameContent.areEqual)
    }
    return DICOMFolder(
      studies: Study.studies(of: series),
      refused: refused.sorted { ($0.path, $0.reason) < ($1.path, $1.reason) },
      repeated: single.repeated,
      ignoredFileCount: ignoredCount
    )
  }

  private struct SeriesKey: Hashable {
    let study: String?
    let patient: String?
    let series: String?
  }

  /// The files that a DICOMDIR names and that aren't there.
  ///
  /// Discs differ in case and in a version number after the name, so neither is compared.
  private func absentees(of directory: DICOMFile) -> [RefusedFile] {
    let folder = parent(of: directory.path)
    let found = Set(listing.files.map { $0.lowercased() })
    return directory.dataSet.items(.directoryRecordSequence).compactMap { record in
      let components = record.strings(.referencedFileID)
      guard components.contains(where: { !$0.isEmpty }) else { return nil }
      let path = (folder == "/" ? "" : folder) + "/" + components.joined(separator: "/")
      let lowercased = path.lowercased()
      if found.contains(lowercased) || found.contains(lowercased + ";1") { return nil }
      return RefusedFile(path: path, reason: "named by \(directory.path), but not there")
    }
  }
}
