import Vocabulary

/// Text on its way into HTML and into scripts that stand in HTML.
enum HTMLText {
    /// Text as text, in an element or in a quoted attribute: nothing in it can become markup. Characters that would reorder or hide what
    /// stands around them are named, as the page's own `said` (`js/dom.js`) does: `[U+202E]`.
    static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case let scalar where isInvisible(scalar): result += "[U+\(hexadecimal(scalar))]"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }

    /// JSON in a `<script type="application/json">`: an end tag within a text must not end the script.
    static func json(_ value: JSONValue) -> String {
        String(decoding: value.canonicalData(), as: UTF8.self).replacing("<", with: "\\u003c")
    }

    /// A text as a JavaScript literal in single quotes.
    static func literal(_ text: String) -> String {
        let inside = text.replacing("\\", with: "\\\\").replacing("'", with: "\\'").replacing("\n", with: "\\n")
            .replacing("\r", with: "\\r").replacing("<", with: "\\x3c")
        return "'\(inside)'"
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...8, 0xb, 0xc, 0xe...0x1f, 0x7f...0x9f, 0x61c, 0x200b...0x200f, 0x202a...0x202e, 0x2060...0x2069, 0xfeff:
            true
        default: false
        }
    }

    private static func hexadecimal(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

extension Listing {
    /// The listing as an HTML table with caption and scopes.
    ///
    /// - Parameter link: Where the first cell of a row leads.
    func html(caption: String, link: (Row) -> String? = { _ in nil }) -> String {
        let head = columns.map { "<th scope=\"col\"\(Self.kind($0))>\(HTMLText.escaped($0.title))</th>" }
        let body = rows.map { row in
            let cells = columns.indices.map { Self.cell(columns[$0], row, isFirst: $0 == 0, link: link(row)) }
            return "<tr>" + cells.joined() + "</tr>\n"
        }
        return """
            <div class="scroll"><table class="plain"><caption>\(HTMLText.escaped(caption))</caption>
            <thead><tr>\(head.joined())</tr></thead>
            <tbody>
            \(body.joined())</tbody></table></div>

            """
    }

    private static func cell(_ column: Column<Row>, _ row: Row, isFirst: Bool, link: String?) -> String {
        let text = "<bdi>\(HTMLText.escaped(column.cell(row).display))</bdi>"
        guard isFirst else { return "<td\(kind(column))>\(text)</td>" }
        let inside = link.map { "<a href=\"\(HTMLText.escaped($0))\">\(text)</a>" } ?? text
        return "<th scope=\"row\"\(kind(column))>\(inside)</th>"
    }

    private static func kind(_ column: Column<Row>) -> String {
        if column.isRight { return " class=\"numeric\"" }
        return column.isFlexible ? " class=\"words\"" : ""
    }
}
