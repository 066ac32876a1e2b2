public import Foundation
public import Vocabulary

/// A runner executable as an agent sees it: a process with a pipe in and a pipe out.
public final class RunnerUnderTest {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let errors = Pipe()
    private var unread = Data()

    /// The build folder: executables of the package lie beside the test bundle, which is this process.
    public static let buildFolder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent()

    /// Starts the executable `name` of the build folder.
    public convenience init(_ name: String, arguments: [String] = [], environment: [String: String] = [:]) throws {
        try self.init(
            executable: Self.buildFolder.appendingPathComponent(name), arguments: arguments, environment: environment)
    }

    /// Starts an executable from anywhere.
    public init(executable: URL, arguments: [String] = [], environment: [String: String] = [:]) throws {
        process.executableURL = executable
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = input
        process.standardOutput = output
        process.standardError = errors
        try process.run()
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    /// Writes text to its standard input.
    public func send(_ text: String) throws { try input.fileHandleForWriting.write(contentsOf: Data(text.utf8)) }

    /// Writes a request as a line.
    public func send(_ request: RunnerRequest) throws {
        let line = try JSONEncoder().encode(request)
        try input.fileHandleForWriting.write(contentsOf: line + [0x0A])
    }

    /// Closes its standard input, as an agent that dies does.
    public func closeInput() throws { try input.fileHandleForWriting.close() }

    /// Sends it a signal.
    public func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// The next line of standard output; `nil` at its end. Waits for it.
    public func nextLine() throws -> String? {
        while true {
            if let end = unread.firstIndex(of: 0x0A) {
                defer { unread = Data(unread[(end + 1)...]) }
                return String(decoding: unread[..<end], as: UTF8.self)
            }
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { return nil }
            unread.append(more)
        }
    }

    /// The next event; `nil` at the end of standard output.
    public func nextEvent() throws -> RunnerEvent? {
        try nextLine().map { try JSONDecoder().decode(RunnerEvent.self, from: Data($0.utf8)) }
    }

    /// Every event until the end of standard output.
    public func remainingEvents() throws -> [RunnerEvent] {
        var events: [RunnerEvent] = []
        while let event = try nextEvent() { events.append(event) }
        return events
    }

    /// Everything that it wrote for people.
    public func standardError() throws -> String {
        String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    }

    /// How the process ended: its exit code, or minus the signal's number. Waits for it.
    public func end() -> Int32 {
        process.waitUntilExit()
        return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }
}

extension RunnerRequest {
    /// A request with the parts that a test does not care about filled in.
    public static func forTest(
        _ configuration: RunConfiguration, modelPath: String? = nil, memoryMiB: Int? = nil, folder: String = "/tmp",
        files: [String: String] = [:]
    ) -> RunnerRequest {
        RunnerRequest(
            attempt: AttemptID(job: JobID(7), number: 1), configuration: configuration, scratchPath: folder,
            cachePath: folder, modelPath: modelPath, memoryMiB: memoryMiB, usableProcessors: 1,
            filePaths: files)
    }
}
