import CLibpq
import Foundation
import Logging
import Synchronization

/// What a listener hears.
public enum PostgresNotification: Sendable, Equatable {
    /// `LISTEN` is in force, for the first time or again: whatever was notified before may have been missed, so look now.
    case listening
    /// Somebody notified. - Parameters: processID: the backend of the one who did.
    case notification(channel: String, payload: String, processID: Int32)
}

/// A thread with a connection of its own that listens until it is stopped, and connects again when the connection ends.
final class Listener: Sendable {
    /// How often the thread looks whether it is to stop, in milliseconds.
    private static let tick: Int32 = 200
    /// How often an idle connection is asked for a sign of life: a peer that vanished sends no end.
    private static let heartbeat = Duration.seconds(30)
    private static let pauses: [Duration] = [.milliseconds(50), .milliseconds(200), .seconds(1), .seconds(5)]
    /// How many notifications wait for a slow reader. Beyond that they are dropped and `.listening` says so later.
    static let bufferSize = 4096

    private let configuration: PostgresConfiguration
    private let channels: [String]
    private let logger: Logger
    private let continuation: AsyncStream<PostgresNotification>.Continuation
    private let stopped = Atomic(false)
    private let missed = Atomic(false)

    private init(
        _ configuration: PostgresConfiguration, _ channels: [String], _ logger: Logger,
        _ continuation: AsyncStream<PostgresNotification>.Continuation
    ) {
        self.configuration = configuration
        self.channels = channels
        self.logger = logger
        self.continuation = continuation
    }

    static func start(
        _ configuration: PostgresConfiguration, channels: [String], logger: Logger
    ) -> AsyncStream<PostgresNotification> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: PostgresNotification.self, bufferingPolicy: .bufferingOldest(bufferSize))
        let listener = Listener(configuration, channels, logger, continuation)
        continuation.onTermination = { [weak listener] _ in listener?.stopped.store(true, ordering: .releasing) }
        let thread = Thread { listener.run() }
        thread.name = "postgres-listen"
        thread.start()
        return stream
    }

    private var isStopped: Bool { stopped.load(ordering: .acquiring) }

    private func run() {
        var failures = 0
        while !isStopped {
            do throws(PostgresError) {
                let connection = try ConnectionHandle.open(configuration)
                try subscribe(connection)
                failures = 0
                report(.listening)
                try hear(connection)
            } catch {
                // Once per interruption, not once per attempt.
                let level: Logger.Level = failures == 0 ? .warning : .debug
                logger.log(level: level, "listening was interrupted", metadata: ["error": "\(error)"])
            }
            pause(Self.pauses[min(failures, Self.pauses.count - 1)])
            failures += 1
        }
        continuation.finish()
    }

    private func subscribe(_ connection: borrowing ConnectionHandle) throws(PostgresError) {
        for channel in channels {
            let escaped = channel.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
            try command("LISTEN \"\(escaped)\"", on: connection)
        }
    }

    /// Sends a command and waits for its end; notifications that arrive meanwhile stay with libpq.
    private func command(_ sql: String, on connection: borrowing ConnectionHandle) throws(PostgresError) {
        guard unsafe PQsendQuery(connection.pointer, sql) == 1 else { throw .connection(connection.message) }
        let deadline = ContinuousClock.now + .seconds(10)
        var failure: ServerError?
        while true {
            let unsent = connection.flush()
            if !connection.isBusy {
                guard let result = ResultHandle.next(of: connection) else { break }
                if result.status != PGRES_COMMAND_OK, result.status != PGRES_TUPLES_OK {
                    failure = result.serverError(statementName: "")
                }
                continue
            }
            if connection.wait(forWriting: unsent == 1, milliseconds: Self.tick) == .readable,
                !connection.consumeInput()
            {
                throw .connection(connection.message)
            }
            if isStopped || ContinuousClock.now > deadline { throw .connection("no answer to \(sql)") }
        }
        if let failure { throw .server(failure) }
    }

    private func hear(_ connection: borrowing ConnectionHandle) throws(PostgresError) {
        var lastSign = ContinuousClock.now
        while !isStopped {
            while let heard = connection.nextNotification() {
                report(.notification(channel: heard.channel, payload: heard.payload, processID: heard.processID))
            }
            switch connection.wait(forWriting: false, milliseconds: Self.tick) {
            case .readable:
                guard connection.consumeInput() else { throw .connection(connection.message) }
                lastSign = .now
            case .writable, .timeout:
                guard ContinuousClock.now - lastSign > Self.heartbeat else { continue }
                try command("SELECT 1", on: connection)
                lastSign = .now
            }
        }
    }

    private func report(_ event: PostgresNotification) {
        if missed.load(ordering: .relaxed), case .enqueued = continuation.yield(.listening) {
            missed.store(false, ordering: .relaxed)
        }
        if case .dropped = continuation.yield(event) { missed.store(true, ordering: .relaxed) }
    }

    private func pause(_ duration: Duration) {
        let end = ContinuousClock.now + duration
        while !isStopped, ContinuousClock.now < end { Thread.sleep(forTimeInterval: 0.05) }
    }
}

extension PostgresClient {
    /// Listens on channels, over a connection outside of the pool, until the stream's reader goes or its task is cancelled.
    ///
    /// It connects again by itself. A slow reader loses notifications beyond 4,096 and gets `.listening` instead.
    /// - Parameter channels: names in the case that the server keeps: `NOTIFY Name` without quotes notifies `name`.
    public func listen(channels: [String]) -> AsyncStream<PostgresNotification> {
        Listener.start(configuration, channels: channels, logger: logger)
    }
}
