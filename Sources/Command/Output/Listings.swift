import Foundation
import Vocabulary
import Wire

/// What is shown of each kind of thing.
enum Listings {
    static func models(_ rows: [ModelFacts]) -> Listing<ModelFacts> {
        Listing(
            columns: [
                .text("name") { .text($0.name) },
                .number("year") { .text(String($0.year)) },
                .text("input [C,H,W]") { .text("[" + $0.input.map(String.init).joined(separator: ",") + "]") },
                .number("parameters") { .integer($0.parameters) },
                .number("MACs") { .integer($0.macs) },
                .number("ops, Canziani") { .integer(optional: $0.canzianiOperations) },
                .number("weights (MiB)") { .number(Double($0.weightBytes) / 1_048_576, digits: 1) },
                .number("peak activations (MiB)") { .number(Double($0.peakLiveBytes) / 1_048_576, digits: 1) },
                .number("moved (MiB)") { .number(optional: $0.movedBytes.map { Double($0) / 1_048_576 }, digits: 1) },
                .number("FLOP/byte") { .number(optional: $0.flopsPerByte, digits: 1) },
                .number("published top-1 (%)") { .number(optional: $0.publishedTop1, digits: 2) },
            ], rows: rows)
    }

    static func layers(_ rows: [LayerRow]) -> Listing<LayerRow> {
        Listing(
            columns: [
                .text("layer", isFlexible: true) { .text($0.name) },
                .text("kind") { .text($0.kind) },
                .text("output") { .text("[" + $0.shape.map(String.init).joined(separator: ",") + "]") },
                .number("parameters") { .integer($0.parameters) },
                .number("MACs") { .integer($0.macs) },
                .number("ops, Canziani") { .integer($0.canzianiOperations) },
                .number("activations (bytes)") { .integer($0.activationBytes) },
                .number("moved (bytes)") { .integer($0.movedBytes) },
                .number("FLOP/byte") { .number($0.flopsPerByte, digits: 2) },
            ], rows: rows)
    }

    static func totals(_ rows: [TotalRow]) -> Listing<TotalRow> {
        Listing(
            columns: [
                .text("total") { .text($0.quantity) }, .number("value") { $0.value },
                .text("counted") { .text($0.definition) },
            ], rows: rows)
    }

    static func runs(_ rows: [Run]) -> Listing<Run> {
        Listing(
            columns: [
                .text("name", isFlexible: true) { .text($0.name) },
                .text("status") { .text($0.status.rawValue) },
                .number("median (ms)") { metric($0, MetricName.latencyMedian, digits: 3) },
                .number("p90 (ms)") { metric($0, MetricName.latencyP90, digits: 3) },
                .number("images/s") { metric($0, MetricName.imagesPerSecond, digits: 1) },
                .number("peak memory (MiB)") { metric($0, MetricName.memoryPeak, digits: 0) },
                .text("grade") { .text(optional: $0.tags["grade"]) },
                .text("ended (UTC)") { .time(optional: $0.endedAt) },
                .text("reason", isFlexible: true) { run in
                    .text(optional: run.failure.map { "\($0.code.rawValue): \($0.message)" } ?? run.endReason)
                },
                .text("run") { .text($0.id.description) },
            ], rows: rows)
    }

    static func jobs(_ rows: [Job]) -> Listing<Job> {
        Listing(
            columns: [
                .number("job") { .text($0.id.description) },
                .text("state") { .text(state($0)) },
                .text("configuration", isFlexible: true) { .text($0.configuration.title) },
                .number("progress (%)") { .number(optional: $0.progress.map { $0 * 100 }, digits: 0) },
                .number("attempts") { .integer(Int($0.attempts)) },
                .number("sweep") { .text(optional: $0.sweep?.description) },
                .number("worker") { .text(optional: $0.worker?.description) },
                .text("submitted (UTC)") { .time($0.createdAt) },
                .text("reason", isFlexible: true) { job in
                    .text(optional: job.failure.map { "\($0.code.rawValue): \($0.message)" } ?? job.endReason)
                },
            ], rows: rows)
    }

    static func attempts(_ rows: [Attempt]) -> Listing<Attempt> {
        Listing(
            columns: [
                .number("attempt") { .integer(Int($0.id.number)) },
                .text("outcome") { .text($0.outcome?.rawValue ?? "running") },
                .text("worker") { .text(optional: $0.workerName) },
                .text("started (UTC)") { .time($0.startedAt) },
                .text("ended (UTC)") { .time(optional: $0.endedAt) },
                .text("reason", isFlexible: true) { attempt in
                    .text(optional: attempt.failure.map { "\($0.code.rawValue): \($0.message)" })
                },
            ], rows: rows)
    }

    static func sweeps(_ rows: [Sweep]) -> Listing<Sweep> {
        Listing(
            columns: [
                .number("sweep") { .text($0.id.description) },
                .text("name", isFlexible: true) { .text($0.name) },
                .number("jobs") { .integer($0.total) },
                .number("waiting") { .integer($0.waiting) },
                .number("running") { .integer($0.running) },
                .number("done") { .integer($0.done) },
                .number("failed") { .integer($0.failed) },
                .number("cancelled") { .integer($0.cancelled) },
                .number("paused") { .integer(optional: $0.paused) },
                .number("stopped early") { .integer(optional: $0.stopped) },
                .text("submitted (UTC)") { .time($0.createdAt) },
            ], rows: rows)
    }

    static func workers(_ rows: [Worker]) -> Listing<Worker> {
        Listing(
            columns: [
                .number("worker") { .text($0.id.description) },
                .text("name", isFlexible: true) { .text($0.name) },
                .text("live") { .text(($0.isLive ? "yes" : "no") + ($0.pausedAt == nil ? "" : " (paused)")) },
                .number("running") { .text("\($0.runningAttempts)/\($0.capability.slots)") },
                .text("runners", isFlexible: true) { worker in
                    .text(
                        worker.capability.runners.map { "\($0.engine) \($0.engineVersion)" }.joined(separator: ", "))
                },
                .text("processor", isFlexible: true) { .text(optional: $0.machine.processor) },
                .number("processors") { .integer($0.machine.usableProcessors) },
                .number("memory for an attempt (MiB)") { .integer($0.capability.memoryMiB) },
                .text("labels", isFlexible: true) { .text($0.capability.labels.joined(separator: ",")) },
                .text("last seen (UTC)") { .time($0.lastSeenAt) },
            ], rows: rows)
    }

    static func tokens(_ rows: [TokenHead]) -> Listing<TokenHead> {
        Listing(
            columns: [
                .number("token") { .text(String($0.id)) },
                .text("name", isFlexible: true) { .text($0.name) },
                .text("role") { .text($0.role.rawValue) },
                .text("made (UTC)") { .time($0.createdAt) },
            ], rows: rows)
    }

    private static func state(_ job: Job) -> String {
        if job.cancelRequested { return "\(job.state.rawValue) (cancelling)" }
        return job.pauseRequested == true ? "\(job.state.rawValue) (pausing)" : job.state.rawValue
    }

    private static func metric(_ run: Run, _ key: String, digits: Int) -> Cell {
        .number(optional: run.metrics[key]?.value, digits: digits)
    }
}
