import ArgumentParser
import Foundation
import Logging
import Migrations
import Postgres
import PrivatePostgres
import ServiceLifecycle
import Store

/// Which database is used, and how much is said about it.
struct DatabaseOptions: ParsableArguments {
    @Option(help: "The data directory; a private Postgres lives in it unless DATABASE_URL is set.")
    var data = ".data"

    @Option(help: "Sessions with Postgres (1 to 50).")
    var sessions = 8

    @Option(help: "What is logged: debug, info, notice, warning or error.")
    var logLevel = "notice"

    mutating func validate() throws {
        guard (1...50).contains(sessions) else { throw ValidationError("--sessions is a number from 1 to 50") }
        guard Logger.Level(rawValue: logLevel) != nil else {
            throw ValidationError("--log-level is one of debug, info, notice, warning, error")
        }
    }

    /// A logger that writes to standard error: standard output is for results.
    func logger(label: String) -> Logger {
        var logger = Logger(label: label) { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = Logger.Level(rawValue: logLevel) ?? .notice
        return logger
    }

    /// Starts the private Postgres where none is given, connects, and brings the schema up to date.
    func open(logger: Logger) async throws -> OpenDatabase {
        var cluster: PrivateCluster?
        var connection = ProcessInfo.processInfo.environment["DATABASE_URL"] ?? ""
        if connection.isEmpty {
            let directory = URL(fileURLWithPath: data).appending(path: "postgres").path
            let started = PrivateCluster(PrivateClusterConfiguration(directory: directory), logger: logger)
            connection = try await started.start()
            cluster = started
        }
        var configuration = PostgresConfiguration(
            connectionString: connection, applicationName: "shoestringd", maximumSessions: sessions)
        configuration.settings = PostgresLedger.sessionSettings
        let opened = OpenDatabase(client: PostgresClient(configuration, logger: logger), cluster: cluster)
        do {
            try await Migrator(files: try Migrations.files(), logger: logger)(opened.client)
        } catch {
            await opened.close()
            throw error
        }
        return opened
    }
}

/// A database that answers and has the newest schema.
struct OpenDatabase {
    let client: PostgresClient
    let cluster: PrivateCluster?

    /// What has to run beside the coordinator, in the order of starting.
    var services: [any Service] { (cluster.map { [$0] } ?? []) + [client] }

    /// Ends the sessions and stops the private Postgres.
    func close() async {
        await client.shutDown()
        await cluster?.stop()
    }
}
