public import Client
public import Vocabulary
public import Wire

/// What an agent asks of a coordinator. ``ShoestringClient`` is the real one; tests have one in memory.
public protocol CoordinatorConnection: Sendable {
    /// Introduces the worker.
    func register(_ body: RegisterWorkerBody) async throws(ClientError) -> Worker
    /// Asks for work and waits for it.
    func claim(_ body: ClaimBody) async throws(ClientError) -> ClaimAnswer
    /// Extends leases.
    func heartbeat(_ body: HeartbeatBody) async throws(ClientError) -> HeartbeatAnswer
    /// Writes events of an attempt; the answer can say that it is to be given back.
    func write(_ body: EventsBody, for attempt: AttemptID) async throws(ClientError) -> EventsAnswer
    /// Ends an attempt.
    func finish(_ attempt: AttemptID, _ body: FinishBody) async throws(ClientError) -> FinishAnswer
    /// Gives an attempt's job back.
    func release(_ attempt: AttemptID) async throws(ClientError)
    /// Fetches a stored file into a new file and checks its bytes.
    func download(_ sha256: String, to path: String) async throws(ClientError)
    /// Stores a file under the checksum of its bytes, unless the coordinator has it.
    func upload(file path: String, name: String) async throws(ClientError) -> StoredFile
}

extension ShoestringClient: CoordinatorConnection {}
