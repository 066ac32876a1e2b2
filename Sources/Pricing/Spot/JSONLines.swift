public import FoundationEssentials

/// On which line of a JSON text something is, to complain about it.
public struct JSONLines {
    private enum Step: Hashable {
        case name(String)
        case index(Int)
    }

    private struct NotJSON: Error {}

    /// Deeper nesting than any trace has is taken for a mistake, before the stack ends.
    private static let deepest = 200

    private let bytes: [UInt8]
    private let target: [Step]
    private var place = 0
    /// The steps of the target that were found, and the line of the value there.
    private var found: (depth: Int, line: Int) = (-1, 1)

    /// The line, from 1, of what a complaint is about.
    ///
    /// - Parameters:
    ///   - field: A path as `metadata.gap_seconds` or `data[7]`; empty for the whole text.
    ///   - data: The text.
    /// - Returns: Where the text stops being JSON; else where the value at the path begins; else where the one that lacks it begins.
    public static func line(of field: String, in data: Data) -> Int {
        var lines = JSONLines(bytes: [UInt8](data), target: steps(field))
        do throws(NotJSON) {
            lines.skipSpace()
            try lines.value(depth: 0, matched: 0)
            lines.skipSpace()
            guard lines.place == lines.bytes.count else { throw NotJSON() }
            return lines.found.line
        } catch {
            return lines.lineHere
        }
    }

    private init(bytes: [UInt8], target: [Step]) {
        self.bytes = bytes
        self.target = target
    }

    private static func steps(_ field: String) -> [Step] {
        field.split(whereSeparator: { $0 == "." || $0 == "[" }).map { part in
            if part.hasSuffix("]"), let index = Int(part.dropLast()) { return .index(index) }
            return .name(String(part))
        }
    }

    private var lineHere: Int { 1 + bytes[..<min(place, bytes.count)].count { $0 == 0x0a } }
    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skipSpace() {
        while let byte = next, [0x20, 0x09, 0x0a, 0x0d].contains(byte) { place += 1 }
    }

    private mutating func expect(_ byte: UInt8) throws(NotJSON) {
        guard next == byte else { throw NotJSON() }
        place += 1
    }

    /// A value; `matched` steps of the target led here, −1 when other ones did.
    private mutating func value(depth: Int, matched: Int) throws(NotJSON) {
        guard depth < Self.deepest, let byte = next else { throw NotJSON() }
        if matched > found.depth { found = (matched, lineHere) }
        switch byte {
        case UInt8(ascii: "{"): try object(depth, matched)
        case UInt8(ascii: "["): try array(depth, matched)
        case UInt8(ascii: "\""): _ = try string()
        default: try scalar()
        }
    }

    private func follow(_ matched: Int, _ step: Step) -> Int {
        matched >= 0 && matched < target.count && target[matched] == step ? matched + 1 : -1
    }

    private mutating func object(_ depth: Int, _ matched: Int) throws(NotJSON) {
        place += 1
        skipSpace()
        if next == UInt8(ascii: "}") {
            place += 1
            return
        }
        while true {
            let name = try string()
            skipSpace()
            try expect(UInt8(ascii: ":"))
            skipSpace()
            try value(depth: depth + 1, matched: follow(matched, .name(name)))
            if try isEnd(UInt8(ascii: "}")) { return }
        }
    }

    private mutating func array(_ depth: Int, _ matched: Int) throws(NotJSON) {
        place += 1
        skipSpace()
        if next == UInt8(ascii: "]") {
            place += 1
            return
        }
        var index = 0
        while true {
            try value(depth: depth + 1, matched: follow(matched, .index(index)))
            index += 1
            if try isEnd(UInt8(ascii: "]")) { return }
        }
    }

    /// After a member: the end, or a comma and more.
    private mutating func isEnd(_ end: UInt8) throws(NotJSON) -> Bool {
        skipSpace()
        if next == end {
            place += 1
            return true
        }
        try expect(UInt8(ascii: ","))
        skipSpace()
        return false
    }

    /// A string with its escapes as they stand; names of traces have none.
    private mutating func string() throws(NotJSON) -> String {
        try expect(UInt8(ascii: "\""))
        let start = place
        while let byte = next, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw NotJSON() }
            place += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        let text = String(decoding: bytes[min(start, bytes.count)..<min(place, bytes.count)], as: UTF8.self)
        try expect(UInt8(ascii: "\""))
        return text
    }

    /// A number, `true`, `false` or `null`; what JSON knows no more of, as `NaN`, is an error where it begins.
    private mutating func scalar() throws(NotJSON) {
        let start = place
        while let byte = next, !" \t\r\n,]}".utf8.contains(byte) { place += 1 }
        let text = bytes[start..<place]
        guard Self.words.contains(where: { text.elementsEqual($0.utf8) }) || Self.isNumber(text) else {
            place = start
            throw NotJSON()
        }
    }

    private static let words = ["true", "false", "null"]

    /// RFC 8259, section 6.
    private static func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
        var rest = text
        func digits() -> Int {
            let count = rest.prefix { (0x30...0x39).contains($0) }.count
            rest = rest.dropFirst(count)
            return count
        }
        func takes(_ bytes: String) -> Bool {
            guard let byte = rest.first, bytes.utf8.contains(byte) else { return false }
            rest = rest.dropFirst()
            return true
        }
        _ = takes("-")
        let isZero = rest.first == 0x30
        let whole = digits()
        guard whole > 0, !isZero || whole == 1 else { return false }
        if takes("."), digits() == 0 { return false }
        if takes("eE") {
            _ = takes("+-")
            if digits() == 0 { return false }
        }
        return rest.isEmpty
    }
}
