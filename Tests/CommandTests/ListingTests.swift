import Foundation
import Testing
import Vocabulary

@testable import Command

@Suite("What listings look like")
struct ListingTests {
    struct Row: Encodable, Sendable {
        let name: String
        let count: Int
        let seconds: Double?
    }

    let listing = Listing<Row>(
        columns: [
            .text("name", isFlexible: true) { .text($0.name) }, .number("count") { .integer($0.count) },
            .number("time (s)") { .number(optional: $0.seconds, digits: 2) },
        ],
        rows: [
            Row(name: "a, \"b\"", count: 1_234_567, seconds: 1.005),
            Row(name: "a longer name", count: -20, seconds: nil),
        ])

    @Test("a table is aligned, groups digits, rounds, and shows a dash for what is not there")
    func table() throws {
        #expect(
            try listing.text(.table) == """
                name               count  time (s)
                a, "b"         1,234,567      1.00
                a longer name        -20         –

                """)
    }

    @Test("a table that is wider than the terminal shortens its flexible columns")
    func narrow() throws {
        #expect(
            try listing.text(.table, width: 30) == """
                name           count  time (s)
                a, "b"     1,234,567      1.00
                a longer…        -20         –

                """)
    }

    @Test("CSV is RFC 4180: quotes where needed, doubled inside, CRLF, numbers in full, nothing for what is not there")
    func csv() throws {
        #expect(
            try listing.text(.csv)
                == "name,count,time (s)\r\n\"a, \"\"b\"\"\",1234567,1.005\r\na longer name,-20,\r\n")
    }

    @Test("JSON is one list in the API's own words")
    func json() throws {
        let value = try JSONValue(parsing: Data(try listing.text(.json).utf8))
        #expect(
            value == [
                ["name": "a, \"b\"", "count": 1_234_567, "seconds": .number(1.005)],
                ["name": "a longer name", "count": -20],
            ])
    }

    @Test("an empty listing is a header, a header, and an empty list")
    func empty() throws {
        let listing = Listing<Row>(columns: listing.columns, rows: [])
        #expect(try listing.text(.table) == "name  count  time (s)\n")
        #expect(try listing.text(.csv) == "name,count,time (s)\r\n")
        #expect(try JSONValue(parsing: Data(try listing.text(.json).utf8)) == [])
    }

    @Test("text from outside cannot drive the terminal")
    func controls() {
        #expect(Cell.text("a\u{1B}[31mb\nc\u{07}").display == "a[31mb c")
    }

    @Test("times are UTC, to the second in tables and to the millisecond in CSV")
    func times() {
        let cell = Cell.time(Date(timeIntervalSince1970: 1_795_507_200.25))
        #expect(cell.display == "2026-11-24 08:00:00")
        #expect(cell.plain == "2026-11-24T08:00:00.250Z")
    }

    @Test("the zoo's listing carries name, input, parameters and MACs")
    func models() throws {
        let facts = ModelFacts(
            name: "n", family: "f", year: 2020, paper: "p", input: [3, 224, 224], classes: 1000, parameters: 5, macs: 7,
            weightBytes: 1_048_576, activationBytes: 1, peakLiveBytes: 524_288, publishedTop1: nil, publishedTop5: nil,
            publishedSource: nil, movedBytes: 2_097_152, flopsPerByte: 0.5, canzianiOperations: 19)
        #expect(
            try Listings.models([facts]).text(.csv).split(separator: "\r\n").last
                == "n,2020,\"[3,224,224]\",5,7,19,1.0,0.5,2.0,0.5,")
        let json = try JSONValue(parsing: Data(try Listings.models([facts]).text(.json).utf8))
        guard case .array(let items) = json else {
            Issue.record("no list")
            return
        }
        #expect(items[0]["input"] == [3, 224, 224])
        #expect(items[0]["parameters"] == 5)
        #expect(items[0]["macs"] == 7)
    }
}

@Suite("Progress, restarts and clocks")
struct SmallDecisionsTests {
    func sweep(done: Int, failed: Int = 0, running: Int = 1, total: Int = 24) -> Sweep {
        Sweep(
            id: SweepID(1), name: "s", createdAt: Date(timeIntervalSince1970: 0), total: total,
            waiting: total - done - failed - running, running: running, done: done, failed: failed, cancelled: 0)
    }

    @Test("rate and time left count what ended since the first look")
    func meter() {
        var meter = ProgressMeter(sweep(done: 4), at: .seconds(100))
        #expect(meter.line == "4/24 done, 1 running")
        meter.update(sweep(done: 9, failed: 1), at: .seconds(130))
        // 6 ended in 30 s: 0.2 a second; 14 are left: 70 s.
        #expect(meter.line == "9/24 done, 1 failed, 1 running, 0.20/s, 1 min 10 s left")
        // 10 of 24 of 30 cells: 12.
        #expect(meter.bar(width: 120) == "[============                  ] " + meter.line)
        #expect(meter.bar(width: 20).count < 20)
    }

    @Test(
        "times read as people say them",
        arguments: [(0.4, "0 s"), (59.4, "59 s"), (61, "1 min 1 s"), (7265, "2 h 1 min")])
    func time(seconds: Double, text: String) { #expect(ProgressMeter.time(seconds) == text) }

    @Test("pauses double up to 30 s and begin anew after a process lived 30 s")
    func restarts() {
        var policy = RestartPolicy()
        let pauses = (0..<8).map { _ in policy.pause(afterLiving: .seconds(1)) }
        #expect(pauses == [0.5, 1, 2, 4, 8, 16, 30, 30].map { .seconds($0) })
        #expect(policy.pause(afterLiving: .seconds(30)) == .seconds(0.5))
    }

    @Test("a clock more than five seconds off is a warning")
    func clock() {
        // 2026-11-21 is a Saturday; 1,795,248,000 s after 1970 is 2026-11-21T08:00:00Z.
        let field = "Sat, 21 Nov 2026 08:00:00 GMT"
        #expect(CoordinatorCheck.clock(field, now: Date(timeIntervalSince1970: 1_795_248_004)).state == .ok)
        #expect(CoordinatorCheck.clock(field, now: Date(timeIntervalSince1970: 1_795_247_990)).state == .warning)
        #expect(CoordinatorCheck.clock(nil, now: Date()).state == .warning)
    }
}
