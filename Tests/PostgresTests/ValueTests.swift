import Foundation
import Testing

@testable import Postgres

private enum Colour: String, PostgresEncodable, PostgresDecodable, PostgresArrayElement { case red, green }
private struct Mark: RawRepresentable, PostgresEncodable, PostgresDecodable, PostgresArrayElement, Equatable {
    var rawValue: Int64
}

@Suite("Values")
struct ValueTests {
    /// Sends a value, has the server compare it with a literal of its own, and reads it back.
    private func check<Value: PostgresEncodable & PostgresDecodable & Equatable>(
        _ value: Value, is literal: String, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        try await withClient { client in
            let row = try await client.execute(
                Statement(sql: "SELECT :v AS v, (:v) IS NOT DISTINCT FROM (\(literal)) AS same"), ["v": value])[0]
            #expect(try row.decode("v", as: Value.self) == value, sourceLocation: sourceLocation)
            #expect(try row.decode("same", as: Bool.self), sourceLocation: sourceLocation)
        }
    }

    @Test("scalars arrive as what the server means by its own literals, and come back")
    func scalars() async throws {
        try await check(true, is: "true")
        try await check(false, is: "false")
        try await check(Int16.min, is: "'-32768'::smallint")
        try await check(Int32.max, is: "2147483647")
        try await check(Int64.min, is: "'-9223372036854775808'::bigint")
        try await check(Int.max, is: "9223372036854775807")
        try await check(Float(1.5), is: "1.5::real")
        try await check(0.1, is: "0.1::float8")
        try await check(Double.infinity, is: "'Infinity'::float8")
        try await check(-Double.infinity, is: "'-Infinity'::float8")
        try await check("naïve 🐘 '\\\"", is: "E'naïve 🐘 \\'\\\\\"'")
        try await check("", is: "''::text")
        try await check(String?.none, is: "NULL::text")
        try await check(Data([0, 255, 10]), is: "'\\x00ff0a'::bytea")
        try await check(Data(), is: "''::bytea")
        try await check([0, 255] as [UInt8], is: "'\\x00ff'::bytea")
        let uuid = try #require(UUID(uuidString: "00112233-4455-6677-8899-aabbccddeeff"))
        try await check(uuid, is: "'00112233-4455-6677-8899-aabbccddeeff'::uuid")
        try await check(PostgresJSON(text: #"{"a": [1, null]}"#), is: #"'{"a": [1, null]}'::jsonb"#)
        try await check(Colour.green, is: "'green'")
        try await check(Mark(rawValue: 7), is: "7::bigint")
    }

    @Test("NaN stays NaN, in both widths")
    func notANumber() async throws {
        try await withClient { client in
            let row = try await client.execute("SELECT :d AS d, :f AS f", ["d": Double.nan, "f": Float.nan])[0]
            #expect(try row.decode("d", as: Double.self).isNaN)
            #expect(try row.decode("f", as: Float.self).isNaN)
            #expect(try row.decode("f", as: Double.self).isNaN)
        }
    }

    @Test("dates before and after 2000 keep their microseconds")
    func dates() async throws {
        // Seconds since 1970 of the literals, from `date -u -d … +%s`.
        try await check(Date(timeIntervalSince1970: 0), is: "'1970-01-01 00:00:00+00'::timestamptz")
        try await check(Date(timeIntervalSince1970: 946_684_800), is: "'2000-01-01 00:00:00+00'::timestamptz")
        try await check(Date(timeIntervalSince1970: 946_684_799.5), is: "'1999-12-31 23:59:59.5+00'::timestamptz")
        try await check(Date(timeIntervalSince1970: -2_208_988_800), is: "'1900-01-01 00:00:00+00'::timestamptz")
        try await withClient { client in
            let text = "SELECT (:d)::text AS t FROM (SELECT set_config('TimeZone', 'UTC', true)) AS s"
            let odd = Date(timeIntervalSince1970: 1_795_245_296.123457)
            let row = try await client.execute(Statement(sql: text), ["d": odd])[0]
            #expect(try row.decode("t", as: String.self) == "2026-11-21 07:14:56.123457+00")
            #expect(throws: PostgresError.self) {
                try BoundStatement(Statement(sql: text), ["d": Date(timeIntervalSince1970: .nan)])
            }
            #expect(throws: PostgresError.self) {
                try BoundStatement(Statement(sql: text), ["d": Date(timeIntervalSince1970: 1e300)])
            }
            let infinite = try await client.execute("SELECT 'infinity'::timestamptz AS t")[0]
            #expect(throws: PostgresError.self) { try infinite.decode("t", as: Date.self) }
        }
    }

