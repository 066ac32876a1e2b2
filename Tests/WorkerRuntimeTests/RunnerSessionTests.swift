import Foundation
import Glibc
import HTTPTesting
import Testing
import Vocabulary
import Wire

@testable import WorkerRuntime

/// Sessions with scripts of a few lines as runners: the protocol is lines of JSON, so a shell speaks it.
@Suite("A runner's process", .serialized)
struct RunnerSessionTests {
    let folder: TemporaryFolder
    static let result = #"{"type":"result","result":{"metrics":[],"samples":[],"tags":{},"facts":{},"absent":{}}}"#

    init() throws { folder = try TemporaryFolder() }

    func session(
        _ script: String, memoryMiB: Int = 500, time: Duration = .seconds(60), environment: [String: String] = [:],
        interpreter: String = "/bin/sh", request: Data = Data(#"{"protocol":1}"#.utf8)
    ) throws -> RunnerSession {
        let path = try folder.executable("runner-script", "#!\(interpreter)\n" + script)
        let passed = RunnerEnvironment(from: environment)
        return try RunnerSession.start(
            .init(
                child: ChildPlan(
                    path: path, environment: passed.variables(threads: 1, home: folder.path), folder: folder.path),
                request: request, limits: .init(memoryMiB: memoryMiB, time: time)))
    }

    func events(_ session: RunnerSession) -> [RunnerEvent] {
        var events: [RunnerEvent] = []
        while let batch = session.nextBatch() {
            events += batch.events
            session.acknowledge()
        }
        return events
    }

    func failure(_ end: RunnerEnd) -> AttemptFailure? {
        guard case .finished(let body) = end else { return nil }
        return body.failure
    }

    @Test("the request arrives as a line, the input stays open, events and the result come back")
    func conversation() async throws {
        let session = try session(
            """
            read line
            echo "{\\"type\\":\\"log\\",\\"level\\":\\"info\\",\\"message\\":\\"got ${#line} characters in $(basename $PWD)\\"}"
            # A closed input would end this at once; an open one waits until the time is over.
            if timeout 0.3 cat > /dev/null; then echo '{"type":"log","level":"error","message":"input closed"}'; fi
            echo '\(Self.result)'
            """)
        guard case .finished(let body) = await session.end() else {
            Issue.record("not finished")
            return
        }
        #expect(body.outcome == .done)
        let peak = try #require(body.result?.metrics.first { $0.key == "memory_peak_mib" })
        // A shell takes a few MiB; Linux counts from the fork on, so the figure is never below what this process has had resident.
        #expect((0.5...max(50, try Self.ownPeakMiB())).contains(peak.value))
        let name = folder.path.split(separator: "/").last ?? ""
        #expect(events(session) == [.log(level: .info, message: "got 14 characters in \(name)")])
    }

    /// `VmHWM` of this process.
    private static func ownPeakMiB() throws -> Double {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
        let kibibytes = try #require(line.split(separator: " ").compactMap { Double($0) }.first)
        return kibibytes / 1024
    }

    @Test("a runner that closes its input before it has read its request ends nothing but itself")
    func deaf() async throws {
        // More than a pipe holds, so that something is left to write when nobody reads any more.
        let request = Data(#"{"protocol":1,"padding":"\#(String(repeating: "x", count: 300_000))"}"#.utf8)
        // Other code of this process may have seen to it: here it is the agent's own doing that counts.
        signal(SIGPIPE, SIG_DFL)
        let session = try session("exec 0<&-\nsleep 0.2\nexit 3", request: request)
        let failure = try #require(failure(await session.end()))
        #expect(failure.message.contains("3"), "\(failure)")
    }

    @Test("the agent's secrets are not in a runner's environment; what may pass is")
    func environment() async throws {
        let session = try session(
            "env | sort > seen\necho '\(Self.result)'",
            environment: [
                "SHOESTRING_TOKEN": "secret-7", "DATABASE_URL": "secret-8", "AWS_SECRET_ACCESS_KEY": "secret-9",
                "PATH": "/usr/bin:/bin", "SHOESTRING_RUNNER_NOTE": "passes",
            ])
        _ = await session.end()
        let seen = try String(contentsOf: URL(filePath: folder.path + "/seen"), encoding: .utf8)
        #expect(!seen.contains("secret"))
        #expect(seen.contains("SHOESTRING_RUNNER_NOTE=passes\n"))
        #expect(seen.contains("OMP_WAIT_POLICY=PASSIVE\n"))
        #expect(seen.contains("OMP_NUM_THREADS=1\n"))
        #expect(seen.contains("HOME=\(folder.path)\n"))
    }

    @Test("a runner is in a session and a group of its own and has only its three pipes")
    func isolation() async throws {
        let session = try session(
            """
            ls /proc/$$/fd | tr '\\n' ' ' > seen
            cut -d' ' -f5,6 /proc/$$/stat >> seen
            echo $$ >> seen
            echo '\(Self.result)'
            """, interpreter: "/bin/dash")
        _ = await session.end()
        let seen = try String(contentsOf: URL(filePath: folder.path + "/seen"), encoding: .utf8)
        let lines = seen.split(separator: "\n").map(String.init)
        // 10 is the script itself, which dash reads from there.
        #expect(lines[0].hasPrefix("0 1 10 2 ") || lines[0].hasPrefix("0 1 2 "), "\(seen)")
        #expect(
            lines.last.map { seen.contains("\($0) \($0)\n") } == true, "group and session are its own number: \(seen)")
    }

    @Test("a hanging runner that ignores SIGTERM is killed five seconds after a cancellation, its children with it")
    func hangs() async throws {
        let session = try session(
            """
            trap '' TERM
            (trap '' TERM; while true; do sleep 1; done) &
            echo $! > child
            echo '{"type":"progress","fraction":0.1,"stage":"hanging"}'
            while true; do sleep 1; done
            """)
        for await _ in session.batchesDue { break }
        let begin = ContinuousClock.now
        session.stop(.cancelled)
        #expect(await session.end() == .stopped(.cancelled))
        let took = ContinuousClock.now - begin
        #expect((Duration.seconds(4.9) ... .seconds(6)).contains(took), "\(took)")
        let child = try #require(
            pid_t(
                try String(contentsOf: URL(filePath: folder.path + "/child"), encoding: .utf8)
                    .trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(isGone(child))
    }

    @Test("a polite runner that is cancelled ends at once")
    func polite() async throws {
        let session = try session("echo '{\"type\":\"progress\",\"fraction\":0.1,\"stage\":\"s\"}'\nexec sleep 600")
        for await _ in session.batchesDue { break }
        let begin = ContinuousClock.now
        session.stop(.cancelled)
        #expect(await session.end() == .stopped(.cancelled))
        #expect(ContinuousClock.now - begin < .seconds(2))
    }

    @Test("a child that a finished runner leaves behind dies with its group")
    func orphan() async throws {
        let session = try session("sleep 600 > /dev/null 2>&1 &\necho $! > child\necho '\(Self.result)'")
        guard case .finished(let body) = await session.end() else {
            Issue.record("not finished")
            return
        }
        #expect(body.outcome == .done)
        let text = try String(contentsOf: URL(filePath: folder.path + "/child"), encoding: .utf8)
        #expect(isGone(try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))))
    }

    @Test("a crash names the signal and carries what was last said")
    func crash() async throws {
        let failure = failure(await (try session("echo about to fail >&2\nkill -SEGV $$")).end())
        #expect(failure?.code == .crashed)
        #expect(failure?.message.hasPrefix("the runner died by signal 11 (SIGSEGV) before it had a result") == true)
        #expect(failure?.message.hasSuffix("it last said: about to fail") == true)
    }

    @Test("garbage on standard output ends the attempt with the offending line")
    func garbage() async throws {
        let failure = failure(await (try session("echo Segment 7 ready\nsleep 600")).end())
        #expect(
            failure
                == AttemptFailure(code: .crashed, message: "the runner wrote a line that is no event: Segment 7 ready"))
    }

    @Test("a runner that takes more memory than its limit is stopped there, and the reason says both numbers")
    func memory() async throws {
        let session = try session(
            """
            import time
            blocks = []
            while True:
                blocks.append(b'x' * (20 << 20))
                time.sleep(0.05)
            """, memoryMiB: 200, interpreter: "/usr/bin/python3")
        let failure = failure(await session.end())
        #expect(failure?.code == .outOfMemory)
        #expect(failure?.message.contains("200 MiB allowed") == true)
    }

    @Test("memory of a runner's children counts")
    func memoryOfChildren() async throws {
        let script = """
            import os, time
            if os.fork() == 0:
                block = b'x' * (300 << 20)
            time.sleep(600)
            """
        let failure = failure(
            await (try session(script, memoryMiB: 200, interpreter: "/usr/bin/python3")).end())
        #expect(failure?.code == .outOfMemory)
    }

    @Test("a runner that takes longer than its limit is stopped with that reason")
    func time() async throws {
        let failure = failure(await (try session("exec sleep 600", time: .milliseconds(300))).end())
        #expect(failure?.code == .timeLimit)
    }

    @Test("a flood on standard error does not hold up the result and does not become a flood of events")
    func flood() async throws {
        let session = try session("yes floooooood | head -c 20000000 >&2\necho '\(Self.result)'")
        guard case .finished(let body) = await session.end() else {
            Issue.record("not finished")
            return
        }
        #expect(body.outcome == .done)
        let seen = events(session)
        #expect(seen.count < 1000)
        #expect(
            seen.contains {
                if case .log(.warning, let message) = $0 { message.contains("were left out") } else { false }
            })
    }

