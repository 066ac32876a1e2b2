import CCrypto
public import Foundation

/// A running SHA-256 (FIPS 180-4), computed by OpenSSL's libcrypto.
@safe public struct SHA256: ~Copyable {
    private let context: OpaquePointer

    /// A checksum of nothing yet.
    ///
    /// - Throws: ``ChecksumError`` when libcrypto has no memory left or no SHA-256 (as under a restricting configuration).
    public init() throws(ChecksumError) {
        guard let context = unsafe EVP_MD_CTX_new() else { throw .unavailable }
        guard unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            unsafe EVP_MD_CTX_free(context)
            throw .unavailable
        }
        unsafe self.context = context
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    /// Adds bytes.
    public mutating func update(_ bytes: Data) {
        unsafe bytes.withUnsafeBytes { buffer in
            _ = unsafe EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
        }
    }

    /// The 32 bytes of the checksum of all that was added so far; more may be added afterwards.
    public borrowing func digest() -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
            var length: UInt32 = 0
            if let copy = unsafe EVP_MD_CTX_new() {
                _ = unsafe EVP_MD_CTX_copy_ex(copy, context)
                _ = unsafe EVP_DigestFinal_ex(copy, buffer.baseAddress, &length)
                unsafe EVP_MD_CTX_free(copy)
            }
            count = Int(length)
        }
    }

    /// The checksum of some bytes as 64 lower-case hexadecimal digits.
    public static func hexadecimal(of bytes: Data) throws(ChecksumError) -> String {
        var checksum = try SHA256()
        checksum.update(bytes)
        return Self.hexadecimal(checksum.digest())
    }

    /// Bytes as lower-case hexadecimal digits.
    public static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}

/// Why there is no checksum.
public enum ChecksumError: Error, Hashable, Sendable {
    /// libcrypto refused; a retry helps only if memory was short.
    case unavailable
}
