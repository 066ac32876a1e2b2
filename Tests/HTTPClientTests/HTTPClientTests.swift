import Foundation
import HTTPClient
import HTTPTesting
import Testing

@Suite("The HTTP client against a real socket")
struct HTTPClientTests {
    @Test("method, path, header fields and body arrive; status, header fields and body come back")
    func exchange() async throws {
        let server = LoopbackServer { _ in .init(201, headers: ["X-Kind": "test", "Retry-After": "7"], text: "stored") }
        defer { server.stop() }
        let response = try await HTTPClient().send(
            HTTPRequest(
                .post, server.url + "/a/b?c=d",
                headers: [HTTPField("X-Name", "värde"), HTTPField("Content-Type", "text/plain")],
                body: .bytes(Data("hello".utf8)), authorization: .bearer("secret")))
        #expect(response.status == 201)
        #expect(response.headers["x-kind"] == "test")
        #expect(response.retryAfter == .seconds(7))
        #expect(response.body == Data("stored".utf8))
        let request = try #require(server.requests.first)
        #expect(request.method == "POST")
        #expect(request.target == "/a/b?c=d")
        #expect(request.headers["x-name"] == "värde")
        #expect(request.headers["authorization"] == "Bearer secret")
        #expect(request.headers["content-type"] == "text/plain")
        #expect(request.body == Data("hello".utf8))
        #expect(request.headers["expect"] == nil)
    }

    @Test("every method is sent as itself", arguments: HTTPRequest.Method.allCases)
    func methods(method: HTTPRequest.Method) async throws {
        let server = LoopbackServer { _ in .init(200, text: "body") }
        defer { server.stop() }
        let response = try await HTTPClient().send(HTTPRequest(method, server.url + "/"))
        #expect(server.requests.map(\.method) == [method.rawValue])
        #expect(response.body.count == (method == .head ? 0 : 4))
        #expect(server.requests.first?.headers["content-length"] == (method == .post || method == .put ? "0" : nil))
    }

    @Test("requests one after another share a connection")
    func keepAlive() async throws {
        let server = LoopbackServer { _ in .init(200) }
        defer { server.stop() }
        let client = try HTTPClient()
        for _ in 0..<20 { _ = try await client.send(HTTPRequest(.get, server.url + "/")) }
        #expect(server.connectionCount == 1)
    }

    @Test("100 requests at once are all answered, each with its own answer")
    func concurrent() async throws {
        let server = LoopbackServer { .init(200, text: $0.target) }
        defer { server.stop() }
        let client = try HTTPClient()
        let bodies = try await withThrowingTaskGroup(of: (Int, String).self) { group in
            for number in 0..<100 {
                group.addTask {
                    let answer = try await client.send(HTTPRequest(.get, server.url + "/\(number)"))
                    return (number, String(decoding: answer.body, as: UTF8.self))
                }
            }
            return try await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
        }
        #expect(bodies == Dictionary(uniqueKeysWithValues: (0..<100).map { ($0, "/\($0)") }))
    }

    @Test("cancelling the task ends a long poll at once")
    func cancel() async throws {
        let arrived = Signal()
        let release = Signal()
        let server = LoopbackServer { _ in
            arrived.fire()
            blockUntil(release)
            return .init(200)
        }
        defer {
            release.fire()
            server.stop()
        }
        let client = try HTTPClient()
        let url = server.url
        let task = Task { try await client.send(HTTPRequest(.get, url, timeouts: .init(total: .seconds(600)))) }
        await arrived.wait()
        task.cancel()
        await #expect(throws: HTTPError.cancelled) { try await task.value }
    }

    @Test("a task that was cancelled before sends nothing")
    func cancelledBefore() async throws {
        let server = LoopbackServer { _ in .init(200) }
        defer { server.stop() }
        let client = try HTTPClient()
        let url = server.url
        let gate = Signal()
        let task = Task {
            await gate.wait()
            return try await client.send(HTTPRequest(.get, url))
        }
        task.cancel()
        gate.fire()
        await #expect(throws: HTTPError.cancelled) { try await task.value }
        #expect(server.requests.isEmpty)
    }