    @Test("a runner that writes more events than are taken waits; none is lost")
    func backPressure() async throws {
        let session = try session(
            """
            import json, sys
            for number in range(20000):
                print(json.dumps({'type': 'log', 'level': 'info', 'message': str(number)}))
            print('\(Self.result)')
            """, interpreter: "/usr/bin/python3")
        var numbers: [Int] = []
        var largest = 0
        func take() {
            while let batch = session.nextBatch() {
                largest = max(largest, batch.events.count)
                for case .log(_, let message) in batch.events { numbers.append(Int(message) ?? -1) }
                session.acknowledge()
            }
        }
        for await _ in session.batchesDue { take() }
        _ = await session.end()
        take()
        #expect(numbers == Array(0..<20000))
        #expect(largest <= 100)
    }

    @Test("a result of ten million bytes on one line arrives whole")
    func longLine() async throws {
        let session = try session(
            """
            import json
            values = [0.123456] * 1000000
            result = {'metrics': [], 'samples': [{'name': 'latency', 'unit': 'ms', 'values': values}],
                      'tags': {}, 'facts': {}, 'absent': {}}
            print(json.dumps({'type': 'result', 'result': result}))
            """, interpreter: "/usr/bin/python3")
        guard case .finished(let body) = await session.end() else {
            Issue.record("not finished")
            return
        }
        #expect(body.result?.samples.first?.values.count == 1_000_000)
    }

    @Test("an executable that cannot be started is a failure of the agent that names it")
    func missing() async throws {
        let session = try RunnerSession.start(
            .init(
                child: ChildPlan(path: "/nowhere/runner-x"), request: Data(),
                limits: .init(memoryMiB: 100, time: .seconds(1))))
        let failure = failure(await session.end())
        #expect(failure?.code == .agent)
        #expect(failure?.message.contains("/nowhere/runner-x: No such file or directory") == true)
    }

    /// Whether a process is gone or waits to be reaped by init; it was killed a moment ago, so ask a few times.
    private func isGone(_ process: pid_t) -> Bool {
        for _ in 0..<1_000_000 {
            guard let stat = try? String(contentsOf: URL(filePath: "/proc/\(process)/stat"), encoding: .utf8),
                let end = stat.lastIndex(of: ")")
            else { return true }
            if stat[end...].dropFirst(2).first == "Z" { return true }
        }
        return false
    }
}
