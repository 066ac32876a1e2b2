import CLibpq

/// One connection to the server, used by one caller at a time, on a thread of its own.
///
/// Its methods are synchronous. Inside ``PostgresClient/withSession(_:)`` and ``transaction(isolation:access:retries:_:)``
/// the body runs on the session's own thread, so it calls them without `await`; from elsewhere they need one.
/// While it waits for the server it looks every 50 ms whether its task was cancelled; if so it asks the server to end the
/// statement and the session is discarded when it is given back. ``PostgresError/cancelled`` then means that nothing of the
/// statement took effect; one that was done before the request arrived is reported as done.
public actor PostgresSession {
    /// How often a waiting session looks whether its task was cancelled.
    static let cancellationTick: Int32 = 50
    /// How long a cancelled statement may take to end before the connection is dropped. The server answers a cancel within
    /// milliseconds; only a network that swallows packets takes longer.
    static let cancellationGrace: Duration = .seconds(2)

    let connection: ConnectionHandle
    private nonisolated let thread: SessionThread
    /// The socket, to see from outside whether something arrived while idle.
    nonisolated let socket: Int32
    /// The process id of the server's backend, as `pg_stat_activity.pid` shows it.
    public nonisolated let backendProcessID: Int32
    /// The server's version: 150020 is 15.20.
    public nonisolated let serverVersion: Int

    var prepared: [PreparedKey: Prepared] = [:]
    var preparedCount = 0
    /// Why the session cannot go on, once it cannot.
    var breakage: String?
    var inTransaction = false

    /// The session's own thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    private init(adopting connection: consuming ConnectionHandle, thread: SessionThread) {
        socket = connection.socket
        backendProcessID = connection.backendProcessID
        serverVersion = Int(connection.serverVersion)
        self.thread = thread
        self.connection = connection
    }

    deinit { thread.stop() }

    /// Opens a session outside of any pool. It is closed when the last reference to it goes.
    public static func open(_ configuration: PostgresConfiguration) async throws(PostgresError) -> PostgresSession {
        let result = await withCheckedContinuation { continuation in
            open(configuration) { result in continuation.resume(returning: result) }
        }
        return try result.get()
    }

    /// Opens a session on a new thread and reports on that thread.
    static func open(
        _ configuration: PostgresConfiguration,
        _ completion: @escaping @Sendable (Result<PostgresSession, PostgresError>) -> Void
    ) {
        SessionThread.start { thread in
            do throws(PostgresError) {
                let connection = try ConnectionHandle.open(configuration)
                let session = PostgresSession(adopting: connection, thread: thread)
                let failure = session.assumeIsolated { $0.failure(applying: configuration.sessionSettings) }
                completion(failure.map { .failure($0) } ?? .success(session))
            } catch {
                thread.stop()
                completion(.failure(error))
            }
        }
    }

    private func failure(applying settings: [(name: String, value: String)]) -> PostgresError? {
        guard !settings.isEmpty else { return nil }
        let statement = Statement(
            sql: "SELECT pg_catalog.set_config(s.name, s.value, false) FROM unnest(:names, :values) AS s (name, value)")
        do throws(PostgresError) {
            let bound = try statement.bind(["names": settings.map(\.name), "values": settings.map(\.value)])
            _ = try run([bound], cancellable: false)
            return nil
        } catch {
            return error
        }
    }

    /// Whether the pool may hand the session out again.
    var isReusable: Bool {
        breakage == nil && connection.isAlive && !inTransaction && connection.transactionStatus == PQTRANS_IDLE
    }

    /// Looks at what arrived while nobody used the session: a notice of shutdown, or the end of the connection.
    func verify() -> Bool {
        guard connection.consumeInput(), breakage == nil else { return false }
        while connection.nextNotification() != nil {}
        // A FATAL message is taken in as an error result; the connection is closed by the server right after it.
        return connection.wait(forWriting: false, milliseconds: 0) == .timeout && connection.isAlive
    }

    /// Records that the session is of no more use and makes the error for it.
    func broken(_ message: String, sent: Bool) -> PostgresError {
        let message = message.isEmpty ? "the server closed the connection" : message
        breakage = message
        return sent ? .connectionLost(message) : .connection(message)
    }
}
