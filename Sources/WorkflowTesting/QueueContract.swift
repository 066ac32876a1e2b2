public import Workflow

/// What every ledger promises about the queue; each promise is checked on an empty ledger of its own.
///
/// The same promises hold for ``InMemoryLedger`` and for the ledger in Postgres.
public struct QueueContract: Sendable {
    /// The ledger, empty.
    public let ledger: any Ledger
    /// Lets so many seconds pass by the ledger's clock: leases, pauses and what was last heard of workers are that much older.
    public let pass: @Sendable (_ seconds: Double) async throws -> Void

    /// A contract over an empty ledger.
    public init(ledger: any Ledger, pass: @escaping @Sendable (_ seconds: Double) async throws -> Void) {
        self.ledger = ledger
        self.pass = pass
    }

    /// One promise.
    public struct Promise: Sendable, CustomStringConvertible {
        /// The promise in words.
        public let description: String
        private let keep: @Sendable (QueueContract) async throws -> Void

        init(_ description: String, _ keep: @escaping @Sendable (QueueContract) async throws -> Void) {
            self.description = description
            self.keep = keep
        }

        /// Checks the promise.
        ///
        /// - Throws: ``ContractBroken`` with what came instead, or the ledger's error.
        public func check(_ contract: QueueContract) async throws { try await keep(contract) }
    }

    /// All of them.
    public static let promises =
        life + fencing + claiming + ending + time + submitting + artifacts + pausing + searching
}

/// A promise that was not kept.
public struct ContractBroken: Error, CustomStringConvertible {
    /// What was expected, what came, and where.
    public let description: String
}

/// Compares what a ledger answered with what it promises.
func expect<Value: Equatable>(
    _ actual: Value, is expected: Value, file: StaticString = #fileID, line: UInt = #line
) throws(ContractBroken) {
    guard actual != expected else { return }
    throw ContractBroken(description: "\(file):\(line): expected \(expected), not \(actual)")
}

/// What must be there.
func need<Value>(_ value: Value?, file: StaticString = #fileID, line: UInt = #line) throws(ContractBroken) -> Value {
    guard let value else { throw ContractBroken(description: "\(file):\(line): there was no \(Value.self)") }
    return value
}
