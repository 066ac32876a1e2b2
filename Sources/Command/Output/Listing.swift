import Foundation
import Wire

/// A column: its name, with the unit, and what each row has there.
struct Column<Row>: Sendable {
    let title: String
    let isRight: Bool
    /// Whether a table may shorten it.
    let isFlexible: Bool
    let cell: @Sendable (Row) -> Cell

    /// Text, on the left.
    static func text(
        _ title: String, isFlexible: Bool = false, _ cell: @escaping @Sendable (Row) -> Cell
    ) -> Column {
        Column(title: title, isRight: false, isFlexible: isFlexible, cell: cell)
    }

    /// Numbers, on the right.
    static func number(_ title: String, _ cell: @escaping @Sendable (Row) -> Cell) -> Column {
        Column(title: title, isRight: true, isFlexible: false, cell: cell)
    }
}

/// Rows and what is shown of them.
struct Listing<Row: Encodable & Sendable>: Sendable {
    let columns: [Column<Row>]
    let rows: [Row]

    /// The listing as text, with a line feed at its end.
    ///
    /// - Parameter width: Characters that a line of a table may have; `nil` for as many as it takes.
    /// - Throws: An error of encoding.
    func text(_ format: Format, width: Int? = nil) throws -> String {
        switch format {
        case .table: Self.table(columns, rows, width)
        case .csv: csv()
        case .json: try JSONText.of(rows)
        }
    }

    private func csv() -> String {
        let lines = [columns.map(\.title)] + rows.map { row in columns.map { $0.cell(row).plain } }
        return lines.map { $0.map(Self.quoted).joined(separator: ",") + "\r\n" }.joined()
    }

    /// RFC 4180, section 2: quotes around a field with a quote, a comma or a line break; quotes doubled.
    static func quoted(_ field: String) -> String {
        let isPlain = !field.unicodeScalars.contains { "\",\r\n".unicodeScalars.contains($0) }
        return isPlain ? field : "\"" + field.replacing("\"", with: "\"\"") + "\""
    }

    private static func table(_ columns: [Column<Row>], _ rows: [Row], _ width: Int?) -> String {
        let cells = rows.map { row in columns.map { $0.cell(row).display } }
        var widths = columns.indices.map { index in
            cells.reduce(columns[index].title.count) { max($0, $1[index].count) }
        }
        if let width { shrink(&widths, columns, to: width) }
        return ([columns.map(\.title)] + cells).map { line in
            let fields = line.indices.map { padded(line[$0], widths[$0], columns[$0].isRight) }
            var text = fields.joined(separator: "  ")
            while text.last == " " { text.removeLast() }
            return text + "\n"
        }.joined()
    }

    /// Takes from the widest flexible column until the line fits or none has more than 8 characters.
    private static func shrink(_ widths: inout [Int], _ columns: [Column<Row>], to width: Int) {
        var excess = widths.reduce(0, +) + 2 * (widths.count - 1) - width
        while excess > 0 {
            let widest = columns.indices.filter { columns[$0].isFlexible && widths[$0] > 8 }.max {
                widths[$0] < widths[$1]
            }
            guard let widest else { return }
            widths[widest] -= 1
            excess -= 1
        }
    }

    private static func padded(_ text: String, _ width: Int, _ isRight: Bool) -> String {
        if text.count > width { return String(text.prefix(width - 1)) + "…" }
        let space = String(repeating: " ", count: width - text.count)
        return isRight ? space + text : text + space
    }
}

/// Values of the API as JSON for people and scripts.
enum JSONText {
    static func of(_ value: some Encodable) throws -> String {
        let encoder = WireCoding.encoder()
        encoder.outputFormatting.insert(.prettyPrinted)
        return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
    }
}
