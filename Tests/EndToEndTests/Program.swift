import Foundation
import Synchronization

/// A program of the package as a process of its own.
final class Program: Sendable {
    let processID: Int32
    private let process: Mutex<Process>
    private let said: Said

    /// The build folder: executables lie beside the test runner's bundle.
    static let buildFolder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent()

    /// - Parameter largestFileKiB: How large a file may grow that it or a process below it writes: beyond that writing fails as on a full
    ///   disk. Whoever started it may raise the limit later.
    init(
        _ name: String, _ arguments: [String], environment: [String: String] = [:], largestFileKiB: Int? = nil
    ) throws {
        let process = Process()
        let program = Self.buildFolder.appending(path: name)
        process.executableURL = program
        process.arguments = arguments
        if let largestFileKiB {
            // ulimit counts blocks of 512 bytes in dash; the signal is ignored, so that writing fails.
            let script = "trap '' XFSZ; ulimit -S -f \(largestFileKiB * 2); exec \"$0\" \"$@\""
            process.executableURL = URL(filePath: "/bin/dash")
            process.arguments = ["-c", script, program.path] + arguments
        }
        var variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        variables["DATABASE_URL"] = nil
        process.environment = variables
        process.standardInput = FileHandle.nullDevice
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        let said = Said()
        output.fileHandleForReading.readabilityHandler = { handle in said.append(handle.availableData) }
        try process.run()
        processID = process.processIdentifier
        self.process = Mutex(process)
        self.said = said
    }

    deinit { kill(processID, SIGKILL) }

    /// What it has written so far.
    var output: String { said.text }

    /// Sends a signal and, for one that ends it, waits until it has ended.
    func end(_ signal: Int32) {
        kill(processID, signal)
        process.withLock { $0.waitUntilExit() }
    }

    /// Waits for its end by itself.
    func exitCode() -> Int32 {
        process.withLock { process in
            process.waitUntilExit()
            return process.terminationStatus
        }
    }

    private final class Said: Sendable {
        private let bytes = Mutex(Data())
        var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
        func append(_ more: Data) { bytes.withLock { $0.append(more) } }
    }
}

/// The processes of the machine, read from /proc.
enum Processes {
    /// Those that run the executable of that name of the build folder as children of `parent`.
    static func running(_ name: String, under parent: Int32) -> [Int32] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []  // none is an answer too
        return all.compactMap { Int32($0) }.filter { pid in
            guard let status = text("/proc/\(pid)/status"), let command = text("/proc/\(pid)/cmdline") else {
                return false
            }
            return status.contains("\nPPid:\t\(parent)\n")
                && (command.split(separator: "\0").first?.hasSuffix("/" + name) ?? false)
        }
    }

    /// All processes below one, parents before their children.
    static func below(_ parent: Int32) -> [Int32] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []  // none is an answer too
        let children = all.compactMap { Int32($0) }.filter { pid in
            text("/proc/\(pid)/status")?.contains("\nPPid:\t\(parent)\n") ?? false
        }
        return children.flatMap { [$0] + below($0) }
    }

    /// Whether a process exists and is more than a zombie.
    static func isAlive(_ pid: Int32) -> Bool {
        guard let status = text("/proc/\(pid)/status") else { return false }
        return !status.contains("\nState:\tZ")
    }

    private static func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }
}
