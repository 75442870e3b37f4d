import Yams

extension FieldReader {
  /// A value of one of Herald's own file forms that a node holds, such as a tracer's profile.
  ///
  /// What can't be decoded, and every key that has no meaning there, is a fault.
  func decoded<Value: Codable>(_ node: Node, _ key: String, as type: Value.Type) -> Value? {
    let value: Value
    do {
      value = try YAMLDecoder().decode(type, from: node)
    } catch let error as DecodingError {
      note(error, of: node, key)
      return nil
    } catch {
      wrong(node, key, "\(error)")
      return nil
    }
    do {
      let meaning = try Yams.compose(yaml: YAMLEncoder().encode(value))
      refuseKeys(of: node, without: meaning, path(to: key))
    } catch {
      wrong(node, key, "\(error)")
      return nil
    }
    return value
  }

  private func note(_ error: DecodingError, of node: Node, _ key: String) {
    let (context, expected): (DecodingError.Context, String) =
      switch error {
      case .typeMismatch(let type, let context): (context, Self.words(for: type))
      case .valueNotFound(let type, let context): (context, Self.words(for: type))
      case .keyNotFound(let missing, let context): (context, "the key '\(missing.stringValue)'")
      case .dataCorrupted(let context): (context, context.debugDescription)
      @unknown default: (.init(codingPath: [], debugDescription: ""), "\(error)")
      }
    var place = node
    var path = path(to: key)
    for step in context.codingPath {
      if let index = step.intValue, let sequence = place.sequence, sequence.indices.contains(index)
      {
        place = sequence[index]
        path += "[\(index + 1)]"
      } else if let next = place.mapping?[step.stringValue] {
        place = next
        path += ".\(step.stringValue)"
      }
    }
    log.fault(place, path, found: Self.kind(of: place), expected: expected)
  }

  private static func words(for type: any Any.Type) -> String {
    switch type {
    case is Double.Type: "a number"
    case is Int.Type: "a whole number"
    case is String.Type: "a text"
    case is Bool.Type: "true or false"
    default: "\(type)".hasPrefix("Array") ? "a list" : "keys with values"
    }
  }

  private func refuseKeys(of node: Node, without meaning: Node?, _ path: String) {
    if let mapping = node.mapping, let known = meaning?.mapping {
      for (key, value) in mapping {
        let name = key.scalar?.string ?? ""
        guard !ProtocolDocument.isPutAside(name) else { continue }
        if let other = known[name] {
          refuseKeys(of: value, without: other, "\(path).\(name)")
        } else {
          log.fault(
            key,
            path,
            found: "the key '\(name)'",
            expected: "only keys that have a meaning here"
          )
        }
      }
    } else if let sequence = node.sequence, let known = meaning?.sequence {
      for (number, (entry, other)) in zip(sequence, known).enumerated() {
        refuseKeys(of: entry, without: other, "\(path)[\(number + 1)]")
      }
    }
  }
}
