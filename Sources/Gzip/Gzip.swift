import CZlib
public import FoundationEssentials

/// Compression in the format of RFC 1952, which every browser takes.
public enum Gzip {
    /// Why there is no result.
    public enum Failure: Error, Hashable, Sendable {
        /// zlib has no memory, or is of another version than its header.
        case cannotBegin(code: Int32)
        /// More than 4 GiB at once, which its counters do not hold.
        case tooLarge(byteCount: Int)
        /// zlib did not come to the end.
        case cannotEnd(code: Int32)
    }

    /// The bytes, compressed; equal bytes give equal results.
    ///
    /// - Parameter level: 1 (fastest) to 9 (smallest).
    public static func compressed(_ bytes: Data, level: Int32) throws(Failure) -> Data {
        guard bytes.count <= Int(UInt32.max) / 2 else { throw .tooLarge(byteCount: bytes.count) }
        var stream = unsafe z_stream()
        // 15: the largest window; and 16: with gzip's header and trailer.
        let began = unsafe deflateInit2_(
            &stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard began == Z_OK else { throw .cannotBegin(code: began) }
        defer { _ = unsafe deflateEnd(&stream) }
        var result = Data(count: Int(unsafe deflateBound(&stream, UInt(bytes.count))))
        let ended = unsafe result.withUnsafeMutableBytes { output in
            unsafe bytes.withUnsafeBytes { input in
                unsafe stream.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
                unsafe stream.avail_in = UInt32(input.count)
                unsafe stream.next_out = output.bindMemory(to: UInt8.self).baseAddress
                unsafe stream.avail_out = UInt32(output.count)
                return unsafe deflate(&stream, Z_FINISH)
            }
        }
        guard ended == Z_STREAM_END else { throw .cannotEnd(code: ended) }
        return result.prefix(Int(unsafe stream.total_out))
    }
}
