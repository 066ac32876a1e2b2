import ArgumentParser
import Client
import Foundation
import HTTPClient
import RunnerKit
import Vocabulary
import WorkerRuntime

/// `doctor`: what this machine can do, and what is missing.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Checks the coordinator, the runners and this machine.",
        discussion: """
            Ends with 0 when nothing failed, with 2 when only the coordinator does not answer, and with 1 for any other failure.

            Example: shoestring doctor --format json
            """)

    @Option(help: "A further folder with runners; may be repeated.")
    var runners: [String] = []

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func run() async throws {
        try await reporting {
            let machine = MachineFacts.read()
            let folders = try [Installation.programFolder()] + runners.map { URL(filePath: $0).path }
            let catalogue = await RunnerCatalogue.search(
                folders, environment: RunnerEnvironment(from: ProcessInfo.processInfo.environment))
            let client = ShoestringClient(try server.endpoint(), http: try HTTPClient(), retries: .never)
            let coordinator = await CoordinatorCheck.perform(client)
            let checks =
                coordinator + RunnerCheck.checks(catalogue, folders: folders)
                + MachineCheck.checks(
                    machine, freeBytes: MachineCheck.freeBytes(at: FileManager.default.currentDirectoryPath))
            Terminal.write(try Check.listing(checks).text(output.format, width: Terminal.width))
            let failed = checks.filter { $0.state == .failure }
            if failed.contains(where: { !coordinator.contains($0) }) { throw ExitCode(ExitStatus.unexpected.rawValue) }
            if !failed.isEmpty { throw ExitCode(ExitStatus.unreachable.rawValue) }
        }
    }
}

/// One thing that was looked at.
struct Check: Encodable, Hashable, Sendable {
    /// How it stands.
    enum State: String, Encodable, Sendable {
        case ok
        case warning
        case failure
    }

    let name: String
    let state: State
    let detail: String
    /// What to do about it.
    var advice: String?

    static func listing(_ checks: [Check]) -> Listing<Check> {
        Listing(
            columns: [
                .text("check") { .text($0.name) }, .text("state") { .text($0.state.rawValue) },
                .text("found", isFlexible: true) { .text($0.detail) },
                .text("what to do", isFlexible: true) { .text(optional: $0.advice) },
            ], rows: checks)
    }
}
