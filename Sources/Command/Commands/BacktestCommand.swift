import ArgumentParser
import Foundation
import Pricing
import Vocabulary

/// `backtest`: how good estimates of spot machines are on traces. Needs no coordinator.
struct BacktestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backtest",
        abstract: "Sets estimates of spot machines against availability traces.",
        discussion: """
            From the first half of each trace come the interruption rate and the intervals, the second half is replayed over a grid of jobs. \
            A trace is a JSON file {"metadata": {"gap_seconds": 600}, "data": [1, 1, 0, …]}, machines to be had in each tick; folders in the \
            folder are looked into. docs/pricing-spot.md says what the figures are means of; --every-cut shows how much they depend on the cut.

            Exit codes: 0 every file was read, 3 some file is no trace (the others are judged), 5 no such folder or no trace in it, 64 usage.

            Example: shoestring backtest --traces spot-traces --format json
            """)

    @Option(help: "The folder with the traces, JSON files.")
    var traces: String

    @Option(help: "The seed of starts and simulated courses: the same seed, the same figures.")
    var seed: UInt64 = 1

    @Flag(help: "Estimates the first half from the second: how much is the luck of which came first?")
    var reverse = false

    @Option(help: "Machines that the job needs at once: a tick with fewer is down.")
    var machines = 1

    @Option(help: "The share of each trace that the estimates are made from, 0.05 to 0.95.")
    var split = 0.5

    @Option(help: "Uses one of several equal parts of each trace, as 2/3.")
    var part: String?

    @Flag(
        help:
            "Cuts the traces, and halves and thirds of them, in ten places, each way round: how much is the luck of the cut?"
    )
    var everyCut = false

    @Flag(help: "Moves jobs between the traces of one name but for the zone, as if they began at the same moment.")
    var failover = false

    @Option(help: "With --failover, seconds that a launch in another zone needs beside the restart.")
    var transferSeconds = 60.0

    @OptionGroup var output: FormatOptions

    func validate() throws {
        guard machines >= 1 else { throw ValidationError("--machines is a whole number, 1 or more") }
        guard (0.05...0.95).contains(split) else { throw ValidationError("--split is a share from 0.05 to 0.95") }
        guard (0...86_400).contains(transferSeconds) else {
            throw ValidationError("--transfer-seconds is a number from 0 to 86400")
        }
        guard !everyCut || !(failover || reverse || part != nil || split != 0.5) else {
            throw ValidationError("--every-cut goes without --failover, --reverse, --part and --split")
        }
        if let part, Self.fraction(part) == nil {
            throw ValidationError("--part is one of several parts, as 2/3, not '\(part)'")
        }
    }

    /// `2/3` as the second of three, from 0.
    private static func fraction(_ text: String) -> (index: Int, count: Int)? {
        let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.count == 2, let index = numbers[0], let count = numbers[1], (1...1000).contains(count),
            (1...count).contains(index)
        else { return nil }
        return (index - 1, count)
    }

    /// The trace of a file, or the part of it that was asked for.
    private func trace(_ file: TraceFolder.File) throws(BacktestReport.Unreadable) -> AvailabilityTrace {
        let whole = try TraceFolder.read(file, machines: machines)
        guard let part, let (index, count) = Self.fraction(part) else { return whole }
        guard let cut = whole.part(index, of: count) else {
            throw BacktestReport.Unreadable(
                name: file.name, problem: "--part \(part) must leave at least 4 of the \(whole.isUp.count) ticks")
        }
        return cut
    }

    func run() async throws {
        try await reporting {
            let backtest = Backtest(seed: seed, isReversed: reverse, split: split)
            let files = try TraceFolder.files(in: traces)
            var traces: [(name: String, trace: AvailabilityTrace)] = []
            var unreadable: [BacktestReport.Unreadable] = []
            for file in files {
                do throws(BacktestReport.Unreadable) {
                    traces.append((file.name, try trace(file)))
                } catch {
                    Terminal.note(error.description)
                    unreadable.append(error)
                }
            }
            if failover {
                try writeFailover(traces, backtest)
            } else if everyCut {
                let report = try CutsReport(traces, seed: seed, unreadable: unreadable)
                Terminal.write(try Listings.cuts(report, output.format, width: Terminal.width))
            } else {
                let rows = try traces.map { try backtest.row(name: $0.name, trace: $0.trace) }
                let report = BacktestReport(backtest, rows: rows, unreadable: unreadable)
                Terminal.write(try Listings.backtest(report, output.format, width: Terminal.width))
            }
            if !unreadable.isEmpty { throw ExitCode(ExitStatus.workFailed.rawValue) }
        }
    }

    private func writeFailover(_ traces: [(name: String, trace: AvailabilityTrace)], _ backtest: Backtest) throws {
        let failover = FailoverBacktest(backtest, transferSeconds: transferSeconds)
        let groups = Dictionary(grouping: traces) { TraceFolder.nameWithoutZone($0.name) }
        let rows = try groups.sorted { $0.key < $1.key }.map { try failover.row($0.value) }
        if output.format == .json {
            Terminal.write(try JSONText.of(rows))
        } else {
            Terminal.write(try Listings.failover(rows).text(output.format, width: Terminal.width))
        }
    }
}
