/// One SQL statement with `:name` parameters, rewritten once to the `$1…$n` that the server understands.
///
/// A name that occurs twice is one parameter. Quoted strings, quoted identifiers, dollar quotes, comments, `::` casts,
/// `:=` and array slices with digits (`a[1:2]`) are left alone. An unterminated quote runs to the end of the text; the
/// server then reports the syntax error.
///
/// With a ``name`` it is prepared once per session, on first use; without one it is parsed on every execution. Names
/// should therefore come from a bounded set (the stems of SQL files). Two statements may share a name: what counts is
/// name and text together.
public struct Statement: Hashable, Sendable {
    /// The stable name, used for the prepared statement and in errors; empty: not prepared.
    public let name: String
    /// The text with `$1…$n`.
    public let sql: String
    /// The name of `$1`, `$2`, …
    public let parameterNames: [String]

    /// Rewrites `sql`. - Parameters: name: stable and from a bounded set, or empty. sql: one statement.
    public init(_ name: String = "", sql: String) {
        let rewritten = NamedParameters.rewrite(sql)
        self.name = name
        self.sql = rewritten.sql
        self.parameterNames = rewritten.names
    }
}

extension Statement {
    /// The name and the length tell statements apart well enough, and cost less than kilobytes of text on every execution.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(sql.utf8.count)
    }
}

extension Statement: ExpressibleByStringLiteral {
    /// A statement without a name: parsed by the server on every execution.
    public init(stringLiteral value: String) { self.init(sql: value) }
}
