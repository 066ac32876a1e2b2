import CLibcrypto
public import FoundationEssentials
import Glibc

/// The SHA-256 (FIPS 180-4) of bytes that come in pieces.
///
/// OpenSSL's libcrypto computes it: it is on every machine that has libcurl, uses the processor's SHA instructions, and is kept up by
/// others. swift-crypto would compile BoringSSL into each build (minutes on two cores), a SHA-256 of our own would be one more thing to trust.
@safe public struct SHA256: ~Copyable {
    private let context: OpaquePointer

    /// Begins with no bytes.
    ///
    /// - Throws: ``ChecksumError/library`` when libcrypto refuses (as without memory).
    public static func begin() throws(ChecksumError) -> SHA256 {
        guard let context = unsafe EVP_MD_CTX_new() else { throw .library }
        let hash = unsafe SHA256(adopting: context)
        guard unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else { throw .library }
        return hash
    }

    private init(adopting context: OpaquePointer) { unsafe self.context = unsafe context }

    deinit { unsafe EVP_MD_CTX_free(context) }

    /// Adds bytes.
    public mutating func update(_ bytes: RawSpan) throws(ChecksumError) {
        let accepted = unsafe bytes.withUnsafeBytes { unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
        guard accepted == 1 else { throw .library }
    }

    /// The checksum of everything added, as 64 lower-case hexadecimal digits.
    public consuming func finish() throws(ChecksumError) -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        let accepted = unsafe digest.withUnsafeMutableBufferPointer {
            unsafe EVP_DigestFinal_ex(context, $0.baseAddress, nil)
        }
        guard accepted == 1 else { throw .library }
        return Self.hexadecimal(digest)
    }

    /// The checksum of `data`, as 64 lower-case hexadecimal digits.
    public static func of(_ data: Data) throws(ChecksumError) -> String {
        var hash = try SHA256.begin()
        try hash.update(data.bytes)
        return try hash.finish()
    }

    /// The checksum and the size in bytes of the file at `path`, read in pieces of 1 MiB.
    ///
    /// - Throws: ``ChecksumError/unreadable(path:reason:)``.
    public static func ofFile(_ path: String) throws(ChecksumError) -> (sha256: String, byteCount: Int64) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(path: path, reason: Self.reason(errno)) }
        defer { close(descriptor) }
        var hash = try SHA256.begin()
        var total: Int64 = 0
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(path: path, reason: Self.reason(errno)) }
            if count == 0 { break }
            try unsafe hash.update(buffer.span.extracting(first: count).bytes)
            total += Int64(count)
        }
        return (try hash.finish(), total)
    }

    private static func reason(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

/// Why a checksum could not be computed.
public enum ChecksumError: Error, Hashable, Sendable, CustomStringConvertible {
    /// libcrypto refused.
    case library
    /// The file could not be read.
    case unreadable(path: String, reason: String)

    /// What happened, for a person.
    public var description: String {
        switch self {
        case .library: "libcrypto could not compute a SHA-256"
        case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)"
        }
    }
}
