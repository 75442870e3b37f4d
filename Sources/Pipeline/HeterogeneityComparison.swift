import Lesions
public import Response
import Voxels

/// Two scans of a patient with two tracers, lesion by lesion: where receptors agree and where not.
public struct HeterogeneityComparison: Sendable {
  /// The first scan's numbers.
  public let first: Heterogeneity
  /// The second scan's numbers.
  public let second: Heterogeneity
  /// Which lesions are one.
  public let matches: [LesionMatch]
  /// The four cells.
  public let discordance: Discordance

  /// Compares two results.
  ///
  /// A lesion that only one scan shows is measured at its place on the other, where both are in one
  /// frame of reference; else its class there can't be told.
  ///
  /// - Parameters:
  ///   - first: the first result, such as of the HER2 tracer.
  ///   - second: the second result, such as of FDG.
  ///   - requests: the rule and the primary tumour of each.
  ///   - pairs: pairs of lesions by their labels; nil to match lesions that share a voxel.
  /// - Throws: `MatchingError`, ``AnalysisError``, or what reading a result throws.
  public init(
    _ first: ResultFolder,
    _ second: ResultFolder,
    requests: (first: Heterogeneity.Request, second: Heterogeneity.Request),
    pairs: [(first: String, second: String)]? = nil
  ) throws {
    let here = try Side(first, requests.first)
    let there = try Side(second, requests.second)
    let isOneSpace = here.frame != nil && here.frame == there.frame
    let matches =
      if let pairs {
        try LesionMatch.byLabels(
          pairs,
          first: here.heterogeneity.lesions.map(\.label),
          second: there.heterogeneity.lesions.map(\.label)
        )
      } else {
        try LesionMatch.byOverlap(
          here.regions,
          there.regions,
          sameFrameOfReference: isOneSpace || here.regions.isEmpty || there.regions.isEmpty
        )
      }
    self.first = here.heterogeneity
    self.second = there.heterogeneity
    self.matches = matches
    let onSecond = try here.classes(on: there, isOneSpace)
    let onFirst = try there.classes(on: here, isOneSpace)
    discordance = Discordance(
      Discordance.lesions(
        of: matches,
        first: here.heterogeneity.lesions,
        second: there.heterogeneity.lesions,
        firstOnSecond: { onSecond[$0] },
        secondOnFirst: { onFirst[$0] }
      ),
      receptors: (here.receptor, there.receptor),
      settings: requests.first.settings
    )
  }

  /// One of the two scans.
  private struct Side {
    let heterogeneity: Heterogeneity
    /// The regions of the lesions that count.
    let regions: [Region]
    let frame: String?
    let suv: Volume<SUVbw>

    init(_ folder: ResultFolder, _ request: Heterogeneity.Request) throws {
      suv = try folder.uptake()
      let (all, frame) = try folder.regions(on: suv.grid)
      let heterogeneity = try Heterogeneity(
        of: folder.measurements,
        regions: all,
        on: suv,
        scan: folder.scan,
        request
      )
      self.heterogeneity = heterogeneity
      self.frame = frame
      regions = heterogeneity.places.map { all[$0] }
    }

    /// The receptor's name, for the cells.
    var receptor: String { heterogeneity.assessment.rule?.receptor ?? "uptake" }

    /// The classes, on the other scan, of the places of these lesions.
    func classes(on other: Side, _ isOneSpace: Bool) throws -> [ReceptorClass] {
      guard isOneSpace else {
        return regions.map { _ in
          .notEvaluable(
            "the other scan shows no lesion there, and is in another frame of reference"
          )
        }
      }
      let lesions = zip(regions, heterogeneity.lesions).map { region, lesion in
        Lesion(
          label: lesion.label,
          region: region.mapped(onto: other.suv.grid).region,
          site: lesion.site,
          method: "place of the other scan's lesion"
        )
      }
      return try other.suv.measured(lesions)
        .map { other.heterogeneity.assessment.assess($0).receptorClass }
    }
  }
}
