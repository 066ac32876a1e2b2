import ArgumentParser
import Client
import ModelGraph
import Vocabulary
import Wire
import WorkerRuntime

/// How `shoestring` ends; `docs/cli.md` lists them.
enum ExitStatus: Int32, CaseIterable {
    case done = 0
    case unexpected = 1
    case unreachable = 2
    case workFailed = 3
    case refused = 4
    case notFound = 5
    case notAllowed = 6
    case usage = 64

    init(_ error: ClientError) {
        switch error {
        case .refused(let status, _) where status == 404: self = .notFound
        case .refused(let status, _) where status == 401 || status == 403: self = .notAllowed
        case .refused(let status, _) where status < 500: self = .refused
        case .refused, .unreachable, .foreignAnswer: self = .unreachable
        case .notUnderstood, .file, .cancelled: self = .unexpected
        }
    }
}

/// Something that ends a command, with what to tell and how to end.
struct CommandFailure: Error {
    let message: String
    let status: ExitStatus

    init(_ message: String, _ status: ExitStatus = .unexpected) {
        self.message = message
        self.status = status
    }

    /// A plan without a way.
    static let nothingFits = CommandFailure("nothing fits these limits", .workFailed)
}

/// Runs a command's work and turns its errors into a message on standard error and an exit code.
func reporting(_ work: () async throws -> Void) async throws {
    do {
        try await work()
    } catch let code as ExitCode {
        throw code
    } catch let error as ValidationError {
        throw error
    } catch {
        let failure = explained(error)
        Terminal.note("shoestring: \(failure.message)")
        throw ExitCode(failure.status.rawValue)
    }
}

private func explained(_ error: any Error) -> CommandFailure {
    switch error {
    case let failure as CommandFailure: return failure
    case let error as ClientError:
        var message = error.description
        if case .unreachable = error {
            message += "\n  is it running, and is --url or SHOESTRING_URL right? shoestring doctor"
        }
        if error.code == .unauthenticated {
            message += "\n  give a token: SHOESTRING_TOKEN or --token-file (shoestring token create makes one)"
        }
        return CommandFailure(message, ExitStatus(error))
    case let input as InvalidInput: return CommandFailure(input.description, .usage)
    case let error as ModelGraphError: return CommandFailure(error.description)
    case let error as ChildError: return CommandFailure(error.description)
    default: return CommandFailure("\(error)")
    }
}
