/// What a record is about: its words, each with a weight by the field that it stands in.
///
/// Letters are made small, a plural loses its ending, and a radionuclide is one word however it is
/// written: "Ga-68", "68 Ga" and "[68Ga]Ga-" are `68ga`.
struct RecordTerms {
  /// The words with their weights: 3 for a title, 2 for conditions, keywords and interventions, 1 for
  /// the brief summary, added up over the fields that hold the word.
  let weights: [String: Double]

  init(of record: RegistryRecord) {
    var weights: [String: Double] = [:]
    for field in Self.fields(of: record) {
      for word in Set(field.texts.flatMap(Self.words)) { weights[word, default: 0] += field.weight }
    }
    self.weights = weights
  }

  private static func fields(of record: RegistryRecord) -> [(weight: Double, texts: [String])] {
    let interventions = record.each("armsInterventionsModule.interventions") { intervention in
      [intervention["name"]?.text ?? ""]
        + (intervention["otherNames"]?.elements ?? []).compactMap(\.text)
    }
    return [
      (3, [record.briefTitle, record.text("identificationModule.officialTitle") ?? ""]),
      (2, record.texts("conditionsModule.conditions") + record.texts("conditionsModule.keywords")),
      (2, interventions.flatMap { $0 }),
      (1, [record.text("descriptionModule.briefSummary") ?? ""]),
    ]
  }

  /// How a record spells its words: "HER2" and "PET" keep their letters, "Targeting" becomes small.
  static func spellings(of record: RegistryRecord) -> [String: String] {
    var spellings = nuclideSpellings
    for text in fields(of: record).flatMap(\.texts) {
      for token in text.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
        let isName = token.dropFirst().contains { $0.isUppercase || $0.isNumber }
        guard let word = words(String(token)).first, spellings[word] == nil else { continue }
        spellings[word] = isName ? String(token) : token.lowercased()
      }
    }
    return spellings
  }

  /// The words of a text.
  static func words(_ text: String) -> [String] {
    var words: [String] = []
    for token in tokens(text) {
      if let last = words.last, hasDigit(last) != hasDigit(token) {
        if let nuclide = nuclides["\(last) \(token)"] ?? nuclides["\(token) \(last)"] {
          words[words.count - 1] = nuclide
          continue
        }
        // The element again, as in [68Ga]Ga-NOTA.
        if nuclides["\(token) \(last.prefix { $0.isNumber })"] == last { continue }
      }
      if token == "tomography", words.suffix(2) == ["positron", "emission"] {
        words.replaceSubrange(words.count - 2..<words.count, with: ["pet"])
      } else if token.hasPrefix("immunopet") {
        words += ["immuno", "pet"]
      } else {
        words.append(singular(token))
      }
    }
    return words.filter { $0.utf8.count > 1 }
  }

  private static func hasDigit(_ word: String) -> Bool {
    word.utf8.first.map { (0x30...0x39).contains($0) } ?? false
  }

  /// The runs of letters and digits of a text, made small.
  private static func tokens(_ text: String) -> [String] {
    var tokens: [String] = []
    var token = String.UnicodeScalarView()
    for scalar in text.lowercased().unicodeScalars {
      if isPartOfWord(scalar) {
        token.append(scalar)
      } else if !token.isEmpty {
        tokens.append(String(token))
        token.removeAll(keepingCapacity: true)
      }
    }
    return token.isEmpty ? tokens : tokens + [String(token)]
  }

  private static func isPartOfWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "0"..."9": true
    case "\u{0}"..."\u{7F}": false
    default: scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }
  }

  private static func singular(_ token: String) -> String {
    guard token.utf8.count > 3, token.hasSuffix("s"), !token.hasSuffix("ss") else { return token }
    return token.hasSuffix("ies") ? token.dropLast(3) + "y" : String(token.dropLast())
  }

  /// The radionuclides as people write them: "68Ga".
  private static let nuclideSpellings: [String: String] = Dictionary(
    uniqueKeysWithValues: nuclides.map { pair, word in
      let element = pair.prefix { $0.isLetter }
      return (
        word, word.dropLast(element.count) + element.prefix(1).uppercased() + element.dropFirst()
      )
    }
  )

  /// Radionuclides of nuclear medicine: element and mass number to one word.
  private static let nuclides: [String: String] = {
    let known = [
      "f 18", "ga 67", "ga 68", "cu 61", "cu 64", "cu 67", "zr 89", "tc 99m", "lu 177", "in 111",
      "i 123", "i 124", "i 125", "i 131", "y 90", "ac 225", "c 11", "n 13", "o 15", "rb 82",
      "ra 223",
      "tb 161", "sc 44", "at 211", "bi 213", "pb 212",
    ]
    return Dictionary(
      uniqueKeysWithValues: known.map { pair in
        let parts = pair.split(separator: " ")
        return (pair, "\(parts[1])\(parts[0])")
      }
    )
  }()
}
