import Foundation
import Glibc
import HTTPTesting
import Synchronization
import Testing
import Vocabulary
import Wire

/// `shoestring` as people start it.
struct Program {
    /// What a run of it wrote, and how it ended.
    struct Outcome {
        let output: String
        let error: String
        let code: Int32
    }

    static var path: String {
        get throws {
            // The tests and the products lie in one folder.
            let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            var folder = URL(filePath: own).deletingLastPathComponent()
            if let bundle = CommandLine.arguments.first(where: { $0.contains(".xctest") }) {
                folder = URL(filePath: bundle.split(separator: "=").last.map(String.init) ?? bundle)
                    .deletingLastPathComponent()
            }
            while folder.path != "/" {
                let candidate = folder.appending(path: "shoestring").path
                var isFolder: ObjCBool = false
                if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder), !isFolder.boolValue {
                    return candidate
                }
                folder = folder.deletingLastPathComponent()
            }
            throw CocoaError(.fileNoSuchFile)
        }
    }

    static func start(_ arguments: [String], environment: [String: String]) throws -> (Process, Pipe, Pipe) {
        let process = Process()
        process.executableURL = URL(filePath: try path)
        process.arguments = arguments
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"].merging(environment) { $1 }
        let output = Pipe()
        let error = Pipe()
        process.standardOutput = output
        process.standardError = error
        process.standardInput = FileHandle.nullDevice
        try process.run()
        return (process, output, error)
    }

    static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Outcome {
        let (process, output, error) = try start(arguments, environment: environment)
        let said = Mutex(Data())
        let group = DispatchGroup()
        DispatchQueue.global().async(group: group) {
            let data = error.fileHandleForReading.readDataToEndOfFile()
            said.withLock { $0 = data }
        }
        let written = output.fileHandleForReading.readDataToEndOfFile()
        group.wait()
        process.waitUntilExit()
        return Outcome(
            output: String(decoding: written, as: UTF8.self),
            error: String(decoding: said.withLock { $0 }, as: UTF8.self),
            code: process.terminationStatus)
    }
}

@Suite("shoestring as a process", .serialized)
struct ProcessTests {
    @Test(
        "arguments that make no sense end with 64, before anything is asked",
        arguments: [
            ["dance"], ["submit"], ["submit", "resnet18", "--batch", "eight"], ["submit", "resnet18", "--batch", "0"],
            ["submit", "Res Net"], ["submit", "resnet18", "--precision", "fp1"], ["submit", "resnet18", "--tag", "x"],
            ["submit", "resnet18", "--threads", "0"], ["sweep", "--models", "a,,b"],
            ["sweep", "--models", "a", "--batch", "1,4097"], ["sweep", "--models", "a", "--precision", "fp1"],
            ["sweep", "--models", "a", "--repetitions", "20000"], ["watch"], ["watch", "1", "--job", "2"],
            ["run", "xyz"], ["runs", "--limit", "0"], ["runs", "--format", "xml"], ["cancel"], ["token", "create"],
            ["token", "create", "--name", "n", "--role", "king"], ["worker", "--slots", "0"], ["up", "--port", "0"],
            ["models", "export", "resnet18", "--onnx", "f", "--seed", "1", "--weights", "w"],
            ["models", "show", "resnet18", "--size", "0"], ["models", "show", "resnet18", "--size", "2x2x2"],
            ["search", "a", "--epochs", "3", "--samples", "2", "--draw", "seed=int:0,1", "--set", "seed=0"],
            ["search", "a", "--epochs", "3", "--samples", "2", "--draw", "momentum=normal:0,1"],
            ["models", "show", "resnet18", "--batch", "0"], ["runs", "--url", "ftp://host"],
        ])
    func usage(arguments: [String]) throws {
        let outcome = try Program.run(arguments, environment: ["SHOESTRING_URL": "http://127.0.0.1:9"])
        #expect(outcome.code == 64, "\(outcome.error)")
        #expect(outcome.output.isEmpty)
        #expect(!outcome.error.isEmpty)
    }

    @Test("a coordinator that does not answer is 2, with what to do")
    func unreachable() throws {
        let outcome = try Program.run(["workers"], environment: ["SHOESTRING_URL": "http://127.0.0.1:9"])
        #expect(outcome.code == 2)
        #expect(outcome.error.contains("shoestring doctor"))
    }

    @Test(
        "refusals have their codes, and the fields are named",
        arguments: [(400, 4), (404, 5), (401, 6), (403, 6), (500, 2)])
    func refusals(status: Int, code: Int32) throws {
        let server = LoopbackServer { _ in
            let name = [
                400: "invalid_input", 404: "not_found", 401: "unauthenticated", 403: "forbidden", 500: "internal",
            ]
            return .init(
                status,
                text: """
                    {"error":{"code":"\(name[status] ?? "")","message":"m","fields":[{"field":"configuration.model","expected":"e"}]}}
                    """)
        }
        defer { server.stop() }
        let outcome = try Program.run(["submit", "resnet18", "--url", server.url])
        #expect(outcome.code == code)
        #expect(outcome.error.contains("configuration.model: expected e"))
    }

    @Test("every subcommand's help shows an example")
    func help() throws {
        for name in [
            "up", "worker", "submit", "sweep", "watch", "runs", "run", "jobs", "job", "cancel", "pause", "resume",
            "retry",
            "search", "sweeps", "models",
            "workers",
            "token", "doctor", "backtest", "report",
        ] {
            let outcome = try Program.run([name, "--help"])
            #expect(outcome.code == 0)
            #expect(outcome.output.contains("Example: shoestring \(name)"), "\(name)")
        }
    }

    @Test(
        "watch ends with 0 when all is done and with 3 when something failed", arguments: [(2, 0, Int32(0)), (1, 1, 3)])
    func watch(done: Int, failed: Int, code: Int32) throws {
        let looks = Mutex(0)
        let server = LoopbackServer { request in
            guard request.target.hasPrefix("/api/v1/sweeps/4") else { return .init(200, text: #"{"items":[]}"#) }
            let isFirst = looks.withLock { count in
                count += 1
                return count == 1
            }
            let counts = isFirst ? (2, 0, 0) : (0, done, failed)
            return .init(
                200,
                text: """
                    {"id":4,"name":"s","created_at":"2026-11-21T08:00:00.000Z","total":2,"waiting":\(counts.0),"running":0,
                     "done":\(counts.1),"failed":\(counts.2),"cancelled":0}
                    """)
        }
        defer { server.stop() }
        let outcome = try Program.run(["watch", "4", "--format", "csv", "--url", server.url])
        #expect(outcome.code == code)
        #expect(outcome.error.contains("sweep 4: 0/2 done\n"))
        #expect(outcome.error.contains("sweep 4: \(done)/2 done"))
        #expect(outcome.output.hasPrefix("name,status,median (ms)"))
    }
}
