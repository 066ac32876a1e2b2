import Foundation

/// Numbers in bytes from outside: every read says nil instead of leaving them.
struct LittleEndianBytes: Sendable {
    private let data: Data

    init(_ data: Data) { self.data = data }

    var count: Int { data.count }

    /// An unsigned number of 1 to 8 bytes; nil past the end, or above `Int.max`.
    func number(at position: Int, _ size: Int) -> Int? {
        guard let bytes = slice(at: position, size) else { return nil }
        return Int(exactly: bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }

    func slice(at position: Int, _ size: Int) -> Data? {
        guard position >= 0, size >= 0, position <= data.count, size <= data.count - position else { return nil }
        return data[(data.startIndex + position)..<(data.startIndex + position + size)]
    }
}
