import Foundation
import Vocabulary

/// The system's gzip as a child process: no library for it is linked.
enum Gzip {
    /// What it writes to its standard output.
    ///
    /// - Throws: `failed` when it is not there or ends with an error.
    static func run(_ arguments: [String]) throws(AttemptFailure) -> Data {
        var data = Data()
        try run(arguments) { data.append($0) }
        return data
    }

    /// Bytes of a file after gzip at its default level (6).
    static func size(of path: String) throws(AttemptFailure) -> Int {
        var count = 0
        try run(["-6", "-c", path]) { count += $0.count }
        return count
    }

    private static func run(_ arguments: [String], _ take: (Data) -> Void) throws(AttemptFailure) {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/bin/gzip")
        process.arguments = arguments
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        do {
            try process.run()
            while let piece = try output.fileHandleForReading.read(upToCount: 1 << 20), !piece.isEmpty { take(piece) }
        } catch {
            throw AttemptFailure(code: .failed, message: "gzip: \(error.localizedDescription)")
        }
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw AttemptFailure(
                code: .failed,
                message: "gzip \(arguments.joined(separator: " ")) ended with \(process.terminationStatus)")
        }
    }
}
