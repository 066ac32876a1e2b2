import ArgumentParser
import Client
import Foundation
import ModelZoo
import Pricing
import Vocabulary
import Wire

/// `validate`: how good run-time predictions are on the runs that there are.
struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Leaves each model or device out, predicts its runs, and compares.",
        discussion: """
            Finished benchmark runs of the coordinator in latency mode count, or those of a CSV file with the columns device, model, batch, \
            precision and latency_median_ms (and processor, cores, flags, l2_kib, l3_kib). Only networks of the zoo can be predicted.

            Example: shoestring validate --leave-out model --runs runs.csv --format json
            """)

    @Option(help: "What is left out at a time: model or device.")
    var leaveOut: Validation.LeaveOut = .model

    @Option(help: "A CSV file of runs; the coordinator's when this is not given.")
    var runs: String?

    @Option(help: "How many of the coordinator's runs at most, newest first.")
    var limit = 1000

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func run() async throws {
        try await reporting {
            let (observations, sites) = try await evidence()
            var networks: [String: [KernelWork]] = [:]
            for name in Set(observations.map(\.model)) {
                guard let architecture = ModelZoo.architecture(named: name) else { continue }
                networks[name] = try architecture.graph().kernels()
            }
            let skipped = observations.filter { networks[$0.model] == nil }.count
            if skipped > 0 { Terminal.note("\(skipped) runs of networks that the zoo does not have are left out") }
            let validation = Validation(
                leaving: leaveOut, observations: observations, sites: sites, networks: networks)
            guard !validation.rows.isEmpty else {
                throw CommandFailure(
                    "nothing to compare: it takes runs of at least two networks, or devices with shared networks",
                    .refused)
            }
            Terminal.write(try Listings.validation(validation.rows).text(output.format, width: Terminal.width))
        }
    }

    private func evidence() async throws -> ([RunObservation], [String: RunTimeSite]) {
        if let runs {
            let table = try RunTable(csv: Self.text(of: runs))
            return (table.observations, table.sites)
        }
        let client = try server.client()
        var query = RunQuery()
        query.status = .finished
        let rows = try await everyPage(limit) { limit, cursor in
            query.limit = limit
            query.cursor = cursor
            return try await client.runs(query)
        }
        var observations: [RunObservation] = []
        var sites: [String: RunTimeSite] = [:]
        for run in rows {
            guard case .benchmark(let benchmark)? = run.configuration, benchmark.mode == .latency,
                case .zoo(let model) = benchmark.model,
                let milliseconds = run.metrics[MetricName.latencyMedian]?.value,
                let machine = try await machine(of: run.id, client)
            else { continue }
            let version = run.tags["engine_version"] ?? ""
            let device =
                "\(machine.hostName ?? machine.processor ?? "") \(benchmark.engine) \(version) \(benchmark.device) "
                + "\(benchmark.threads ?? machine.usableProcessors) threads"
            observations.append(
                try RunObservation(
                    device: device, model: model, batch: benchmark.batch, precision: benchmark.precision,
                    seconds: milliseconds / 1000, reference: "run \(run.id)"))
            sites[device] = RunTimeSite(device: device, machine: machine)
        }
        return (observations, sites)
    }

    private static func text(of path: String) throws -> String {
        do {
            return try String(contentsOf: URL(filePath: path), encoding: .utf8)
        } catch {
            throw CommandFailure("\(path) cannot be read as text: \(error.localizedDescription)", .usage)
        }
    }

    private func machine(of run: RunID, _ client: ShoestringClient) async throws -> MachineFacts? {
        guard let facts = try await client.run(run).facts, let machine = facts["machine"] else { return nil }
        do {
            return try JSONDecoder().decode(MachineFacts.self, from: machine.canonicalData())
        } catch {
            Terminal.note("run \(run) does not describe its machine: left out")
            return nil
        }
    }
}

extension Listings {
    static func validation(_ rows: [Validation.Row]) -> Listing<Validation.Row> {
        Listing(
            columns: [
                .text("level") { .text($0.level) },
                .number("runs") { .integer($0.count) },
                .number("median error (%)") { .number($0.medianError * 100, digits: 1) },
                .number("p90 error (%)") { .number($0.p90Error * 100, digits: 1) },
                .number("predicted/measured (median)") { .number($0.bias, digits: 3) },
                .number("within stated 90 % (%)") { .number($0.coverage90 * 100, digits: 1) },
            ], rows: rows)
    }
}