    @Test("arrays keep nulls, may be empty, and may hold empty elements")
    func arrays() async throws {
        try await check([1, nil, -3] as [Int64?], is: "'{1,NULL,-3}'::bigint[]")
        try await check([] as [Int32], is: "'{}'::int[]")
        try await check([nil, nil] as [String?], is: "'{NULL,NULL}'::text[]")
        try await check(["", "a,b", "\"{}"], is: "ARRAY['', 'a,b', '\"{}']")
        try await check([true, false], is: "'{t,f}'::bool[]")
        try await check([Int16(1)], is: "'{1}'::smallint[]")
        try await check([1, 2], is: "'{1,2}'::bigint[]")
        try await check([Float(0.5)], is: "'{0.5}'::real[]")
        try await check([0.5, nil, .infinity] as [Double?], is: "'{0.5,NULL,Infinity}'::float8[]")
        try await check([Data([1]), Data()], is: #"ARRAY['\x01', '']::bytea[]"#)
        try await check(
            [Date(timeIntervalSince1970: 0), nil] as [Date?], is: "ARRAY['1970-01-01 00:00+00', NULL]::timestamptz[]")
        try await check([PostgresJSON(text: "1"), nil] as [PostgresJSON?], is: "ARRAY['1', NULL]::jsonb[]")
        try await check([UUID?.none], is: "'{NULL}'::uuid[]")
        try await check([Colour.red, .green], is: "'{red,green}'::text[]")
        try await check([Mark(rawValue: 1)], is: "'{1}'::bigint[]")
        try await check([Int64]?.none, is: "NULL::bigint[]")
    }

    @Test(
        "numerics keep every digit",
        arguments: [
            "0", "1", "-1", "10000", "0.0001", "0.00000001", "-0.5", "123456789.987654321", "100000000000000000000",
            "99999999999999999999999999999999999999.000000000000000001", "1.50", "0.00", "NaN", "Infinity", "-Infinity",
            "0.000000000000000000000000000000000000000000123",
        ])
    func numerics(text: String) async throws {
        try await check(PostgresNumeric(text), is: "'\(text)'::numeric")
    }

    @Test("a megabyte of text and a hundred thousand elements make the round trip")
    func large() async throws {
        let text = String(repeating: "0123456789abcdeé", count: 1 << 16)
        try await withClient { client in
            let numbers = (0..<100_000).map { Int64($0) }
            let row = try await client.execute(
                "SELECT :t AS t, length(:t) AS n, :a AS a", ["t": text, "a": numbers])[0]
            #expect(try row.decode("t", as: String.self) == text)
            #expect(try row.decode("n", as: Int32.self) == 1_048_576)
            #expect(try row.decode("a", as: [Int64].self) == numbers)
        }
    }

    @Test("text whose type the server infers fits enums, intervals and addresses; enums read as text")
    func inferred() async throws {
        try await withClient { client in
            let row = try await client.transaction { session in
                try session.execute(
                    script:
                        "CREATE TYPE pg_temp.colour AS ENUM ('red', 'green'); CREATE TEMP TABLE c (c pg_temp.colour)")
                try session.execute("INSERT INTO c VALUES (:c)", ["c": InferredText("green")])
                return try session.execute(
                    "SELECT c, c = :c AS same, (interval '1h' + :i)::text AS i FROM c",
                    ["c": InferredText("green"), "i": InferredText("30 minutes")])[0]
            }
            #expect(try row.decode("c", as: Colour.self) == .green)
            #expect(try row.decode("same", as: Bool.self))
            #expect(try row.decode("i", as: String.self) == "01:30:00")
        }
    }

    @Test("a wrong type, a null, a missing column and a value too large are told apart")
    func mismatches() async throws {
        try await withClient { client in
            let rows = try await client.execute("SELECT 'x' AS t, NULL::int AS n, 70000 AS i, 'blue' AS c")
            let row = rows[0]
            func mismatch(_ body: () throws -> Void) -> DecodingMismatch? {
                do {
                    try body()
                    return nil
                } catch {
                    guard case .decoding(let mismatch) = error as? PostgresError else { return nil }
                    return mismatch
                }
            }
            #expect(
                mismatch { _ = try row.decode("t", as: Int64.self) }
                    == DecodingMismatch(column: "t", expected: "Int64", found: "text", reason: nil))
            #expect(
                mismatch { _ = try row.decode("n", as: Int.self) }
                    == DecodingMismatch(column: "n", expected: "Int", found: "NULL", reason: nil))
            #expect(try row.decode("n", as: Int?.self) == nil)
            #expect(
                mismatch { _ = try row.decode("i", as: Int16.self) }
                    == DecodingMismatch(column: "i", expected: "Int16", found: "integer", reason: "70000 does not fit"))
            #expect(
                mismatch { _ = try row.decode("c", as: Colour.self) }
                    == DecodingMismatch(
                        column: "c", expected: "Colour", found: "text", reason: "'blue' is none of its cases"))
            #expect(mismatch { _ = try rows.column("nothing", as: Int.self) }?.found == "no such column")
            #expect(mismatch { _ = try row.decode(at: 4, as: Int.self) }?.column == "#4")
        }
    }
}
