import Checksum
import Foundation
import HTTPClient
import HTTPTesting
import ModelZoo
import Synchronization
import Testing

@testable import Command

@Suite("Fetching published weights", .serialized)
struct WeightsProcessTests {
    /// 1,000,003 bytes that a seed decides; no real file is fetched by a test.
    static let content: Data = {
        var numbers = SeededNumbers(seed: 4)
        return Data((0..<1_000_003).map { _ in UInt8(truncatingIfNeeded: numbers.next()) })
    }()

    /// A server that knows parts, as the publisher's does; `breaks` says which requests, counted from 1, get no answer.
    static func server(_ bytes: Data = content, breaks: @escaping @Sendable (Int) -> Bool = { _ in false })
        -> LoopbackServer
    {
        let count = Mutex(0)
        return LoopbackServer { request in
            let number = count.withLock { count in
                count += 1
                return count
            }
            if breaks(number) { return .hangUp }
            guard let range = request.headers["range"]?.wholeMatch(of: #/bytes=(\d+)-(\d+)/#), let start = Int(range.1),
                let end = Int(range.2)
            else { return .init(200, body: bytes) }
            guard start < bytes.count else { return .init(416) }
            let part = bytes[start...min(end, bytes.count - 1)]
            return .init(
                206, headers: ["Content-Range": "bytes \(start)-\(part.endIndex - 1)/\(bytes.count)"], body: Data(part))
        }
    }

    private static func download(_ url: String, _ folder: TemporaryFolder, prefix: String? = nil) throws
        -> WeightsDownload
    {
        var download = WeightsDownload(
            url: url + "/file.pth", fileName: "file.pth",
            checksumPrefix: try prefix ?? String(SHA256.of(content).prefix(8)),
            folder: URL(filePath: folder.path))
        download.pieceByteCount = 100_000
        download.policy = .init(maximumTries: 3, firstCeiling: .milliseconds(1), largestCeiling: .milliseconds(1))
        return download
    }

    @Test("a connection that breaks is tried again, and the bytes are the publisher's")
    func broken() async throws {
        let folder = try TemporaryFolder()
        let server = Self.server { $0 == 2 || $0 == 5 }
        defer { server.stop() }
        let download = try Self.download(server.url, folder)
        try await download.run()
        #expect(try Data(contentsOf: download.file) == Self.content)
        #expect(try download.isCached())
        // 11 parts and two that broke.
        #expect(server.requests.count == 13)
    }

    @Test("what broke off for good goes on where it ended")
    func resumed() async throws {
        let folder = try TemporaryFolder()
        let broken = Self.server { $0 > 4 }
        let download = try Self.download(broken.url, folder)
        let failure = await #expect(throws: CommandFailure.self) { try await download.run() }
        broken.stop()
        #expect(failure?.status == .unreachable)
        #expect(failure?.message.contains("goes on from there") == true)
        let server = Self.server()
        defer { server.stop() }
        try await Self.download(server.url, folder).run()
        #expect(server.requests.first?.headers["range"] == "bytes=400000-499999")
        #expect(try Data(contentsOf: download.file) == Self.content)
    }

    @Test("other bytes than the name states are removed")
    func checksum() async throws {
        let folder = try TemporaryFolder()
        let server = Self.server()
        defer { server.stop() }
        let download = try Self.download(server.url, folder, prefix: "00000000")
        let failure = await #expect(throws: CommandFailure.self) { try await download.run() }
        #expect(failure?.status == .unexpected)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test("a file that is not there is 5, no network is 2, and the message says so")
    func absent() async throws {
        let folder = try TemporaryFolder()
        let server = LoopbackServer { _ in .init(404) }
        let missing = await #expect(throws: CommandFailure.self) { try await Self.download(server.url, folder).run() }
        #expect(missing?.status == .notFound)
        server.stop()
        let alone = try Program.run(
            ["weights", "pull", "resnet18", "--mirror", "http://127.0.0.1:9", "--folder", folder.path])
        #expect(alone.code == 2)
        #expect(alone.error.contains("no network"))
        #expect(alone.error.contains("BSD-3-Clause"))
    }

    @Test("a server that knows no parts gives the whole file")
    func whole() async throws {
        let folder = try TemporaryFolder()
        let server = LoopbackServer { _ in .init(200, body: Self.content) }
        defer { server.stop() }
        let download = try Self.download(server.url, folder)
        try await download.run()
        #expect(try Data(contentsOf: download.file) == Self.content)
    }

    @Test("every published file's name states 8 or 10 digits of its checksum, and every network is there once")
    func table() {
        let digits = PublishedWeights.all.map(\.checksumPrefix)
        #expect(digits.allSatisfy { $0.wholeMatch(of: #/[0-9a-f]{8}([0-9a-f]{2})?/#) != nil })
        #expect(Set(PublishedWeights.all.map(\.model)).count == 21)
        #expect(PublishedWeights.of("resnet18")?.file == "resnet18-f37072fd.pth")
    }
}
