extension RegistryRecord {
  /// The record as one page of HTML, whole in itself: no scripts, and nothing from a network.
  ///
  /// - Parameter related: trials like it, for a section of their own.
  /// - Returns: the page.
  public func page(related: [RelatedRecord] = []) -> String {
    let sections = sections(related: related)
    let official = text("identificationModule.officialTitle").flatMap {
      $0 == briefTitle ? nil : "<p class=\"official\">\(escaped($0))</p>"
    }
    let badges = [
      (RegistryWords.words(text("statusModule.overallStatus")), "status"),
      (RegistryWords.words(text("designModule.studyType")), ""),
      (
        joined(texts("designModule.phases").map { RegistryWords.words($0) ?? $0 }).map {
          $0 == "Not applicable" ? "Phase not applicable" : $0
        }, ""
      ),
      (text("designModule.enrollmentInfo.count").map { "\($0) participants" }, ""),
      (hasResults ? "Results posted" : "Results pending", ""),
    ].compactMap { text, kind in text.map { "<span class=\"badge \(kind)\">\(escaped($0))</span>" }
    }
    let contents = sections.enumerated().map { number, section in
      "<li><a href=\"#s\(number)\">\(escaped(section.title))</a></li>"
    }
    let bodies = sections.enumerated().map { number, section in
      "<section id=\"s\(number)\"><h2>\(escaped(section.title))</h2>"
        + html(of: section.blocks) + "</section>"
    }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(escaped(nctID)) \(escaped(briefTitle))</title>
      <style>\(Self.style)</style>
      </head>
      <body>
      <header>
      <p class="id">\(escaped(nctID))</p>
      <h1>\(escaped(briefTitle))</h1>
      \(official ?? "")
      <p>\(badges.joined(separator: " "))</p>
      </header>
      <main>
      <nav><ol>\(contents.joined())</ol></nav>
      <div>\(bodies.joined(separator: "\n"))</div>
      </main>
      <footer>The registry record of \(escaped(nctID)), last updated \
      \(escaped(text("statusModule.lastUpdatePostDateStruct.date") ?? "at an unknown date")). \
      Source: ClinicalTrials.gov, which does not endorse this page. Shown by Herald, research \
      software that does not diagnose.</footer>
      </body>
      </html>

      """
  }

  private func html(of blocks: [RecordSection.Block]) -> String {
    var html = ""
    var facts = ""
    for block in blocks {
      if case .fact(let name, let value) = block {
        facts += "<dt>\(escaped(name))</dt><dd>\(linked(name, value))</dd>"
        continue
      }
      if !facts.isEmpty { html += "<dl>\(facts)</dl>" }
      facts = ""
      switch block {
      case .fact: break
      case .text(let text): html += self.html(ofMarked: text)
      case .items(let items):
        html += "<ul class=\"items\">" + items.map { "<li>\(escaped($0))</li>" }.joined() + "</ul>"
      case .part(let title, let blocks):
        // A citation is too long for a heading's weight.
        let head = title.count > 120 ? "<p>\(escaped(title))</p>" : "<h3>\(escaped(title))</h3>"
        html += "<div class=\"part\">\(head)\(self.html(of: blocks))</div>"
      case .table(let head, let rows): html += table(head, rows)
      }
    }
    return facts.isEmpty ? html : html + "<dl>\(facts)</dl>"
  }

  private func table(_ head: [String], _ rows: [[String]]) -> String {
    // A column without a word is left out.
    let shown = head.indices.filter { column in
      rows.contains { $0.indices.contains(column) && !$0[column].isEmpty }
    }
    let titles = shown.map { "<th>\(escaped(head[$0]))</th>" }.joined()
    let lines = rows.map { row in
      "<tr>" + shown.map { "<td>\(row.indices.contains($0) ? escaped(row[$0]) : "")</td>" }.joined()
        + "</tr>"
    }
    return "<div class=\"wide\"><table><thead><tr>\(titles)</tr></thead><tbody>\(lines.joined())"
      + "</tbody></table></div>"
  }

  private func html(ofMarked text: String) -> String {
    let pieces = RecordMarkup.pieces(text)
    return pieces.enumerated().map { index, piece in
      switch piece {
      case .paragraph(let text):
        // "Inclusion Criteria:" before a list is the list's heading.
        if text.hasSuffix(":"), text.count < 60, index + 1 < pieces.count,
          case .item = pieces[index + 1]
        {
          "<h3>\(escaped(text))</h3>"
        } else {
          "<p>\(escaped(text))</p>"
        }
      case .item(let depth, let mark, let text):
        "<p class=\"item\" style=\"margin-left:\(2 * depth + 2)em\">"
          + "<span>\(escaped(mark))</span>\(escaped(text))</p>"
      }
    }.joined()
  }

  /// Text with a link where it is a web address, a trial of the registry or an article of PubMed.
  private func linked(_ name: String, _ text: String) -> String {
    let isPlain = text.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
    }
    if name == "PMID", isPlain {
      return "<a href=\"https://pubmed.ncbi.nlm.nih.gov/\(text)/\" rel=\"noreferrer\">\(text)</a>"
    }
    if name == "Trial", isPlain, text.hasPrefix("NCT") {
      return "<a href=\"https://clinicaltrials.gov/study/\(text)\" rel=\"noreferrer\">\(text)</a>"
    }
    guard text.hasPrefix("https://") || text.hasPrefix("http://"), !text.contains(" ") else {
      return escaped(text)
    }
    return "<a href=\"\(escaped(text))\" rel=\"noreferrer\">\(escaped(text))</a>"
  }

  private func escaped(_ text: String) -> String { XMLText.escaped(text) }

  private static let style = """
    :root{--ink:#1c2430;--soft:#5a6675;--line:#dfe4ea;--accent:#0b5c8a;--paper:#fff;--ground:#f5f7f9;--on:#fff}
    @media(prefers-color-scheme:dark){:root{--ink:#e4e9ef;--soft:#9aa7b6;--line:#2c3642;--accent:#6db7e6;--paper:#171d25;--ground:#10151b;--on:#10151b}}
    *{box-sizing:border-box}
    body{margin:0;color:var(--ink);background:var(--ground);font:16px/1.55 system-ui,"DejaVu Sans",sans-serif}
    header{background:var(--paper);border-bottom:1px solid var(--line);padding:2rem max(1.5rem,calc((100% - 69rem)/2)) 1.2rem}
    h1{font-size:1.75rem;line-height:1.25;margin:.1rem 0 .4rem}
    .id{color:var(--accent);font-weight:600;letter-spacing:.04em;margin:0}
    .official{color:var(--soft);margin:.2rem 0 .8rem;max-width:60rem}
    .badge{display:inline-block;padding:.12rem .7rem;margin:.15rem .2rem .15rem 0;border:1px solid var(--line);border-radius:1rem;font-size:.86rem;background:var(--ground)}
    .badge.status{background:var(--accent);border-color:var(--accent);color:var(--on)}
    a{color:var(--accent)}
    main{display:grid;grid-template-columns:15rem minmax(0,1fr);gap:2rem;max-width:72rem;margin:0 auto;padding:1.5rem}
    nav ol{list-style:none;margin:0;padding:0;position:sticky;top:1rem;font-size:.9rem}
    nav a{display:block;padding:.2rem .6rem;color:var(--soft);text-decoration:none;border-left:3px solid var(--line)}
    nav a:hover{color:var(--accent);border-color:var(--accent)}
    section{background:var(--paper);border:1px solid var(--line);border-radius:8px;padding:1.1rem 1.5rem 1.3rem;margin-bottom:1.1rem}
    h2{font-size:1.15rem;margin:0 0 .7rem;color:var(--accent)}
    h3{font-size:1rem;margin:0 0 .35rem}p+h3,.item+h3{margin-top:1rem}.item+dl{margin-top:1rem;border-top:1px solid var(--line);padding-top:.8rem}
    p{margin:.45rem 0;max-width:48rem}
    .item{position:relative}.item span{position:absolute;left:-1.9em;width:1.5em;text-align:right;color:var(--soft)}
    dl{display:grid;grid-template-columns:minmax(9rem,14rem) 1fr;gap:.3rem 1.2rem;margin:.3rem 0}
    dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
    .items{list-style:none;margin:0;padding:0}.items li{display:inline-block;background:var(--ground);border:1px solid var(--line);border-radius:6px;padding:.1rem .6rem;margin:.15rem .35rem .15rem 0}
    .part{border-top:1px solid var(--line);padding-top:.8rem;margin-top:.8rem}.part:first-of-type{border-top:0;padding-top:0;margin-top:0}
    .wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.93rem}
    th{text-align:left;color:var(--soft);font-weight:600;border-bottom:2px solid var(--line)}
    th,td{padding:.35rem .8rem .35rem 0;vertical-align:top}td{border-bottom:1px solid var(--line)}
    footer{max-width:72rem;margin:0 auto;padding:0 1.5rem 2rem;color:var(--soft);font-size:.85rem}
    @media(max-width:50rem){main{grid-template-columns:1fr}nav{display:none}dl{grid-template-columns:1fr}dt{margin-top:.4rem}}
    @media print{nav{display:none}main{display:block;padding:0}section{border:0;padding:0;break-inside:avoid-page}body{background:#fff}}
    """
}
