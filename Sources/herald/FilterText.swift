import Foundation
import Radiomics

/// A filter in one line, as the command line takes it and `features.csv` gives it:
/// `laws kernels=L5,E5,E5 pooling=maximum energyDistance=7 edge=mirror`.
///
/// The words are those of the settings' JSON.
enum FilterText {
  /// Reads a filter.
  ///
  /// - Throws: `RadiomicsError` where a word isn't known, or one is missing.
  static func filter(_ text: String) throws -> ImageFilter {
    let all = text.split(separator: " ").map(String.init)
    var settings: [String: Any] = [:]
    for word in all.dropFirst() {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw RadiomicsError.unusableSettings("'\(word)' of --filter isn't of the form name=value")
      }
      let values = parts[1].split(separator: ",").map { number(String($0)) }
      settings[parts[0]] = values.count == 1 && !isList(parts[0]) ? values[0] : values
    }
    let data = try JSONSerialization.data(withJSONObject: [all.first ?? "": settings])
    do {
      let filter = try JSONDecoder().decode(ImageFilter.self, from: data)
      let known = try Self.settings(of: filter).settings.keys
      if let stray = settings.keys.first(where: { !known.contains($0) }) {
        throw RadiomicsError.unusableSettings("the filter has no setting '\(stray)'")
      }
      return filter
    } catch let error as DecodingError {
      throw RadiomicsError.unusableSettings("--filter '\(text)': \(words(of: error))")
    }
  }

  /// The line that ``filter(_:)`` reads as the filter.
  static func text(_ filter: ImageFilter) throws -> String {
    let (name, settings) = try settings(of: filter)
    let words = settings.sorted { $0.key < $1.key }.map { key, value in
      let values = (value as? [Any] ?? [value]).map { "\($0)" }
      return "\(key)=\(values.joined(separator: ","))"
    }
    return ([name] + words).joined(separator: " ")
  }

  private static func settings(
    of filter: ImageFilter
  ) throws -> (name: String, settings: [String: Any]) {
    let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(filter))
    guard let named = (object as? [String: [String: Any]])?.first else { return ("", [:]) }
    return (named.key, named.value)
  }

  /// Whether a setting is a list, even of one.
  private static func isList(_ name: String) -> Bool {
    ["kernels", "passes", "rieszOrders"].contains(name)
  }

  private static func number(_ text: String) -> Any {
    if let whole = Int(text) { return whole }
    return Double(text) ?? text
  }

  /// What is missing or wrong in JSON.
  static func words(of error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, _): "it needs \(key.stringValue)=…"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "\(context.codingPath.last?.stringValue ?? "it") has another kind of value"
    case .dataCorrupted(let context):
      "\(context.codingPath.last?.stringValue ?? "it"): \(context.debugDescription)"
    @unknown default: "\(error)"
    }
  }
}
