import ArgumentParser
import Client
import Foundation
import HTTPClient
import Logging
import RunnerKit
import Vocabulary
import WorkerRuntime

/// `worker`: this machine works for a coordinator.
struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Lets this machine work for a coordinator until SIGTERM or SIGINT.",
        discussion: """
            Runners are the executables named runner-… beside this program and in every --runners folder. A stopping worker gives its jobs \
            back and ends within ten seconds; a second signal ends it at once.

            Example: shoestring worker --url https://shoestring.example.org --token-file token --label attic
            """)

    @Option(help: "Its name, unique among the coordinator's workers; by default the host's name.")
    var name: String?

    @Option(help: "Attempts at once; more than one disturbs measurements.")
    var slots = 1

    @Option(help: "Memory for one attempt, in MiB; by default 90 % of what there is, shared by the slots.")
    var memoryMib: Int?

    @Option(help: "A label that jobs can ask for; may be repeated.")
    var label: [String] = []

    @Option(help: "A further folder with runners; may be repeated.")
    var runners: [String] = []

    @Option(
        help: "Which machine it is, for its price: device:NAME, or PROVIDER/TYPE/REGION[/ZONE]/on_demand|spot|reserved."
    )
    var host: String?

    @Option(help: "Where scratch and cache folders are made; by default ~/.cache/shoestring.")
    var data: String?

    @Option(help: "What is logged: debug, info, notice, warning or error.")
    var logLevel = "info"

    @OptionGroup var server: ServerOptions

    func validate() throws {
        guard (1...64).contains(slots) else { throw ValidationError("--slots is a whole number from 1 to 64") }
        if let memoryMib, memoryMib < 16 { throw ValidationError("--memory-mib is a whole number from 16") }
        if let host, WorkerHost(host) == nil { throw ValidationError("--host is \(WorkerHost.expectation)") }
        guard Logger.Level(rawValue: logLevel) != nil else {
            throw ValidationError("--log-level is one of debug, info, notice, warning, error")
        }
    }

    func run() async throws {
        try await reporting {
            let signals = try StopSignals.watch()
            var logger = Logger(label: "worker") { StreamLogHandler.standardError(label: $0) }
            logger.logLevel = Logger.Level(rawValue: logLevel) ?? .info
            let environment = RunnerEnvironment(from: ProcessInfo.processInfo.environment)
            let settings = try await settings(environment, logger)
            let client = ShoestringClient(try server.endpoint(), http: try HTTPClient(), retries: .never)
            let agent = Agent(settings: settings, connection: client, environment: environment, logger: logger)
            let (stopping, stop) = AsyncStream.makeStream(of: Void.self)
            let end = try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await _ in signals { stop.yield() }
                }
                let end = try await agent.run(stopping: stopping)
                group.cancelAll()
                return end
            }
            if case .refused(let error) = end { throw error }
        }
    }

    private func settings(_ environment: RunnerEnvironment, _ logger: Logger) async throws -> AgentSettings {
        let machine = MachineFacts.read()
        let folders = try [Installation.programFolder()] + runners.map { URL(filePath: $0).path }
        let catalogue = await RunnerCatalogue.search(folders, environment: environment)
        for runner in catalogue.runners {
            let description = runner.description
            logger.info("\(runner.path): \(description.engine) \(description.engineVersion)")
        }
        for (path, reason) in catalogue.silent { logger.warning("\(path) is left out: \(reason)") }
        if catalogue.runners.isEmpty {
            logger.warning("no runner was found in \(folders.joined(separator: ", ")): no job can be taken")
        }
        return AgentSettings(
            name: name ?? machine.hostName ?? "worker", slots: slots, memoryMiB: memoryMib ?? share(of: machine),
            labels: label, dataPath: dataPath, machine: machine, runners: catalogue.runners,
            version: Installation.version, host: host.flatMap { WorkerHost($0) })
    }

    /// 90 % of the machine's memory or of the cgroup's limit, whichever is less, for each slot alike.
    private func share(of machine: MachineFacts) -> Int {
        let memory = min(machine.memoryMiB, machine.memoryLimitMiB ?? machine.memoryMiB)
        return max(16, memory * 9 / 10 / slots)
    }

    private var dataPath: String {
        if let data { return URL(filePath: data).path }
        let environment = ProcessInfo.processInfo.environment
        let cache = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "/var/tmp") + "/.cache"
        return cache + "/shoestring"
    }
}
