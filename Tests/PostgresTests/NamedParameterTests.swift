import Testing

@testable import Postgres

@Suite("Named parameters")
struct NamedParameterTests {
    @Test(
        "names become numbers; quotes, comments, casts and assignments are left alone",
        arguments: [
            ("SELECT :a, :b, :a", "SELECT $1, $2, $1", ["a", "b"]),
            ("SELECT :ids::bigint[]", "SELECT $1::bigint[]", ["ids"]),
            ("SELECT f(x := :x, y => :y_2)", "SELECT f(x := $1, y => $2)", ["x", "y_2"]),
            ("SELECT ':a', \":a\", 'it''s :a' || :b", "SELECT ':a', \":a\", 'it''s :a' || $1", ["b"]),
            ("SELECT E'\\':a' || :b", "SELECT E'\\':a' || $1", ["b"]),
            ("SELECT '\\' || :b", "SELECT '\\' || $1", ["b"]),
            ("SELECT tablE'x' , :b", "SELECT tablE'x' , $1", ["b"]),
            ("SELECT $$:a$$, $t$ :a $$ $t$, :b", "SELECT $$:a$$, $t$ :a $$ $t$, $1", ["b"]),
            ("SELECT a$b$ || :c || $b$", "SELECT a$b$ || $1 || $b$", ["c"]),
            ("SELECT 1 -- :a\n, :b", "SELECT 1 -- :a\n, $1", ["b"]),
            ("SELECT /* :a /* :a */ :a */ :b", "SELECT /* :a /* :a */ :a */ $1", ["b"]),
            ("SELECT x[1:2], :n", "SELECT x[1:2], $1", ["n"]),
            ("SELECT ':a", "SELECT ':a", []),
            ("SELECT $x$ :a", "SELECT $x$ :a", []),
            ("SELECT /* :a", "SELECT /* :a", []),
            ("SELECT :_a1, 'é' || :b:", "SELECT $1, 'é' || $2:", ["_a1", "b"]),
            ("", "", []),
        ])
    func rewrites(source: String, sql: String, names: [String]) {
        let statement = Statement(sql: source)
        #expect(statement.sql == sql)
        #expect(statement.parameterNames == names)
    }

    @Test("a missing, an unknown and a doubled parameter are named")
    func refusesWrongNames() {
        let statement = Statement("pair", sql: "SELECT :a::int, :b::int")
        #expect(throws: PostgresError.binding(statement: "pair", reason: "missing parameters: b")) {
            try statement.bind(["a": 1])
        }
        #expect(
            throws: PostgresError.binding(statement: "pair", reason: "missing parameters: b; unknown parameters: c")
        ) {
            try statement.bind(["a": 1, "c": 2])
        }
        #expect(throws: PostgresError.binding(statement: "pair", reason: "a parameter is given twice")) {
            try statement.bind(["a": 1, "b": 2, "b": 3])
        }
        #expect(throws: PostgresError.binding(statement: "pair", reason: "parameter 'b': text holds a NUL character")) {
            try statement.bind(["a": 1, "b": "x\0y"])
        }
    }
}
