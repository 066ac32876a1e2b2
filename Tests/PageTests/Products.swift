import Foundation

/// A program of the package that the page tests start.
enum Products {
    /// The build folder: executables lie beside the test runner's bundle.
    static let folder = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()

    /// Runs `shoestring` to its end.
    ///
    /// - Throws: ``BrowserError/noServer(_:)`` with what it said, when it does not end with 0.
    /// - Returns: What it wrote on standard output.
    @discardableResult
    static func shoestring(_ arguments: [String], environment: [String: String] = [:]) async throws -> String {
        let process = Process()
        process.executableURL = folder.appending(path: "shoestring")
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        let (output, error) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = error
        try process.run()
        // Both are short: less than a pipe holds.
        let written = output.fileHandleForReading.readDataToEndOfFile()
        let said = error.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw BrowserError.noServer("shoestring \(arguments): \(String(decoding: said, as: UTF8.self))")
        }
        return String(decoding: written, as: UTF8.self)
    }
}
