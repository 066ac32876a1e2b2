/// A source file, with and without what is not code.
struct SourceText {
    let lines: [Substring]

    init(_ text: String) { lines = text.split(separator: "\n", omittingEmptySubsequences: false) }

    /// The text without line comments and without the contents of one-line string literals.
    var code: String { lines.map(Self.code(of:)).joined(separator: "\n") }

    /// The part of a line that is code.
    static func code(of line: Substring) -> String {
        var code = ""
        var isText = false
        var escaped = false
        var previous: Character = "\n"
        for character in line {
            if isText {
                if character == "\"", !escaped { isText = false }
                escaped = character == "\\" && !escaped
                continue
            }
            if character == "/", previous == "/" { return String(code.dropLast()) }
            if character == "\"" { isText = true }
            code.append(character)
            previous = character
        }
        return code
    }
}
