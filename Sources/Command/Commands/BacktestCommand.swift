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
            folder are looked into. docs/pricing-spot.md says what the figures are means of.

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

    @OptionGroup var output: FormatOptions

    func validate() throws {
        guard machines >= 1 else { throw ValidationError("--machines is a whole number, 1 or more") }
    }

    func run() async throws {
        try await reporting {
            let backtest = Backtest(seed: seed, isReversed: reverse)
            let files = try TraceFolder.files(in: traces)
            var rows: [BacktestRow] = []
            var unreadable: [BacktestReport.Unreadable] = []
            for file in files {
                do {
                    let trace = try AvailabilityTrace(json: try Data(contentsOf: file.url), machines: machines)
                    rows.append(try backtest.row(name: file.name, trace: trace))
                } catch {
                    let problem = (error as? InvalidInput)?.description ?? error.localizedDescription
                    Terminal.note("\(file.name): \(problem)")
                    unreadable.append(BacktestReport.Unreadable(name: file.name, problem: problem))
                }
            }
            let report = BacktestReport(backtest, rows: rows, unreadable: unreadable)
            Terminal.write(try Listings.backtest(report, output.format, width: Terminal.width))
            if !unreadable.isEmpty { throw ExitCode(ExitStatus.workFailed.rawValue) }
        }
    }
}

/// The traces of a folder.
enum TraceFolder {
    struct File {
        let name: String
        let url: URL
    }

    /// The JSON files of a folder and of the folders in it, by name.
    static func files(in folder: String) throws -> [File] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            throw CommandFailure("there is no folder \(folder)", .notFound)
        }
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".json") }
            .sorted()
        guard !names.isEmpty else { throw CommandFailure("there is no JSON file in \(folder)", .notFound) }
        let root = URL(filePath: folder, directoryHint: .isDirectory)
        return names.map { File(name: $0, url: root.appending(path: $0)) }
    }
}
