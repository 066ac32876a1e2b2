import Foundation
import Testing

@testable import RunnerKit

@Suite("SHA-256 of a file")
struct FileDigestTests {
    @Test(
        "is that of the standard's examples",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func examples(text: String, hex: String) throws {
        let path = NSTemporaryDirectory() + "/digest-\(UUID().uuidString)"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let digest = try FileDigest.of(path).get()
        #expect(digest.hex == hex)
        #expect(digest.byteCount == text.utf8.count)
    }

    @Test("does not depend on where the reading is cut")
    func cuts() {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        func digest(_ step: Int) -> String {
            var hash = SHA256()
            for start in stride(from: 0, to: bytes.count, by: step) {
                bytes[start..<min(start + step, bytes.count)].withUnsafeBytes { hash.update($0) }
            }
            return hash.finish()
        }
        #expect(Set([1, 3, 63, 64, 65, 1000].map(digest)).count == 1)
    }

    @Test("a file that is not there is an error with its path")
    func missing() {
        #expect(throws: FileDigest.FileError.self) { try FileDigest.of("/nonexistent/file").get() }
    }
}
