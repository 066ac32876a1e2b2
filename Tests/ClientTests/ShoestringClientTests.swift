import Checksum
import Client
import Foundation
import HTTPClient
import HTTPTesting
import Synchronization
import Testing
import Vocabulary
import Wire

@Suite("The client of the REST API")
struct ShoestringClientTests {
    let quick = RetryPolicy(maximumTries: 3, firstCeiling: .milliseconds(1), largestCeiling: .milliseconds(1))

    func client(_ server: LoopbackServer, token: String? = nil) throws -> ShoestringClient {
        let token = try token.map { try BearerToken($0) }
        return ShoestringClient(
            try Endpoint(url: server.url + "/", token: token), http: try HTTPClient(), retries: quick)
    }

    @Test("a sweep is submitted with the token and one key for all its tries")
    func submit() async throws {
        let tries = Mutex(0)
        let server = LoopbackServer { _ in
            let number = tries.withLock { count in
                count += 1
                return count
            }
            if number == 1 { return .init(503, text: #"{"error":{"code":"unavailable","message":"no database"}}"#) }
            return .init(
                201,
                text: """
                    {"id":7,"name":"s","created_at":"2026-11-21T08:00:00.000Z","total":2,"waiting":2,"running":0,
                     "done":0,"failed":0,"cancelled":0}
                    """)
        }
        defer { server.stop() }
        let body = try SubmitSweepBody(json: ["grid": ["model": "alexnet", "batch": [1, 8]]])
        let sweep = try await client(server, token: "t0ken").submit(body)
        #expect(sweep.id == SweepID(7))
        #expect(server.requests.map(\.target) == ["/api/v1/sweeps", "/api/v1/sweeps"])
        #expect(server.requests.allSatisfy { $0.headers["authorization"] == "Bearer t0ken" })
        #expect(Set(server.requests.map { $0.headers["idempotency-key"] }).count == 1)
        #expect(server.requests[0].headers["idempotency-key"]?.count == 32)
        #expect(try JSONValue(parsing: server.requests[1].body)["grid"]?["batch"] == [1, 8])
    }

    @Test("a claim is not repeated when its answer is lost")
    func claim() async throws {
        let server = LoopbackServer { _ in .hangUp }
        defer { server.stop() }
        let client = try client(server)
        let error = await #expect(throws: ClientError.self) {
            try await client.claim(ClaimBody(worker: WorkerID(1), waitSeconds: 0))
        }
        #expect(error?.mayPassWhenRetried == true)
        #expect(server.requests.count == 1)
    }

    @Test("a refusal carries code and status and names each field")
    func refusal() async throws {
        let server = LoopbackServer { _ in
            .init(
                400,
                text: """
                    {"error":{"code":"invalid_input","message":"m","fields":[
                     {"field":"configuration.batch","expected":"a whole number from 1 to 4096","received":"0"}]}}
                    """)
        }
        defer { server.stop() }
        let client = try client(server)
        let error = await #expect(throws: ClientError.self) { try await client.job(JobID(1)) }
        #expect(error?.code == .invalidInput)
        #expect(error?.mayPassWhenRetried == false)
        #expect(
            error?.description == """
                the input cannot be accepted (invalid_input, 400)
                  configuration.batch: expected a whole number from 1 to 4096, got 0
                """)
    }

    @Test("an answer that is not of this API says so instead of being guessed at")
    func foreign() async throws {
        let server = LoopbackServer {
            $0.target == "/api/v1/jobs/1" ? .init(502, text: "<html>bad gateway") : .init(200, text: "[]")
        }
        defer { server.stop() }
        let client = try client(server)
        await #expect(throws: ClientError.foreignAnswer(status: 502, excerpt: "<html>bad gateway")) {
            try await client.job(JobID(1))
        }
        #expect(server.requests.count == 3, "a bad gateway may pass, and a GET may be repeated")
        let error = await #expect(throws: ClientError.self) { try await client.job(JobID(2)) }
        guard case .notUnderstood(path: "/api/v1/jobs/2", _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("what is asked for in a listing arrives escaped")
    func query() async throws {
        let server = LoopbackServer { _ in .init(200, text: #"{"items":[],"next_cursor":"c"}"#) }
        defer { server.stop() }
        var query = RunQuery()
        query.experiment = "a b&c=ü"
        query.sort = "-metrics.latency_median_ms"
        query.limit = 5
        let page = try await client(server).runs(query)
        #expect(page == Page(items: [], nextCursor: "c"))
        #expect(
            server.requests[0].target
                == "/api/v1/runs?experiment=a%20b%26c%3D%C3%BC&sort=-metrics.latency_median_ms&limit=5")
    }

    @Test("a file that the coordinator has is not sent again")
    func uploadOnce() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/model.onnx"
        try Data("abc".utf8).write(to: URL(filePath: path))
        let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        let stored = Mutex(false)
        let server = LoopbackServer { request in
            if request.method == "HEAD" { return .init(stored.withLock { $0 } ? 200 : 404) }
            stored.withLock { $0 = true }
            return .init(200, text: #"{"sha256":"\#(digest)","byte_count":3,"name":"model.onnx"}"#)
        }
        defer { server.stop() }
        let client = try client(server)
        for _ in 0..<2 {
            let file = try await client.upload(file: path, name: "model.onnx")
            #expect(file == StoredFile(sha256: digest, byteCount: 3, name: "model.onnx"))
        }
        #expect(server.requests.map(\.method) == ["HEAD", "PUT", "HEAD"])
        #expect(server.requests[1].target == "/api/v1/files/\(digest)?name=model.onnx")
        #expect(server.requests[1].body == Data("abc".utf8))
    }

    @Test("a download whose bytes are others is an error and leaves nothing")
    func download() async throws {
        let folder = try TemporaryFolder()
        let server = LoopbackServer { _ in .init(200, text: "abd") }
        defer { server.stop() }
        let client = try client(server)
        let path = folder.path + "/file"
        await #expect(throws: ClientError.self) {
            try await client.download("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", to: path)
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("a token never shows in text")
    func redaction() throws {
        let endpoint = try Endpoint(token: BearerToken("hush"))
        #expect(!"\(endpoint)".contains("hush"))
        #expect(!String(reflecting: endpoint).contains("hush"))
    }

    @Test(
        "addresses that are none are refused",
        arguments: ["", "127.0.0.1:8080", "ftp://host", "http://", "http://user@host", "http://host/?q", "http://a b"])
    func addresses(url: String) {
        #expect(throws: InvalidInput.self) { try Endpoint(url: url) }
    }
}
