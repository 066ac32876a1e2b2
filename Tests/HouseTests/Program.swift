import Foundation

/// What a program left behind.
struct ProgramResult: Sendable {
    var status: Int32
    var output: String
}

/// Runs a program in a folder without input and waits; standard output and error come together.
func run(
    _ arguments: [String], in folder: URL = Repository.root, environment: [String: String]? = nil
) throws -> ProgramResult {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = arguments
    process.currentDirectoryURL = folder
    if let environment { process.environment = environment }
    let pipe = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return ProgramResult(status: process.terminationStatus, output: String(decoding: output, as: UTF8.self))
}
