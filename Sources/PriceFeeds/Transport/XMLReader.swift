import FoundationEssentials
import Pricing

/// Reads a small document of elements and text, event by event, without building a tree.
///
/// Why not Foundation's XMLParser: it is libxml2 behind another module, one more library to install and keep safe on every machine, and it
/// knows document types and external entities, which no price needs. Here a document type is an error, the five predefined entities
/// and numbered characters are all there are, depth and text are bounded.
struct XMLReader {
    enum Event: Equatable {
        /// `<name …>`, without its prefix; attributes are skipped.
        case start(String)
        /// What is between tags.
        case text(String)
        /// `</name>`, or the end of `<name/>`.
        case end(String)
    }

    static let deepest = 32
    static let longestText = 16_384

    private let bytes: [UInt8]
    private var position = 0
    private var open: [String] = []
    private var pendingEnd: String?
    private var sawRoot = false

    init(_ data: Data) { bytes = [UInt8](data) }

    /// The next event; `nil` at the end of a whole document.
    mutating func next() throws(PriceFeedFailure) -> Event? {
        if let name = pendingEnd {
            pendingEnd = nil
            open.removeLast()
            return .end(name)
        }
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "<") {
                if let event = try tag() { return event }
            } else {
                let end = bytes[position...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
                let text = try decoded(bytes[position..<end])
                position = end
                if !open.isEmpty { return .text(text) }
                guard text.allSatisfy(\.isWhitespace) else { throw broken("text outside of the root element") }
            }
        }
        guard open.isEmpty, sawRoot else { throw broken("it ends in the middle") }
        return nil
    }

    /// An element's event; `nil` for what is skipped.
    private mutating func tag() throws(PriceFeedFailure) -> Event? {
        if starts(with: "<!--") {
            try skip(past: "-->")
            return nil
        }
        if starts(with: "<?") {
            try skip(past: "?>")
            return nil
        }
        if starts(with: "<![CDATA[") {
            let start = position + 9
            try skip(past: "]]>")
            return .text(String(decoding: bytes[start..<position - 3], as: UTF8.self))
        }
        if starts(with: "<!") { throw broken("it has a document type") }
        guard let close = closing() else { throw broken("it ends in a tag") }
        let inside = bytes[(position + 1)..<close]
        position = close + 1
        return try inside.first == UInt8(ascii: "/") ? end(inside.dropFirst()) : start(inside)
    }

    /// The `>` that ends the tag here, not one in an attribute's value.
    private func closing() -> Int? {
        var quote: UInt8?
        for index in position..<bytes.count {
            let byte = bytes[index]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: ">") {
                return index
            }
        }
        return nil
    }

    private mutating func start(_ inside: ArraySlice<UInt8>) throws(PriceFeedFailure) -> Event {
        let isEmpty = inside.last == UInt8(ascii: "/")
        let name = try name(isEmpty ? inside.dropLast() : inside)
        guard open.count < Self.deepest else { throw broken("it is deeper than \(Self.deepest) elements") }
        guard !open.isEmpty || !sawRoot else { throw broken("it has two roots") }
        sawRoot = true
        open.append(name)
        if isEmpty { pendingEnd = name }
        return .start(name)
    }

    private mutating func end(_ inside: ArraySlice<UInt8>) throws(PriceFeedFailure) -> Event {
        let name = try name(inside)
        guard open.popLast() == name else { throw broken("</\(name)> ends another element") }
        return .end(name)
    }

    private func name(_ inside: ArraySlice<UInt8>) throws(PriceFeedFailure) -> String {
        let whole = inside.prefix { $0 > 0x20 }
        let name = String(decoding: whole, as: UTF8.self)
        guard !name.isEmpty, name.isPlainName else { throw broken("a tag has no name") }
        return name.split(separator: ":").last.map(String.init) ?? name
    }

    private func decoded(_ raw: ArraySlice<UInt8>) throws(PriceFeedFailure) -> String {
        guard raw.count <= Self.longestText else { throw broken("a text has more than \(Self.longestText) bytes") }
        let text = String(decoding: raw, as: UTF8.self)
        guard text.contains("&") else { return text }
        var result = ""
        for (number, part) in text.split(separator: "&", omittingEmptySubsequences: false).enumerated() {
            if number == 0 {
                result += part
                continue
            }
            guard let semicolon = part.firstIndex(of: ";"), let character = Self.character(part[..<semicolon]) else {
                throw broken("an unknown entity")
            }
            result += character + part[part.index(after: semicolon)...]
        }
        return result
    }

    private static func character(_ entity: Substring) -> String? {
        switch entity {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            let value =
                entity.hasPrefix("#x")
                ? UInt32(entity.dropFirst(2), radix: 16) : entity.hasPrefix("#") ? UInt32(entity.dropFirst()) : nil
            return value.flatMap(Unicode.Scalar.init).map(String.init)
        }
    }

    private func starts(with text: StaticString) -> Bool { bytes[position...].starts(with: text.description.utf8) }

    private mutating func skip(past text: StaticString) throws(PriceFeedFailure) {
        guard let end = bytes[position...].firstRange(of: Array(text.description.utf8)) else {
            throw broken("it ends in the middle")
        }
        position = end.upperBound
    }

    private func broken(_ reason: String) -> PriceFeedFailure { .notUnderstood(reason: "the XML is broken: \(reason)") }
}

extension String {
    fileprivate var isPlainName: Bool {
        utf8.allSatisfy { byte in
            (0x30...0x3a).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                || byte == 0x2d || byte == 0x2e || byte == 0x5f
        }
    }
}
