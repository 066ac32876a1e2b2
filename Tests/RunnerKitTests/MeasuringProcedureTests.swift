import Foundation
import Glibc
import Synchronization
import Testing
import Vocabulary

@testable import RunnerKit

@Suite("The measuring procedure, with requests that are no engine's")
struct MeasuringProcedureTests {
    static var settings: MeasuringSettings {
        var settings = MeasuringSettings()
        settings.quietWaitSeconds = 0
        settings.warmUpSeconds = 0.01
        settings.warmUpLimitSeconds = 0.05
        settings.seconds = 0.05
        settings.limitSeconds = 0.5
        return settings
    }

    /// A channel whose other end nobody needs.
    static func channel() throws -> EventChannel {
        let descriptor = open("/dev/null", O_WRONLY | O_CLOEXEC)
        try #require(descriptor >= 0)
        return EventChannel(descriptor: descriptor)
    }

    @Test("single-stream does the inputs in order, one after the other, and keeps every sample of the measured time")
    func singleStream() throws {
        var procedure = MeasuringProcedure(Self.settings, channel: try Self.channel())
        var indices: [Int] = []
        let measurement = try procedure.singleStream { (index) throws(AttemptFailure) in
            indices.append(index)
            MonotonicClock.sleep(seconds: 0.0002)
        }
        #expect(indices == Array(0..<indices.count))
        #expect(measurement.samples.count + measurement.warmUpCount == indices.count)
        #expect(measurement.samples.allSatisfy { $0 >= 0.2 })
        #expect(measurement.slots == 1)
        #expect(measurement.canary.before > 0 && measurement.canary.after > 0)
    }

    @Test("a request that fails ends the measuring with its failure")
    func singleStreamFails() throws {
        var procedure = MeasuringProcedure(Self.settings, channel: try Self.channel())
        let failure = AttemptFailure(code: .outOfMemory, message: "at the seventh")
        #expect(throws: failure) {
            try procedure.singleStream { (index) throws(AttemptFailure) in if index == 6 { throw failure } }
        }
    }

    @Test("offline never does two requests of one slot at once, gives every input once, and measures what ended within")
    func offline() throws {
        struct Seen {
            var active: [Int: Int] = [:]
            var most = 0
            var overlapped = false
            var indices: Set<Int> = []
            var repeated = false
        }
        let seen = Mutex(Seen())
        var procedure = MeasuringProcedure(Self.settings, channel: try Self.channel())
        let measurement = try procedure.offline(slots: 3) { (slot, index) throws(AttemptFailure) in
            seen.withLock { seen in
                seen.active[slot, default: 0] += 1
                if seen.active[slot] != 1 { seen.overlapped = true }
                seen.most = max(seen.most, seen.active.values.reduce(0, +))
                if !seen.indices.insert(index).inserted { seen.repeated = true }
            }
            MonotonicClock.sleep(seconds: 0.001)
            seen.withLock { $0.active[slot, default: 0] -= 1 }
        }
        let last = seen.withLock { $0 }
        #expect(!last.overlapped)
        #expect(!last.repeated)
        #expect(last.most == 3)
        #expect(measurement.slots == 3)
        #expect(measurement.samples.allSatisfy { $0 >= 1 })
        // Three at once cannot end more often than three times in the shortest time of a request.
        #expect(Double(measurement.samples.count) <= measurement.seconds / 0.001 * 3 + 3)
        #expect(last.active.values.allSatisfy { $0 == 0 })
    }

    @Test("a failure in one of several slots ends all of them")
    func offlineFails() throws {
        let running = Mutex(0)
        var procedure = MeasuringProcedure(Self.settings, channel: try Self.channel())
        let failure = AttemptFailure(code: .failed, message: "in slot 1")
        #expect(throws: failure) {
            try procedure.offline(slots: 3) { (slot, index) throws(AttemptFailure) in
                running.withLock { $0 += 1 }
                defer { running.withLock { $0 -= 1 } }
                MonotonicClock.sleep(seconds: 0.001)
                if slot == 1, index > 5 { throw failure }
            }
        }
        #expect(running.withLock { $0 } == 0)
    }

    @Test("a result says its grade, its badges, and what is missing")
    func result() throws {
        var procedure = MeasuringProcedure(Self.settings, channel: try Self.channel())
        let measurement = try procedure.singleStream { (_) throws(AttemptFailure) in
            MonotonicClock.sleep(seconds: 0.002)
        }
        var builder = ResultBuilder()
        builder.add(measurement, batch: 4, mode: .latency, settings: Self.settings)
        let result = builder.result()
        let metrics = Dictionary(uniqueKeysWithValues: result.metrics.map { ($0.key, $0.value) })
        #expect(result.samples[0].values.count == measurement.samples.count)
        #expect(result.tags["grade"] != nil)
        let median = try #require(metrics[MetricName.latencyMedian])
        #expect(median >= 2)
        #expect(abs(try #require(metrics[MetricName.imagesPerSecond]) - 4000 / median) < 1e-9)
        #expect(metrics[MetricName.latencyP99] == nil)
        #expect(result.absent[MetricName.latencyP99]?.contains("1000") == true)
    }
}
