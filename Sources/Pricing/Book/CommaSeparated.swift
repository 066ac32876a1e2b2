public import Vocabulary

/// A table of comma-separated values (RFC 4180) whose first line names the columns.
public struct CommaSeparated: Sendable {
    /// The columns' names.
    public let columns: [String]
    /// The rows with the number of the line each begins on, from 2.
    public let rows: [(line: Int, fields: [String])]

    /// Reads a table; lines may end with LF or CRLF, empty lines are skipped.
    ///
    /// - Throws: ``InvalidInput`` naming the line: a quote that does not end, another number of fields than columns, no header.
    public init(parsing text: String) throws(InvalidInput) {
        var scanner = FieldScanner(text)
        guard let header = try scanner.next(), !header.fields.allSatisfy(\.isEmpty) else {
            throw InvalidInput(field: "line 1", expected: "the names of the columns, separated by commas")
        }
        columns = header.fields.map { String($0.drop { $0 == "\u{FEFF}" }) }
        var rows: [(line: Int, fields: [String])] = []
        while let row = try scanner.next() {
            if row.fields == [""] { continue }
            guard row.fields.count == columns.count else {
                throw InvalidInput(
                    field: "line \(row.line)", expected: "\(columns.count) fields as in the header",
                    received: "\(row.fields.count)")
            }
            rows.append(row)
        }
        self.rows = rows
    }

    /// The value of a column in a row; `nil` where the column is missing or the field empty.
    public func value(_ column: String, in fields: [String]) -> String? {
        guard let index = columns.firstIndex(of: column), !fields[index].isEmpty else { return nil }
        return fields[index]
    }
}

/// Splits bytes into records and fields.
private struct FieldScanner {
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1

    init(_ text: String) { bytes = Array(text.utf8) }

    mutating func next() throws(InvalidInput) -> (line: Int, fields: [String])? {
        guard position < bytes.count else { return nil }
        let start = line
        var fields: [String] = []
        while true {
            fields.append(try field(of: start))
            guard position < bytes.count else { break }
            let byte = bytes[position]
            position += 1
            if byte == 0x2c { continue }
            if byte == 0x0d, position < bytes.count, bytes[position] == 0x0a { position += 1 }
            line += 1
            break
        }
        return (start, fields)
    }

    /// Up to a comma or the end of the line, which stays.
    private mutating func field(of start: Int) throws(InvalidInput) -> String {
        guard position < bytes.count, bytes[position] == 0x22 else {
            let end = bytes[position...].firstIndex { $0 == 0x2c || $0 == 0x0a || $0 == 0x0d } ?? bytes.count
            defer { position = end }
            return String(decoding: bytes[position..<end], as: UTF8.self)
        }
        var text: [UInt8] = []
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == 0x22 {
                guard position < bytes.count, bytes[position] == 0x22 else { return try closed(text, start) }
                position += 1
            }
            if byte == 0x0a { line += 1 }
            text.append(byte)
        }
        throw InvalidInput(field: "line \(start)", expected: "a quote at the end of a quoted field")
    }

    private func closed(_ text: [UInt8], _ start: Int) throws(InvalidInput) -> String {
        guard position == bytes.count || [0x2c, 0x0a, 0x0d].contains(bytes[position]) else {
            throw InvalidInput(field: "line \(start)", expected: "a comma after a quoted field")
        }
        return String(decoding: text, as: UTF8.self)
    }
}
