import Foundation
import Glibc
import Testing
import Vocabulary
import Wire

@testable import WorkerRuntime

@Suite("What is decided about one runner")
struct RunnerWatchTests {
    var watch = RunnerWatch(limits: .init(memoryMiB: 100, time: .seconds(60)))
    let exited = ChildEnd(kind: .exited(0), peakKiB: 51_200)
    let result = #"{"type":"result","result":{"metrics":[],"samples":[],"tags":{},"facts":{},"absent":{}}}"#

    func failure(_ end: RunnerEnd) -> AttemptFailure? {
        guard case .finished(let body) = end else { return nil }
        return body.failure
    }

    @Test("progress is passed on; the result ends it, with the peak of wait4 in MiB added")
    mutating func resultEnds() {
        let progress = watch.line(Array(#"{"type":"progress","fraction":0.5,"stage":"warm-up"}"#.utf8), at: .seconds(1))
        #expect(progress.event == .progress(fraction: 0.5, stage: "warm-up"))
        #expect(watch.line(Array(result.utf8), at: .seconds(2)).event == nil)
        guard case .finished(let body) = watch.end(exited, lastErrorLines: []) else {
            Issue.record("not finished")
            return
        }
        #expect(body.outcome == .done)
        #expect(body.result?.metrics.map(\.key) == ["memory_peak_mib"])
        #expect(body.result?.metrics.map(\.value) == [50])  // 51,200 KiB / 1,024
    }

    @Test("a result counts even when the process then crashes or is cancelled, and not when the lease was lost")
    mutating func resultThenTrouble() {
        _ = watch.line(Array(result.utf8), at: .seconds(1))
        #expect(watch.stop(.cancelled, at: .seconds(2)) == [.terminate])
        let crash = ChildEnd(kind: .signalled(SIGSEGV), peakKiB: 1)
        guard case .finished(let body) = watch.end(crash, lastErrorLines: []) else {
            Issue.record("not finished")
            return
        }
        #expect(body.outcome == .done)
        _ = watch.stop(.lost, at: .seconds(3))
        #expect(watch.end(crash, lastErrorLines: []) == .stopped(.lost))
    }

    @Test(
        "a line that is no event is the end, with the line in the reason",
        arguments: ["hello", "{}", #"{"type":"dance"}"#])
    func violation(line: String) {
        var watch = watch
        #expect(watch.line(Array(line.utf8), at: .seconds(1)).orders == [.kill])
        let failure = failure(watch.end(ChildEnd(kind: .signalled(SIGKILL), peakKiB: 1), lastErrorLines: []))
        #expect(failure == AttemptFailure(code: .crashed, message: "the runner wrote a line that is no event: \(line)"))
    }

    @Test("what cannot be carried out kills it, and is how it ended, whatever it said before")
    mutating func failing() {
        _ = watch.line(Array(result.utf8), at: .seconds(1))
        let reason = AttemptFailure(code: .crashed, message: "the artifact x: there is no file at x")
        #expect(watch.fail(reason) == [.kill])
        #expect(watch.fail(AttemptFailure(code: .crashed, message: "another")) == [])
        #expect(failure(watch.end(ChildEnd(kind: .signalled(SIGKILL), peakKiB: 1), lastErrorLines: [])) == reason)
    }

    @Test("above the memory limit it is killed once, and the reason says limit and what it had")
    mutating func memory() {
        #expect(watch.resident(bytes: 100 << 20) == [])
        #expect(watch.resident(bytes: 100 << 20 + 1) == [.kill])
        #expect(watch.resident(bytes: 200 << 20) == [])
        let failure = failure(watch.end(ChildEnd(kind: .signalled(SIGKILL), peakKiB: 1), lastErrorLines: []))
        #expect(failure?.code == .outOfMemory)
        #expect(failure?.message.hasPrefix("stopped at its memory limit: 101 MiB resident, 100 MiB allowed") == true)
    }

    @Test("at the time limit it is asked to stop, and killed five seconds later")
    mutating func time() {
        #expect(watch.tick(at: .seconds(59)) == [])
        #expect(watch.tick(at: .seconds(60)) == [.terminate])
        #expect(watch.tick(at: .seconds(64)) == [])
        #expect(watch.tick(at: .seconds(65)) == [.kill])
        #expect(watch.tick(at: .seconds(66)) == [])
        let failure = failure(watch.end(ChildEnd(kind: .signalled(SIGTERM), peakKiB: 1), lastErrorLines: []))
        #expect(failure == AttemptFailure(code: .timeLimit, message: "stopped at its time limit of 60 s"))
    }

    @Test("cancelling asks, then kills after five seconds; a lost lease kills at once, also on top of it")
    mutating func stopping() {
        #expect(watch.stop(.cancelled, at: .seconds(1)) == [.terminate])
        #expect(watch.stop(.cancelled, at: .seconds(2)) == [])
        #expect(watch.tick(at: .seconds(5)) == [])
        #expect(watch.tick(at: .seconds(6)) == [.kill])
        #expect(watch.end(ChildEnd(kind: .signalled(SIGKILL), peakKiB: 1), lastErrorLines: []) == .stopped(.cancelled))
        var other = RunnerWatch(limits: .init(memoryMiB: 100, time: .seconds(60)))
        _ = other.stop(.released, at: .seconds(1))
        #expect(other.stop(.lost, at: .seconds(2)) == [.kill])
    }

    @Test("a runner that stays after its last event is killed after ten seconds; its result counts")
    mutating func lingers() {
        _ = watch.line(Array(result.utf8), at: .seconds(5))
        #expect(watch.tick(at: .seconds(14)) == [])
        #expect(watch.tick(at: .seconds(15)) == [.kill])
    }

    @Test(
        "an end without a result names the code or the signal and what was last said",
        arguments: [
            (
                ChildEnd.Kind.exited(3),
                "the runner ended with code 3 before it had a result, peak 2 MiB resident; it last said: a | b"
            ),
            (
                .signalled(SIGSEGV),
                "the runner died by signal 11 (SIGSEGV) before it had a result, peak 2 MiB resident; it last said: a | b"
            ),
        ])
    func crash(kind: ChildEnd.Kind, message: String) {
        let failure = failure(watch.end(ChildEnd(kind: kind, peakKiB: 2048), lastErrorLines: ["a", "b"]))
        #expect(failure == AttemptFailure(code: .crashed, message: message))
    }
}

@Suite("Lines, logs and batches")
struct StreamTests {
    @Test("lines are cut wherever the pieces end")
    func lines() {
        for size in 1...12 {
            var splitter = LineSplitter(limit: 5, overlong: .refused)
            let bytes = Array("ab\ncdefg\n\r\nx".utf8)
            var pieces: [LineSplitter.Piece] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                pieces += splitter.take(bytes[start..<min(start + size, bytes.count)])
            }
            pieces += splitter.finish()
            #expect(pieces == [.line(Array("ab".utf8)), .line(Array("cdefg".utf8)), .line([]), .line(Array("x".utf8))])
        }
    }

    @Test("a line above the limit is refused once, or cut and its rest left out")
    func overlong() {
        let bytes = Array("abcdef\nghi\n".utf8)
        var refusing = LineSplitter(limit: 5, overlong: .refused)
        #expect(refusing.take(bytes[...]) == [.tooLong])
        #expect(refusing.take(bytes[...]) == [])
        var cutting = LineSplitter(limit: 5, overlong: .cut)
        #expect(cutting.take(bytes[...]) == [.cutLine(Array("abcde".utf8)), .line(Array("ghi".utf8))])
    }

    @Test("standard error becomes log lines: bad UTF-8 replaced, controls removed, long lines cut")
    func log() {
        var throttle = LogThrottle()
        #expect(throttle.take([0x61, 0xff, 0x62], at: .zero) == [.log(level: .info, message: "a\u{FFFD}b")])
        #expect(throttle.take(Array("\u{1B}[31mred".utf8), at: .zero) == [.log(level: .info, message: "[31mred")])
        #expect(
            throttle.take(Array(repeating: 0x78, count: 3000), at: .zero)
                == [.log(level: .info, message: String(repeating: "x", count: 2000) + "…")])
    }

    @Test("a flood is thinned to a burst of 200 and 20 a second, and says how many were left out")
    func flood() {
        var throttle = LogThrottle()
        let passed = (0..<1000).flatMap { _ in throttle.take([0x78], at: .seconds(1)) }
        #expect(passed.count == 200)
        let later = throttle.take([0x79], at: .seconds(2))
        #expect(
            later == [
                .log(level: .warning, message: "800 lines of standard error were left out: too many at once"),
                .log(level: .info, message: "y"),
            ])
        #expect((0..<1000).flatMap { _ in throttle.take([0x78], at: .seconds(2)) }.count == 19)
    }

    @Test("events leave in batches of at most 100, numbered without gaps, the same one until it is acknowledged")
    func batches() {
        var buffer = EventBuffer()
        for number in 0..<150 { buffer.add(.log(level: .info, message: "\(number)"), at: .zero) }
        #expect(buffer.isDue(at: .zero))
        let first = buffer.nextBatch()
        #expect(first?.firstSequence == 0)
        #expect(first?.events.count == 100)
        #expect(buffer.nextBatch() == first)
        buffer.acknowledge()
        #expect(buffer.nextBatch()?.firstSequence == 100)
        buffer.acknowledge()
        #expect(buffer.nextBatch() == nil)
        #expect(buffer.isEmpty)
    }

    @Test("only progress that has not left is replaced; everything else stays in order")
    func coalescing() {
        var buffer = EventBuffer()
        let log = RunnerEvent.log(level: .info, message: "a")
        buffer.add(.progress(fraction: 0.1, stage: "x"), at: .zero)
        buffer.add(log, at: .zero)
        buffer.add(.progress(fraction: 0.2, stage: "x"), at: .zero)
        #expect(buffer.nextBatch()?.events == [log, .progress(fraction: 0.2, stage: "x")])
        buffer.add(.progress(fraction: 0.3, stage: "x"), at: .zero)
        buffer.add(.progress(fraction: 0.4, stage: "x"), at: .zero)
        buffer.acknowledge()
        #expect(buffer.nextBatch() == EventsBody(firstSequence: 2, events: [.progress(fraction: 0.4, stage: "x")]))
        #expect(buffer.progress == 0.4)
    }

    @Test("an event waits at most 400 ms for company, and a buffer of 1,000 is full")
    func waiting() {
        var buffer = EventBuffer()
        buffer.add(.log(level: .info, message: "a"), at: .seconds(1))
        #expect(!buffer.isDue(at: .milliseconds(1399)))
        #expect(buffer.isDue(at: .milliseconds(1400)))
        for _ in 0..<998 { buffer.add(.log(level: .info, message: "a"), at: .seconds(1)) }
        #expect(!buffer.isFull)
        buffer.add(.log(level: .info, message: "a"), at: .seconds(1))
        #expect(buffer.isFull)
    }

    @Test("the group in /proc/PID/stat is found behind a name that holds anything")
    func group() {
        #expect(GroupMemory.group(inStat: "42 (a) b) (c) S 1 77 77 0 -1") == 77)
        #expect(GroupMemory.group(inStat: "nonsense") == nil)
    }
}
