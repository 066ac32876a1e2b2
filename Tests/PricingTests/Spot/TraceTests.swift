import Foundation
import Testing
import Vocabulary

@testable import Pricing

@Suite("Availability traces")
struct TraceTests {
    private func read(_ text: String, machines: Int = 1) throws -> AvailabilityTrace {
        try AvailabilityTrace(json: Data(text.utf8), machines: machines)
    }

    @Test("a trace with prices and several machines is read; up means at least as many as asked for")
    func reading() throws {
        let text = #"{"metadata": {"gap_seconds": 600, "zone": "x"}, "data": [0, 1, 3, 2], "prices": [1.5, null]}"#
        let trace = try read(text)
        #expect(trace.isUp == [false, true, true, true])
        #expect(abs(trace.hours - 4.0 / 6) < 1e-12)
        #expect(try read(text, machines: 3).isUp == [false, false, true, false])
    }

    @Test(
        "what is no trace is refused with the field's name",
        arguments: [
            ("", ""), ("{", ""), ("[1, 2]", ""), (#"{"data": [1, 1]}"#, "metadata"),
            (#"{"metadata": {}, "data": [1, 1]}"#, "metadata.gap_seconds"),
            (#"{"metadata": {"gap_seconds": "600"}, "data": [1, 1]}"#, "metadata.gap_seconds"),
            (#"{"metadata": {"gap_seconds": 0}, "data": [1, 1]}"#, "metadata.gap_seconds"),
            (#"{"metadata": {"gap_seconds": -5}, "data": [1, 1]}"#, "metadata.gap_seconds"),
            (#"{"metadata": {"gap_seconds": 1e300}, "data": [1, 1]}"#, "metadata.gap_seconds"),
            (#"{"metadata": {"gap_seconds": 60}}"#, "data"), (#"{"metadata": {"gap_seconds": 60}, "data": 3}"#, "data"),
            (#"{"metadata": {"gap_seconds": 60}, "data": []}"#, "data"),
            (#"{"metadata": {"gap_seconds": 60}, "data": [1]}"#, "data"),
            (#"{"metadata": {"gap_seconds": 60}, "data": [1, -1]}"#, "data[1]"),
            (#"{"metadata": {"gap_seconds": 60}, "data": [1, null]}"#, "data[1]"),
            (#"{"metadata": {"gap_seconds": 60}, "data": [1, 0.5]}"#, "data[1]"),
            (#"{"metadata": {"gap_seconds": 60}, "data": [1, "1"]}"#, "data[1]"),
            (#"{"metadata": {"gap_seconds": 60}, "data": [1, 1e99]}"#, "data[1]"),
        ])
    func refused(text: String, field: String) {
        #expect {
            try read(text)
        } throws: { error in
            (error as? InvalidInput)?.fields.first?.field == field
        }
    }

    @Test("intervals that the trace's ends cut through are cut-off ones")
    func censoring() throws {
        let trace = try AvailabilityTrace(tickSeconds: 1800, isUp: [true, true, false, true, false, false, true])
        #expect(
            trace.upIntervals == [
                UpInterval(hours: 1, isCensored: true), UpInterval(hours: 0.5, isCensored: false),
                UpInterval(hours: 0.5, isCensored: true),
            ])
        #expect(
            trace.outages == [
                UpInterval(hours: 0.5, isCensored: false), UpInterval(hours: 1, isCensored: false),
            ])
        let halves = try #require(trace.halves)
        #expect(halves.first.isUp == [true, true, false])
        #expect(halves.second.isUp == [true, false, false, true])
        #expect(try AvailabilityTrace(tickSeconds: 60, isUp: [true, true, true]).halves == nil)
    }

    @Test("the first interval of a trace that begins down ends with an interruption, as every one but the last")
    func edges() throws {
        let trace = try AvailabilityTrace(tickSeconds: 3600, isUp: [false, true, false, true])
        // One edge from up to down in 2 running hours.
        #expect(try InterruptionHistory(trace.upIntervals).rate == 0.5)
    }

    @Test("the ring begins in the middle of a spell, and its seam is no interruption")
    func ring() throws {
        let trace = try AvailabilityTrace(tickSeconds: 3600, isUp: [true, false, false, true, true])
        let ring = TraceRing(trace)
        #expect(ring.hours == 5)
        // Spells around: 3 h up (2 + 1 across the seam), 2 h down.
        var course = ring.spells(from: 4.5)
        #expect(course.next() == Spell(isUp: false, hours: 0.5))
        #expect(course.next() == Spell(isUp: true, hours: 3))
        #expect(course.next() == Spell(isUp: false, hours: 2))
        var always = TraceRing(try AvailabilityTrace(tickSeconds: 60, isUp: [true, true])).spells(from: 0)
        #expect(always.next() == Spell(isUp: true, hours: .infinity))
    }

    @Test("a replay by hand: 3 h of work on spells of 2 h")
    func replay() throws {
        // R 0.5, τ 0.5, δ 0.1: 2 h up save ⌊1.5/0.6⌋ = 2 pieces, 1 h of work; after two spells 1 h is left, which needs 0.5 + 1 + 0.1.
        let job = try SpotJob(work: 3, restart: 0.5, checkpoint: 0.1, interval: 0.5)
        let trace = try AvailabilityTrace(tickSeconds: 3600, isUp: [true, true, false])
        var course = TraceRing(trace).spells(from: 0)
        let outcome = try #require(job.run(on: &course, rule: .aws))
        #expect(abs(outcome.billed - 5.6) < 1e-9)
        #expect(abs(outcome.charged - 5.6) < 1e-9)
        #expect(abs(outcome.makespan - 7.6) < 1e-9)
        #expect(outcome.interruptions == 2)
    }
}
