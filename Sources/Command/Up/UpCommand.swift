import ArgumentParser
import Client
import Foundation
import HTTPClient
import WorkerRuntime

/// `up`: a coordinator and a worker on this machine.
struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Runs a coordinator, with its database, and a worker here until SIGTERM or SIGINT.",
        discussion: """
            Both are processes of their own and are started again when they die. A private Postgres lives in the data folder unless \
            DATABASE_URL names another.

            Example: shoestring up --port 8080 --data .data
            """)

    @Option(help: "The port to listen on.")
    var port = 8080

    @Option(help: "The address to listen on; any other than loopback needs tokens.")
    var host = "127.0.0.1"

    @Option(help: "Where database, files and caches live.")
    var data = ".data"

    @Flag(help: "The coordinator alone.")
    var noWorker = false

    @Option(help: "Attempts at once; more than one disturbs measurements.")
    var slots = 1

    func validate() throws {
        guard (1...65535).contains(port) else { throw ValidationError("--port is a whole number from 1 to 65535") }
        guard (1...64).contains(slots) else { throw ValidationError("--slots is a whole number from 1 to 64") }
    }

    /// Where the worker and we ourselves reach the coordinator.
    private var localURL: String {
        let everywhere = ["0.0.0.0", "::", "[::]"].contains(host)
        let name = everywhere ? "127.0.0.1" : host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        return "http://\(name):\(port)"
    }

    func run() async throws {
        try await reporting {
            let signals = try StopSignals.watch()
            let folder = try Installation.programFolder()
            let coordinator = Supervisor(
                "coordinator", folder + "/shoestringd",
                ["serve", "--port", String(port), "--host", host, "--data", data], mustProveItself: true)
            let worker = Supervisor(
                "worker", folder + "/shoestring",
                ["worker", "--url", localURL, "--slots", String(slots), "--data", data + "/worker"])
            let failure = try await withThrowingTaskGroup(of: CommandFailure?.self) { group in
                group.addTask {
                    await coordinator.run().map { CommandFailure("the coordinator \($0)") }
                }
                group.addTask {
                    try await awaitHealth()
                    coordinator.proveWorthwhile()
                    Terminal.write("listening on \(localURL)/\n")
                    if !noWorker { _ = await worker.run() }
                    for await _ in AsyncStream<Never>.makeStream().stream {}
                    return nil
                }
                group.addTask {
                    for await number in signals {
                        Terminal.note("shoestring: stopping, signal \(number)")
                        break
                    }
                    return nil
                }
                let first = try await group.next() ?? nil
                await worker.stop(within: .seconds(12))
                await coordinator.stop(within: .seconds(60))
                group.cancelAll()
                return first
            }
            if let failure { throw failure }
        }
    }

    /// Waits until the coordinator answers; its own first start makes a database, which takes seconds.
    private func awaitHealth() async throws {
        let client = ShoestringClient(try Endpoint(url: localURL), http: try HTTPClient(), retries: .never)
        while true {
            do throws(ClientError) {
                _ = try await client.health()
                return
            } catch {
                if case .cancelled = error { throw error }
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}
