import FoundationEssentials
import Glibc
public import Vocabulary

/// An executable that answered `describe`.
public struct InstalledRunner: Sendable, Hashable {
    /// Where it is; absolute.
    public let path: String
    /// What it can do here.
    public let description: RunnerDescription

    /// A runner.
    public init(path: String, description: RunnerDescription) {
        self.path = path
        self.description = description
    }
}

/// The runners of a machine.
public struct RunnerCatalogue: Sendable {
    /// Those that answered, by file name.
    public let runners: [InstalledRunner]
    /// Those that did not, with the reason.
    public let silent: [(path: String, reason: String)]

    /// Asks every `runner-…` executable in `folders` what it can do; of two with one name the first folder's counts.
    ///
    /// - Parameters:
    ///   - limit: How long one may take to answer; loading OpenVINO from a cold disk was seen to take seconds.
    ///   - environment: What they are started with.
    public static func search(
        _ folders: [String], limit: Duration = .seconds(30), environment: RunnerEnvironment
    ) async -> RunnerCatalogue {
        var seen: Set<String> = []
        let paths = folders.flatMap { executables(in: $0) }.filter { path in
            seen.insert(String(path.split(separator: "/").last ?? "")).inserted
        }
        var runners: [InstalledRunner] = []
        var silent: [(path: String, reason: String)] = []
        for path in paths {
            do throws(Silence) {
                runners.append(InstalledRunner(path: path, description: try await describe(path, limit, environment)))
            } catch {
                silent.append((path, error.reason))
            }
        }
        return RunnerCatalogue(runners: runners, silent: silent)
    }

    /// The runner for a configuration: one that has the precision, otherwise one that has the engine and will refuse with a reason.
    public static func choose(_ runners: [InstalledRunner], for configuration: RunConfiguration) -> InstalledRunner? {
        let needs = Requirements(of: configuration)
        func lacks(_ runner: InstalledRunner) -> [Requirements.Unmet] {
            needs.unmet(by: WorkerCapability(runners: [runner.description], memoryMiB: 0))
        }
        return runners.first { lacks($0).isEmpty }
            ?? runners.first { runner in
                lacks(runner).allSatisfy { if case .precision = $0 { true } else { false } }
            }
    }

    private struct Silence: Error {
        let reason: String
    }

    private static func executables(in folder: String) -> [String] {
        // A folder that is not there has no runners; `doctor` says which folders were looked at.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().filter { $0.hasPrefix("runner-") && !$0.contains(".") }.map { "\(folder)/\($0)" }
            .filter { path in
                var status = stat()
                return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
            }
    }

    private static func describe(
        _ path: String, _ limit: Duration, _ environment: RunnerEnvironment
    ) async throws(Silence) -> RunnerDescription {
        let plan = ChildPlan(
            path: path, arguments: ["describe"], environment: environment.variables(threads: nil, home: "/tmp"))
        let capture: ChildCapture
        do throws(ChildError) {
            capture = try await ChildCapture.run(plan, limit: limit)
        } catch {
            throw Silence(reason: "it could not be started: \(error)")
        }
        guard !capture.ranOutOfTime else { throw Silence(reason: "no answer within \(limit.components.seconds) s") }
        let said = String(decoding: capture.error.suffix(300), as: UTF8.self)
        guard capture.end.kind == .exited(0) else {
            throw Silence(reason: "describe ended with \(capture.end.kind): \(said)")
        }
        let description: RunnerDescription
        do {
            description = try JSONDecoder().decode(RunnerDescription.self, from: Data(capture.output))
        } catch {
            throw Silence(reason: "its answer is no description")
        }
        guard description.protocolVersion == RunnerRequest.protocolVersion else {
            throw Silence(reason: "it speaks protocol \(description.protocolVersion), the agent 1")
        }
        return description
    }
}
