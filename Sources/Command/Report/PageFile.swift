import Foundation

/// One HTML file of the page, taken apart.
struct PageFile {
    /// Its name, as `index.html`.
    let name: String
    /// What stands in its title.
    let title: String
    /// Its stylesheets, as `styles.css`.
    let styles: [String]
    /// The modules that it starts with, as `js/overview.js`.
    let entries: [String]
    /// What stands between its body's tags.
    let body: String
    private let head: String

    /// Takes a file apart; `nil` for one that is not built as the page's are.
    init?(name: String, text: String) {
        guard let head = text.firstMatch(of: /<head>(.*?)<\/head>/.dotMatchesNewlines()),
            let body = text.firstMatch(of: /<body>(.*)<\/body>/.dotMatchesNewlines()),
            let title = text.firstMatch(of: /<title>([^<]*)<\/title>/)
        else { return nil }
        self.name = name
        self.title = String(title.1)
        self.head = String(head.1)
        self.body = String(body.1)
        styles = text.matches(of: /<link rel="stylesheet" href="\/([^"]+)">/).map { String($0.1) }
        entries = text.matches(of: /<script type="module" src="\/([^"]+)">/).map { String($0.1) }
    }

    /// The whole file with another policy, other links, a note, what stands there without scripts, and scripts at its end.
    func text(policy: String, note: String, instead: String, scripts: String, address: (String) -> String?) -> String {
        let plain = head.replacing(/\n[^\n]*<script type="module"[^\n]*/, with: "")
        let headText = plain.replacing(
            "<meta charset=\"utf-8\">",
            with: "<meta charset=\"utf-8\">\n  <meta http-equiv=\"Content-Security-Policy\" content=\"\(policy)\">")
        let sheet = "  <noscript><link rel=\"stylesheet\" href=\"/\(Site.plainStyle)\"></noscript>\n"
        let page = Self.relinked(
            "<head>\(headText)\(sheet)</head>\n<body>\(content(note: note, instead: instead))", address)
        return "<!doctype html>\n<html lang=\"en\" data-report>\n\(page)\(scripts)\n</body>\n</html>\n"
    }

    /// The body with a note after its beginning, and with what stands there without scripts.
    func content(note: String, instead: String) -> String {
        var result = body.replacing(
            /\s*<noscript>.*?<\/noscript>/.dotMatchesNewlines(), with: "")
        let lead = result.firstMatch(of: /<main[^>]*>\s*<div class="lead">.*?<\/div>/.dotMatchesNewlines())
        if let place = lead?.range ?? result.firstMatch(of: /<main[^>]*>/)?.range {
            result.insert(contentsOf: "\n    \(note)\n    <noscript>\(instead)</noscript>", at: place.upperBound)
        }
        return result
    }

    /// Links and files from the root, changed to what `address` says; a link to what it does not know goes.
    private static func relinked(_ text: String, _ address: (String) -> String?) -> String {
        let links = /<a([^>]*) href="\/([^"]*)"([^>]*)>(.*?)<\/a>/.dotMatchesNewlines()
        let linked = text.replacing(links) { match in
            address(String(match.2)).map { "<a\(match.1) href=\"\($0)\"\(match.3)>\(match.4)</a>" } ?? ""
        }
        return linked.replacing(#/ (src|href)="/([^"]*)"/#) { match in
            " \(match.1)=\"\(address(String(match.2)) ?? String(match.2))\""
        }
    }
}
