import Checksum
import Foundation
import HTTPTesting
import Testing

@Suite("SHA-256")
struct ChecksumTests {
    @Test(
        "the examples of FIPS 180-4 (NIST, SHA_All.pdf): the empty message, one block, two blocks",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func vectors(text: String, digest: String) throws {
        #expect(try SHA256.of(Data(text.utf8)) == digest)
    }

    @Test("a million times a, from a file that is longer than a piece of reading")
    func file() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/file"
        try Data(repeating: 0x61, count: 1_000_000).write(to: URL(filePath: path))
        let (digest, count) = try SHA256.ofFile(path)
        #expect(digest == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
        #expect(count == 1_000_000)
    }

    @Test("a file that is not there is an error that names it")
    func missing() {
        #expect(throws: ChecksumError.unreadable(path: "/nowhere", reason: "No such file or directory")) {
            try SHA256.ofFile("/nowhere")
        }
    }
}
