import Foundation
import RunnerUnderTest
import Testing
import Vocabulary

@Suite("A training that is disturbed")
struct HardshipTests {
    @Test(
        "killed with -9 at twenty moments that nobody chose, each life loses at most one interval, and the end has the same bits",
        arguments: [1] as [UInt64])
    func killedAtRandom(seed: UInt64) throws {
        var random = Seeded(seed)
        let place = try Workplace()
        // 20 epochs of three updates, a checkpoint every second update: kills fall into steps, tests, writing and starting.
        let interval: Int64 = 2
        let configuration = try place.configuration([
            "epochs": 20, "checkpoint_steps": .integer(interval), "weight_decay": .number(0.01),
            "average_decay": .number(0.5),
        ])
        _ = try place.result(place.request(configuration))
        let undisturbed = try place.weights()
        try FileManager.default.removeItem(at: place.scratch.appending(path: "model.safetensors"))

        var checkpoint: RunnerRequest.Checkpoint?
        var moments: [String] = []
        for life in 1...20 {
            let runner = try place.start(place.request(configuration, checkpoint: checkpoint))
            // So many events, then so many microseconds: the moment lies anywhere between two events.
            let events = Int.random(in: 0...16, using: &random)
            let pause = UInt32.random(in: 0...8000, using: &random)
            var told: [RunnerEvent] = []
            while told.count < events, let event = try runner.nextEvent() { told.append(event) }
            usleep(pause)
            runner.signal(SIGKILL)
            told += try runner.remainingEvents()
            #expect(runner.end() == -SIGKILL, "seed \(seed), life \(life): it ended before it was killed")
            let before = checkpoint?.step ?? 0
            checkpoint = try place.lastCheckpoint(of: told) ?? checkpoint
            // What was done and not saved: updates are told at an epoch's end, checkpoints every second one.
            let reached =
                told.compactMap { if case .metric(let metric) = $0 { metric.step } else { nil } }.max() ?? before
            let saved = checkpoint?.step ?? 0
            #expect(reached - saved <= interval, "seed \(seed), life \(life)")
            #expect(saved >= before)
            moments.append("\(events)+\(pause) µs → \(saved)")
        }
        print("seed \(seed): \(moments.joined(separator: ", "))")
        _ = try place.result(place.request(configuration, checkpoint: checkpoint))
        #expect(try place.weights() == undisturbed, "seed \(seed): \(moments)")
    }

    // 97,650 parameters and their momentum are 781,200 bytes: a checkpoint does not fit into 512 KiB, the model's files (390,600 bytes) do.
    @Test("a disk that is full for checkpoints costs those, with a warning, and not the training")
    func fullForCheckpoints() throws {
        let place = try Workplace()
        let events = try place.events(
            place.request(try place.configuration(["checkpoint_steps": 1])), largestFileKiB: 512)
        guard case .result(let result)? = events.last else {
            Issue.record("\(String(describing: events.last))")
            return
        }
        #expect(result.artifacts.count == 4)
        let warnings = events.compactMap { if case .log(.warning, let text) = $0 { text } else { nil } }
        #expect(warnings.count == 9)
        #expect(
            warnings.allSatisfy { $0.contains("cannot write the checkpoint") && $0.hasSuffix("going on without it") })
        #expect(warnings.first?.contains("File too large") == true, "\(warnings)")
        let left = try FileManager.default.contentsOfDirectory(atPath: place.scratch.path)
        #expect(left.filter { $0.contains(".ckpt") } == [])
    }

    @Test("a disk that is full for the model fails with the file; numbers and the earlier checkpoint are whole")
    func full() throws {
        let place = try Workplace()
        let configuration = try place.configuration(["checkpoint_steps": 4])
        _ = try place.result(place.request(configuration))
        let undisturbed = try place.weights()
        let saved = place.scratch.appending(path: "step-4.ckpt").path
        let kept = try Data(contentsOf: URL(filePath: saved))
        let checkpoint = RunnerRequest.Checkpoint(path: saved, step: 4)
        let events = try place.events(place.request(configuration, checkpoint: checkpoint), largestFileKiB: 128)
        guard case .failure(let failure)? = events.last else {
            Issue.record("\(String(describing: events.last))")
            return
        }
        #expect(failure.message.contains("model.safetensors"), "\(failure.message)")
        let steps = events.compactMap { event in
            if case .metric(let metric) = event, metric.key == "test_accuracy" { metric.step } else { nil }
        }
        #expect(steps == [6, 9])
        #expect(try Data(contentsOf: URL(filePath: saved)) == kept)
        // With room again it goes on from there.
        _ = try place.result(place.request(configuration, checkpoint: checkpoint))
        #expect(try place.weights() == undisturbed)
    }
}

extension Workplace {
    /// Runs to the end where no file may grow larger: what a full disk does to whoever writes.
    fileprivate func events(_ request: RunnerRequest, largestFileKiB: Int) throws -> [RunnerEvent] {
        // ulimit counts blocks of 512 bytes in dash; the signal is ignored, so that writing fails as it does on a full disk.
        let program = RunnerUnderTest.buildFolder.appending(path: "runner-torch").path
        let runner = try RunnerUnderTest(
            executable: URL(filePath: "/bin/dash"),
            arguments: ["-c", "trap '' XFSZ; ulimit -f \(largestFileKiB * 2); exec \"$0\" run", program],
            environment: environment)
        try runner.send(request)
        let events = try runner.remainingEvents()
        _ = runner.end()
        return events
    }
}

/// SplitMix64, so that a failing case can be had again by its seed.
private struct Seeded: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
