import ArgumentParser
import Coordinator
import Foundation
import Logging
import Postgres
import ServiceLifecycle
import Store
import UnixSignals
import Vocabulary
import Workflow

/// Runs the coordinator until SIGTERM or SIGINT.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs the coordinator until SIGTERM or SIGINT.",
        discussion: """
            It listens on loopback unless told otherwise; on any other address every request needs a token, and it does not start \
            while there is none.

            Example: shoestringd serve --host 0.0.0.0 --port 8080 --data /var/lib/shoestring
            """)

    @OptionGroup var database: DatabaseOptions

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen on; 0 takes a free one.")
    var port = 8080

    @Option(help: "Seconds that an attempt may be silent before another worker gets its job (1 to 3600).")
    var leaseSeconds = 30.0

    @Flag(help: "Ask for a token also on loopback.")
    var requireTokens = false

    @Option(help: "A further host name that requests without a token may use; may be repeated.")
    var allowHost: [String] = []

    @Option(help: "A file with the secret of an administrator's token, stored at the first start.")
    var adminTokenFile: String?

    @Flag(help: "Commit every write of a worker by itself; what group commit is measured against.")
    var commitAlone = false

    @Option(help: "The folder of the page; found beside the program by default.")
    var page: String?

    @Option(help: "The folder of the page's third-party scripts; found beside the program by default.")
    var vendor: String?

    mutating func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port is a number from 0 to 65535") }
        guard LeasePolicy(seconds: leaseSeconds) != nil else {
            throw ValidationError("--lease-seconds is a number from 1 to 3600")
        }
    }

    func run() async throws {
        let logger = database.logger(label: "shoestringd")
        do {
            try await serve(logger: logger)
        } catch let error as ExitCode {
            throw error
        } catch {
            try Failure.exit(error)
        }
    }

    private func serve(logger: Logger) async throws {
        let opened = try await database.open(logger: logger)
        do {
            try await serve(opened, logger: logger)
        } catch {
            await opened.close()
            throw error
        }
        await opened.close()
    }

    private func serve(_ opened: OpenDatabase, logger: Logger) async throws {
        let ledger = try PostgresLedger(client: opened.client, groups: commitAlone ? .alone : GroupCommit())
        try await storeAdministrator(in: ledger, logger: logger)
        let configuration = try await coordinatorConfiguration(ledger: ledger, logger: logger)
        let wakeups = Wakeups()
        let feeds = try PriceSources.feeds()
        try await PriceSources.loadSeed(into: ledger, logger: logger)
        let service = CoordinatorService(
            configuration: configuration, ledger: ledger, catalogue: try Zoo.catalogue(), feeds: feeds,
            wakeups: wakeups, logger: logger)
        let host = host
        let application = try service.application { port in
            let name = host.contains(":") ? "[\(host)]" : host
            Failure.say("listening on http://\(name):\(port)/")
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: opened.services.map { .init(service: $0) } + [
                    .init(service: WorkListener(client: opened.client, wakeups: wakeups)),
                    .init(service: service.upkeep()), .init(service: application),
                    // Last in, so first to be told to shut down.
                    .init(service: service.longPolls()),
                ],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
    }

    private func coordinatorConfiguration(
        ledger: PostgresLedger, logger: Logger
    ) async throws -> CoordinatorConfiguration {
        let loopback = Loopback.contains(host)
        if !loopback || requireTokens, try await ledger.tokens().isEmpty {
            throw Failure.noTokens(host: host)
        }
        var access = AccessPolicy.tokens
        if loopback, !requireTokens {
            access = AccessPolicy(
                requiresToken: false,
                allowedHosts: AccessPolicy.loopback.allowedHosts.union(allowHost.map { $0.lowercased() }))
        }
        var configuration = CoordinatorConfiguration(host: host, port: port, access: access)
        configuration.lease = LeasePolicy(seconds: leaseSeconds) ?? .standard
        configuration.pageFolder = page ?? Installation.folder("web-static", marker: "index.html")
        configuration.vendorFolder = vendor ?? Installation.vendorFolder()
        if configuration.pageFolder == nil {
            logger.warning("the page's files were not found; only the API is served", metadata: ["option": "--page"])
        }
        return configuration
    }

    private func storeAdministrator(in ledger: PostgresLedger, logger: Logger) async throws {
        guard let adminTokenFile else { return }
        let secret = try String(contentsOfFile: adminTokenFile, encoding: .utf8)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard secret.count >= 32 else { throw Failure.weakSecret(file: adminTokenFile) }
        guard try await ledger.token(secret: secret) == nil else { return }
        _ = try await ledger.createToken(name: "administrator", role: .admin, secret: secret)
        logger.info("stored the administrator's token", metadata: ["file": "\(adminTokenFile)"])
    }
}
