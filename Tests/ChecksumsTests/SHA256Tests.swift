import Checksums
import Foundation
import Testing

@Suite("SHA-256")
struct SHA256Tests {
    // FIPS 180-4's examples, as NIST publishes them with intermediate values.
    @Test(
        "agrees with the standard's examples",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func examples(text: String, digest: String) throws {
        #expect(try SHA256.hexadecimal(of: Data(text.utf8)) == digest)
    }

    @Test("does not depend on how the bytes are cut")
    func pieces() throws {
        var checksum = try SHA256()
        for byte in "abc".utf8 { checksum.update(Data([byte])) }
        #expect(
            SHA256.hexadecimal(checksum.digest()) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
}
