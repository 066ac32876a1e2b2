/// Finds `:name` in SQL text and rewrites it to `$n`.
///
/// Lexical rules: PostgreSQL 15 documentation, chapter 4.1 (nested block comments, `E''` escapes, dollar quotes). Plain
/// strings are read with `standard_conforming_strings` on, the server's default since 9.1.
enum NamedParameters {
    static func rewrite(_ sql: String) -> (sql: String, names: [String]) {
        var scanner = Scanner(source: Array(sql.utf8))
        scanner.run()
        return (String(decoding: scanner.output, as: UTF8.self), scanner.names)
    }

    private struct Scanner {
        let source: [UInt8]
        var position = 0
        var output: [UInt8] = []
        var names: [String] = []

        init(source: [UInt8]) {
            self.source = source
            output.reserveCapacity(source.count)
        }

        func byte(at index: Int) -> UInt8? { index >= 0 && index < source.count ? source[index] : nil }

        mutating func copy(to end: Int) {
            let end = min(end, source.count)
            output.append(contentsOf: source[position..<end])
            position = end
        }

        mutating func run() {
            while let current = byte(at: position) {
                switch current {
                case UInt8(ascii: "'"): copy(to: endOfQuote(UInt8(ascii: "'"), escapes: startsEscapeString))
                case UInt8(ascii: "\""): copy(to: endOfQuote(UInt8(ascii: "\""), escapes: false))
                case UInt8(ascii: "$"): copy(to: endOfDollarQuote() ?? position + 1)
                case UInt8(ascii: "-") where byte(at: position + 1) == UInt8(ascii: "-"): copy(to: endOfLine())
                case UInt8(ascii: "/") where byte(at: position + 1) == UInt8(ascii: "*"): copy(to: endOfBlockComment())
                case UInt8(ascii: ":"): colon()
                default: copy(to: position + 1)
                }
            }
        }

        /// `E'…'` or `e'…'`, where the E is a word of its own.
        var startsEscapeString: Bool {
            guard let letter = byte(at: position - 1), letter | 0x20 == UInt8(ascii: "e") else { return false }
            return byte(at: position - 2).map { !Self.continuesName($0) } ?? true
        }

        func endOfQuote(_ quote: UInt8, escapes: Bool) -> Int {
            var index = position + 1
            while let current = byte(at: index) {
                if escapes, current == UInt8(ascii: "\\") {
                    index += 2
                } else if current == quote {
                    guard byte(at: index + 1) == quote else { return index + 1 }
                    index += 2
                } else {
                    index += 1
                }
            }
            return source.count
        }

        /// The end of `$tag$…$tag$`, or nil where the dollar sign starts none.
        func endOfDollarQuote() -> Int? {
            if let before = byte(at: position - 1), Self.continuesName(before) { return nil }
            var index = position + 1
            if let first = byte(at: index), first != UInt8(ascii: "$"), !Self.startsName(first) { return nil }
            while let current = byte(at: index), current != UInt8(ascii: "$") {
                guard Self.continuesTag(current) else { return nil }
                index += 1
            }
            guard byte(at: index) == UInt8(ascii: "$") else { return nil }
            let tag = source[position...index]
            var end = index + 1
            while end + tag.count <= source.count {
                if source[end] == UInt8(ascii: "$"), source[end..<(end + tag.count)] == tag { return end + tag.count }
                end += 1
            }
            return source.count
        }

        func endOfLine() -> Int {
            source[position...].firstIndex(of: UInt8(ascii: "\n")) ?? source.count
        }

        func endOfBlockComment() -> Int {
            var depth = 0
            var index = position
            while index < source.count {
                let next = byte(at: index + 1)
                if source[index] == UInt8(ascii: "/"), next == UInt8(ascii: "*") {
                    depth += 1
                    index += 2
                } else if source[index] == UInt8(ascii: "*"), next == UInt8(ascii: "/") {
                    depth -= 1
                    index += 2
                    if depth == 0 { return index }
                } else {
                    index += 1
                }
            }
            return source.count
        }

        mutating func colon() {
            let next = byte(at: position + 1)
            if next == UInt8(ascii: ":") || next == UInt8(ascii: "=") { return copy(to: position + 2) }
            guard let next, Self.startsName(next) else { return copy(to: position + 1) }
            var end = position + 1
            while let current = byte(at: end), Self.continuesName(current) { end += 1 }
            let name = String(decoding: source[(position + 1)..<end], as: UTF8.self)
            let number: Int
            if let known = names.firstIndex(of: name) {
                number = known + 1
            } else {
                names.append(name)
                number = names.count
            }
            output.append(contentsOf: "$\(number)".utf8)
            position = end
        }

        static func startsName(_ byte: UInt8) -> Bool {
            byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        }

        static func continuesName(_ byte: UInt8) -> Bool {
            startsName(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }

        /// Tags, like identifiers, may hold any letter outside ASCII.
        static func continuesTag(_ byte: UInt8) -> Bool { continuesName(byte) || byte >= 0x80 }
    }
}
