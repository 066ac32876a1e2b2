import Foundation
import RunnerUnderTest
import Testing
import Vocabulary

@Suite("The runner protocol, with runner-selftest as a process")
struct RunnerProtocolTests {
    static func selftest(_ outcome: SelftestConfiguration.Outcome, seconds: Double = 0) throws -> RunnerRequest {
        .forTest(.selftest(try SelftestConfiguration(outcome: outcome, seconds: seconds)))
    }

    @Test("describe prints one line that says what the runner can do")
    func describe() throws {
        let runner = try RunnerUnderTest("runner-selftest", arguments: ["describe"])
        let line = try #require(try runner.nextLine())
        let description = try JSONDecoder().decode(RunnerDescription.self, from: Data(line.utf8))
        #expect(description.engine == "selftest")
        #expect(description.protocolVersion == 1)
        #expect(description.kinds == [.selftest])
        #expect(try runner.nextLine() == nil)
        #expect(runner.end() == 0)
    }

    @Test("an unknown argument ends with 64 and writes nothing for the agent")
    func usage() throws {
        let runner = try RunnerUnderTest("runner-selftest", arguments: ["dance"])
        #expect(try runner.nextLine() == nil)
        #expect(runner.end() == 64)
    }

    @Test("a finished job ends with its result and code 0, with and without the word run", arguments: [[], ["run"]])
    func finish(arguments: [String]) throws {
        let runner = try RunnerUnderTest("runner-selftest", arguments: arguments)
        try runner.send(Self.selftest(.finish))
        let events = try runner.remainingEvents()
        guard case .result(let result)? = events.last else {
            Issue.record("the last event is \(String(describing: events.last))")
            return
        }
        #expect(result.metrics.map(\.key) == ["measured_seconds"])
        #expect(events.filter(\.isLast).count == 1)
        #expect(runner.end() == 0)
    }

    @Test(
        "a failed job ends with its failure, which says whether a retry can help, and code 1",
        arguments: [(SelftestConfiguration.Outcome.fail, false), (.failRetryable, true)])
    func fail(outcome: SelftestConfiguration.Outcome, retry: Bool) throws {
        let runner = try RunnerUnderTest("runner-selftest")
        try runner.send(Self.selftest(outcome))
        guard case .failure(let failure)? = try runner.remainingEvents().last else {
            Issue.record("no failure came")
            return
        }
        #expect(failure.code.mayPassWhenRetried == retry)
        #expect(runner.end() == 1)
    }

    @Test("a crash ends by a signal without a last event")
    func crash() throws {
        let runner = try RunnerUnderTest("runner-selftest")
        try runner.send(Self.selftest(.crash))
        #expect(try runner.remainingEvents().contains(where: \.isLast) == false)
        #expect(runner.end() == -SIGSEGV)
    }

    @Test("progress tells the share done")
    func progress() throws {
        let runner = try RunnerUnderTest("runner-selftest")
        try runner.send(Self.selftest(.finish, seconds: 0.3))
        guard case .progress(let fraction, let stage)? = try runner.nextEvent() else {
            Issue.record("the first event is not progress")
            return
        }
        #expect((0..<1).contains(fraction))
        #expect(stage == "waiting")
        #expect(runner.end() == 0)
    }

    @Test("SIGTERM ends a working runner within a second")
    func terminate() throws {
        let runner = try RunnerUnderTest("runner-selftest")
        try runner.send(Self.selftest(.finish, seconds: 600))
        _ = try runner.nextEvent()
        let start = ContinuousClock.now
        runner.signal(SIGTERM)
        #expect(runner.end() == -SIGTERM)
        #expect(ContinuousClock.now - start < .seconds(1))
    }

    @Test("closing standard input, as a dying agent does, ends a working runner with 75, even one that hangs")
    func inputCloses() throws {
        for outcome in [SelftestConfiguration.Outcome.finish, .hang] {
            let runner = try RunnerUnderTest("runner-selftest")
            try runner.send(Self.selftest(outcome, seconds: 600))
            _ = try runner.nextEvent()
            try runner.closeInput()
            #expect(try runner.remainingEvents().contains(where: \.isLast) == false)
            #expect(runner.end() == 75)
        }
    }

    @Test("a hanging runner outlives SIGTERM and not SIGKILL")
    func hang() throws {
        let runner = try RunnerUnderTest("runner-selftest")
        try runner.send(Self.selftest(.hang, seconds: 600))
        _ = try runner.nextEvent()
        runner.signal(SIGTERM)
        guard case .progress? = try runner.nextEvent() else {
            Issue.record("SIGTERM ended it")
            return
        }
        runner.signal(SIGKILL)
        #expect(runner.end() == -SIGKILL)
    }

    @Test(
        "a request that is not one ends with a failure that says what is wrong, and code 65",
        arguments: [
            ("hello\n", AttemptFailure.Code.agent, "JSON"), ("{}\n", .agent, "protocol"),
            (#"{"protocol":2}"# + "\n", .unsupported, "protocol 2"),
            (#"{"protocol":1,"attempt":{"job":1,"attempt":1}}"# + "\n", .agent, "configuration"),
            (
                #"{"protocol":1,"attempt":{"job":1,"attempt":1},"configuration":{"kind":"selftest","seconds":-1},"#
                    + #""scratch_path":"/tmp","cache_path":"/tmp","usable_processors":1}"# + "\n",
                .agent, "seconds must be a number from 0"
            ),
        ])
    func notARequest(line: String, code: AttemptFailure.Code, part: String) throws {
        let runner = try RunnerUnderTest("runner-selftest")
        try runner.send(line)
        guard case .failure(let failure)? = try runner.remainingEvents().last else {
            Issue.record("no failure came")
            return
        }
        #expect(failure.code == code)
        #expect(failure.message.contains(part), "\(failure.message)")
        #expect(runner.end() == 65)
    }

    @Test("a job of another kind is refused as unsupported")
    func otherKind() throws {
        let runner = try RunnerUnderTest("runner-selftest")
        let model = try #require(ModelReference("resnet18"))
        try runner.send(RunnerRequest.forTest(.benchmark(try BenchmarkConfiguration(model: model))))
        guard case .failure(let failure)? = try runner.remainingEvents().last else {
            Issue.record("no failure came")
            return
        }
        #expect(failure.code == .unsupported)
        #expect(runner.end() == 1)
    }
}