    @Test("a port where nobody listens is no connection, which is surely unsent")
    func refused() async throws {
        let server = LoopbackServer { _ in .init(200) }
        let url = server.url
        server.stop()
        let client = try HTTPClient()
        // The listener closes on its own thread; until then a connection would be accepted and cut.
        var last: HTTPError?
        for _ in 0..<1000 {
            do throws(HTTPError) {
                _ = try await client.send(HTTPRequest(.get, url, timeouts: .init(total: .seconds(2))))
            } catch {
                last = error
                if error.isSurelyUnsent { break }
            }
        }
        #expect(last?.isSurelyUnsent == true)
    }

    @Test("a connection that is cut is an interruption, which is not surely unsent")
    func interrupted() async throws {
        let server = LoopbackServer { _ in .hangUp }
        defer { server.stop() }
        let error = await #expect(throws: HTTPError.self) { try await HTTPClient().send(HTTPRequest(.get, server.url)) }
        #expect(error?.mayPassWhenRetried == true)
        #expect(error?.isSurelyUnsent == false)
    }

    @Test("an answer above the limit is an error; one at the limit is not")
    func limit() async throws {
        let server = LoopbackServer { _ in .init(200, body: Data(count: 1000)) }
        defer { server.stop() }
        let client = try HTTPClient()
        let answer = try await client.send(HTTPRequest(.get, server.url, destination: .memory(limit: 1000)))
        #expect(answer.body.count == 1000)
        await #expect(throws: HTTPError.tooLarge(limit: 999)) {
            try await client.send(HTTPRequest(.get, server.url, destination: .memory(limit: 999)))
        }
    }

    @Test("a time limit ends a silent answer")
    func timeLimit() async throws {
        let release = Signal()
        let server = LoopbackServer { _ in
            blockUntil(release)
            return .init(200)
        }
        defer {
            release.fire()
            server.stop()
        }
        let error = await #expect(throws: HTTPError.self) {
            try await HTTPClient().send(
                HTTPRequest(.get, server.url, timeouts: .init(total: .milliseconds(100))))
        }
        guard case .timedOut? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("a file goes up and comes down byte for byte; an error's answer does not go into the file")
    func files() async throws {
        let folder = try TemporaryFolder()
        let bytes = Data((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        let source = folder.path + "/up"
        try bytes.write(to: URL(filePath: source))
        let server = LoopbackServer { request in
            if request.method == "PUT" { return .init(200) }
            return request.target == "/missing" ? .init(404, text: "no such file") : .init(200, body: bytes)
        }
        defer { server.stop() }
        let client = try HTTPClient()
        _ = try await client.send(HTTPRequest(.put, server.url + "/f", body: .file(path: source)))
        #expect(server.requests.first?.body == bytes)
        let target = folder.path + "/down"
        let down = try await client.send(
            HTTPRequest(.get, server.url + "/f", destination: .file(path: target, limit: 3_000_000)))
        #expect(down.body.isEmpty)
        #expect(try Data(contentsOf: URL(filePath: target)) == bytes)
        let other = folder.path + "/other"
        let missing = try await client.send(
            HTTPRequest(.get, server.url + "/missing", destination: .file(path: other, limit: 10)))
        #expect(missing.status == 404)
        #expect(missing.body == Data("no such file".utf8))
        #expect(!FileManager.default.fileExists(atPath: other))
        await #expect(throws: HTTPError.self, "a file that exists is not written over") {
            try await client.send(
                HTTPRequest(.get, server.url + "/f", destination: .file(path: target, limit: 3_000_000)))
        }
    }

    @Test(
        "what cannot be sent is refused before anything is sent",
        arguments: [HTTPField("X-Name", "a\r\nX-Other: b"), HTTPField("X Name", "a"), HTTPField("", "a")])
    func malformed(field: HTTPField) async throws {
        let error = await #expect(throws: HTTPError.self) {
            try await HTTPClient().send(HTTPRequest(.get, "http://127.0.0.1:9/", headers: [field]))
        }
        #expect(error?.mayPassWhenRetried == false)
    }

    @Test(
        "addresses of other schemes are refused", arguments: ["file:///etc/passwd", "ftp://127.0.0.1/", "nonsense://"])
    func schemes(url: String) async throws {
        let error = await #expect(throws: HTTPError.self) { try await HTTPClient().send(HTTPRequest(.get, url)) }
        guard case .malformed? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
