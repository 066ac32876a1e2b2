import FoundationEssentials
import Glibc
import RunnerKit
import Vocabulary

/// Work that can be interrupted: it counts milliseconds, saves the count in checkpoints and goes on from the last one.
struct CheckpointedWork {
    let request: RunnerRequest
    let configuration: SelftestConfiguration
    let channel: EventChannel

    /// Works from where an earlier attempt stood to the end; when the process is asked to stop it saves its work and leaves.
    ///
    /// - Returns: The step that it began at, in milliseconds.
    /// - Throws: `failed` when a file cannot be read or written.
    func run() throws(AttemptFailure) -> Int64 {
        Termination.catchSignal()
        let first = try resumed()
        let start = MonotonicClock.nanoseconds()
        let total = Int64(configuration.seconds * 1000)
        let stride = max(1, total / Int64(configuration.checkpoints))
        var saved = first
        while true {
            let step = min(total, first + Int64(MonotonicClock.seconds(since: start) * 1000))
            if Termination.isRequested {
                if step > saved { try save(step) }
                Termination.leave()
            }
            guard step < total else { return first }
            if step >= saved + stride {
                try save(step)
                saved = step
            }
            channel.send(.progress(fraction: Double(step) / Double(total), stage: "counting"))
            MonotonicClock.sleep(seconds: 0.02)
        }
    }

    /// The artifact that the result names.
    ///
    /// - Throws: `failed` when the file cannot be written.
    func artifact(from first: Int64) throws(AttemptFailure) -> RunArtifact {
        let path = request.scratchPath + "/counted.txt"
        try write("began at \(first) ms\n", to: path)
        return try .written(name: "counted.txt", kind: .data, path: path)
    }

    private func resumed() throws(AttemptFailure) -> Int64 {
        guard let checkpoint = request.checkpoint else { return 0 }
        guard let data = FileManager.default.contents(atPath: checkpoint.path),
            let step = Int64(String(decoding: data, as: UTF8.self)), step == checkpoint.step
        else {
            throw AttemptFailure(
                code: .failed,
                message: "the checkpoint of step \(checkpoint.step) is not what was saved")
        }
        channel.log(.info, "goes on from step \(step)")
        return step
    }

    private func save(_ step: Int64) throws(AttemptFailure) {
        let path = "\(request.scratchPath)/step-\(step).ckpt"
        try write("\(step)", to: path)
        channel.send(
            .metric(
                Metric(
                    key: "counted_ms", value: Double(step), step: step,
                    timestampMilliseconds: MonotonicClock.wallMilliseconds())))
        try channel.artifact(name: "checkpoints/step-\(step).ckpt", kind: .checkpoint, path: path, step: step)
    }

    private func write(_ text: String, to path: String) throws(AttemptFailure) {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw AttemptFailure(code: .failed, message: "\(path) cannot be written: \(error)")
        }
    }
}
