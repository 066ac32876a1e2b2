import ArgumentParser
import Foundation

/// Why the coordinator does not start, with what to do; each has an exit code of sysexits.h.
enum Failure: Error, CustomStringConvertible {
    case noTokens(host: String)
    case weakSecret(file: String)

    var description: String {
        switch self {
        case .noTokens(let host):
            "there is no token yet, and on \(host) every request needs one. Make one first: shoestringd token --name me --role admin"
        case .weakSecret(let file): "\(file) must hold a secret of at least 32 characters"
        }
    }

    /// Says what happened on standard error and ends with 78 (EX_CONFIG).
    static func exit(_ error: any Error) throws -> Never {
        say("shoestringd: \(error)")
        throw ExitCode(78)
    }

    /// Writes a line to standard error.
    static func say(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }
}
