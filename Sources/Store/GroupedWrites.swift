import Postgres
import Synchronization
import Workflow

/// Carries out small writes, many in one round trip and one transaction; the decisions are ``GroupCommit``'s.
///
/// Each write is a statement that refuses itself by returning no row; such a refusal undoes nothing. Only a statement that the server
/// rejects (a value out of range, a deadlock) undoes its group, and then each of the group is carried out alone. A write is answered after
/// the server acknowledged the commit that it is part of, never before.
final class GroupedWrites: Sendable {
    private typealias Answer = Result<Rows, PostgresError>

    private struct Guarded: ~Copyable {
        var policy: GroupCommit
        var waiting: [GroupCommit.Write: (statement: BoundStatement, answer: CheckedContinuation<Answer, Never>)] = [:]
    }

    private let client: PostgresClient
    private let guarded: Mutex<Guarded>

    init(client: PostgresClient, policy: GroupCommit) {
        self.client = client
        guarded = Mutex(Guarded(policy: policy))
    }

    /// How many groups are under way.
    var groupCount: Int { guarded.withLock { $0.policy.groupCount } }
    /// How many writes wait for the next group.
    var waitingCount: Int { guarded.withLock { $0.policy.waitingCount } }

    /// The statement's rows, once they are durable.
    ///
    /// - Throws: what the server said of this statement; ``PostgresError/connectionLost(_:)`` where it is not known whether the group was
    ///   committed; ``PostgresError/poolTimeout(waited:lastFailure:)`` when too many writes wait already.
    func execute(_ statement: BoundStatement) async throws(PostgresError) -> Rows {
        if Task.isCancelled { throw .cancelled }
        let answer: Answer = await withCheckedContinuation { continuation in
            perform { guarded in
                let (write, actions) = guarded.policy.submit(byteCount: statement.byteCount)
                guarded.waiting[write] = (statement, continuation)
                return actions
            }
        }
        return try answer.get()
    }

    private func perform(
        answers: [Answer] = [], _ decide: (inout Guarded) -> [GroupCommit.Action]
    ) {
        // What resumes or begins work happens outside of the lock.
        var later: [() -> Void] = []
        guarded.withLock { guarded in
            for action in decide(&guarded) { later.append(prepare(action, answers, &guarded)) }
        }
        for step in later { step() }
    }

    private func prepare(
        _ action: GroupCommit.Action, _ answers: [Answer], _ guarded: inout Guarded
    ) -> () -> Void {
        switch action {
        case .commit(let group):
            let statements = group.writes.compactMap { guarded.waiting[$0]?.statement }
            // A task of its own: the request that filled the group may be cancelled, and the others' writes may not.
            return { Task { await self.commit(group, statements) } }
        case .answer(let write, let place):
            let continuation = guarded.waiting.removeValue(forKey: write)?.answer
            return { continuation?.resume(returning: answers[place]) }
        case .refuse(let write):
            let continuation = guarded.waiting.removeValue(forKey: write)?.answer
            let reason = "\(guarded.policy.waitingCount) writes wait already"
            return {
                continuation?.resume(returning: .failure(.poolTimeout(waited: .zero, lastFailure: reason)))
            }
        }
    }

    private func commit(_ group: GroupCommit.Group, _ statements: [BoundStatement]) async {
        guard !group.isEachAlone else {
            var answers: [Answer] = []
            for statement in statements { answers.append(await together([statement]).map { $0[0] }) }
            return perform(answers: answers) { $0.policy.finished(group, .settled) }
        }
        switch await together(statements) {
        case .success(let rows):
            perform(answers: rows.map { .success($0) }) { $0.policy.finished(group, .settled) }
        case .failure(.server) where statements.count > 1:
            perform { $0.policy.finished(group, .refusedTogether) }
        case .failure(let error):
            perform(answers: statements.map { _ in .failure(error) }) { $0.policy.finished(group, .settled) }
        }
    }

    private func together(_ statements: [BoundStatement]) async -> Result<[Rows], PostgresError> {
        do throws(PostgresError) {
            return .success(try await client.execute(statements))
        } catch {
            return .failure(error)
        }
    }
}
