import Glibc

/// A file's size and SHA-256 (FIPS 180-4).
public struct FileDigest: Sendable, Equatable {
    /// Bytes of the file.
    public let byteCount: Int
    /// The digest as 64 lower-case hexadecimal digits.
    public let hex: String

    /// A digest that is known already.
    public init(byteCount: Int, hex: String) {
        self.byteCount = byteCount
        self.hex = hex
    }

    /// Reads a file; the reason when it cannot be read.
    public static func of(_ path: String) -> Result<FileDigest, FileError> {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return .failure(FileError(path: path, number: errno)) }
        defer { close(descriptor) }
        var hash = SHA256()
        var total = 0
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe read(descriptor, bytes.baseAddress, bytes.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return .failure(FileError(path: path, number: errno)) }
            if count == 0 { break }
            total += count
            unsafe buffer.withUnsafeBytes { unsafe hash.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
        return .success(FileDigest(byteCount: total, hex: hash.finish()))
    }

    /// Why a file cannot be read.
    public struct FileError: Error, CustomStringConvertible {
        let path: String
        let number: Int32
        /// The path and the system's reason.
        public var description: String { "\(path): \(unsafe String(cString: strerror(number)))" }
    }
}

/// SHA-256, FIPS 180-4 section 6.2. Written here because a runner links no cryptographic library; only ever used as a checksum.
struct SHA256 {
    private var state: [UInt32] = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
    private var pending: [UInt8] = []
    private var byteCount: UInt64 = 0
    private var schedule = [UInt32](repeating: 0, count: 64)

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        byteCount += UInt64(bytes.count)
        var rest = unsafe bytes[...]
        if !pending.isEmpty {
            let missing = unsafe min(64 - pending.count, rest.count)
            unsafe pending.append(contentsOf: rest.prefix(missing))
            unsafe rest = unsafe rest.dropFirst(missing)
            guard pending.count == 64 else { return }
            let block = pending
            pending.removeAll(keepingCapacity: true)
            unsafe block.withUnsafeBytes { unsafe compress($0) }
        }
        while unsafe rest.count >= 64 {
            unsafe compress(UnsafeRawBufferPointer(rebasing: rest.prefix(64)))
            unsafe rest = unsafe rest.dropFirst(64)
        }
        unsafe pending.append(contentsOf: rest)
    }

    mutating func finish() -> String {
        let bits = byteCount &* 8
        var tail: [UInt8] = [0x80]
        while (pending.count + tail.count) % 64 != 56 { tail.append(0) }
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            tail.append(UInt8(truncatingIfNeeded: bits >> shift))
        }
        unsafe tail.withUnsafeBytes { unsafe update($0) }
        let digits = Array("0123456789abcdef".utf8)
        var hex: [UInt8] = []
        for word in state {
            for shift in stride(from: UInt32(28), through: 0, by: -4) { hex.append(digits[Int(word >> shift & 15)]) }
        }
        return String(decoding: hex, as: UTF8.self)
    }

    private mutating func compress(_ block: UnsafeRawBufferPointer) {
        unsafe schedule.withUnsafeMutableBufferPointer { w in
            for index in 0..<16 {
                unsafe w[index] = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self))
            }
            for index in 16..<64 {
                let a = unsafe w[index - 15]
                let b = unsafe w[index - 2]
                let s0 = Self.turn(a, 7) ^ Self.turn(a, 18) ^ (a >> 3)
                let s1 = Self.turn(b, 17) ^ Self.turn(b, 19) ^ (b >> 10)
                unsafe w[index] = unsafe w[index - 16] &+ s0 &+ w[index - 7] &+ s1
            }
            var (a, b, c, d) = (state[0], state[1], state[2], state[3])
            var (e, f, g, h) = (state[4], state[5], state[6], state[7])
            for index in 0..<64 {
                let s1 = Self.turn(e, 6) ^ Self.turn(e, 11) ^ Self.turn(e, 25)
                let t1 = unsafe h &+ s1 &+ ((e & f) ^ (~e & g)) &+ Self.constants[index] &+ w[index]
                let s0 = Self.turn(a, 2) ^ Self.turn(a, 13) ^ Self.turn(a, 22)
                let t2 = s0 &+ ((a & b) ^ (a & c) ^ (b & c))
                (h, g, f, e, d, c, b, a) = (g, f, e, d &+ t1, c, b, a, t1 &+ t2)
            }
            for (index, value) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= value }
        }
    }

    @inline(__always)
    private static func turn(_ value: UInt32, _ count: UInt32) -> UInt32 { value >> count | value << (32 &- count) }

    /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes (section 4.2.2).
    private static let constants: [UInt32] = {
        var primes: [UInt32] = []
        var candidate: UInt32 = 2
        while primes.count < 64 {
            if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
            candidate += 1
        }
        return primes.map { prime in
            // Exact: the greatest r with r³ ≤ p·2^96, of which the low 32 bits are the fraction.
            var root: UInt64 = 0
            for bit in stride(from: UInt64(35), through: 0, by: -1) {
                let next = root | 1 << bit
                let square = next.multipliedFullWidth(by: next)
                // next < 2^36, so its square fits 72 bits and its cube 108.
                let low = square.low.multipliedFullWidth(by: next)
                let high = square.high * next + low.high
                if high < UInt64(prime) << 32 || (high == UInt64(prime) << 32 && low.low == 0) { root = next }
            }
            return UInt32(truncatingIfNeeded: root)
        }
    }()
}
