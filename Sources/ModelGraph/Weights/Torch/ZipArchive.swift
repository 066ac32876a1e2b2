import Foundation

/// The entries of a zip file that are stored as they are, as `torch.save` writes them; zip64 included.
///
/// Layout: PKWARE APPNOTE 6.3.10, sections 4.3.7 (local header), 4.3.12 (central directory), 4.3.14 to 4.3.16 (its ends). Nothing
/// in it is believed before it is checked against the size of the file.
struct ZipArchive: Sendable {
    /// Where each entry's bytes lie, by name.
    let entries: [String: Range<Int>]
    private let file: Data
    private let path: String

    /// Above every real file: a network has some thousand tensors.
    private static let maximumEntryCount = 100_000

    /// Whether the bytes begin as a zip file does.
    static func isBegun(by file: Data) -> Bool { file.starts(with: [0x50, 0x4B, 0x03, 0x04]) }

    init(file: Data, path: String) throws(ModelGraphError) {
        self.file = file
        self.path = path
        let bytes = LittleEndianBytes(file)
        func refuse(_ reason: String) -> ModelGraphError { .notWeights(path: path, reason: reason) }
        guard let end = Self.endRecord(bytes) else { throw refuse("a zip file without its directory: truncated") }
        var entries: [String: Range<Int>] = [:]
        var position = end.directory
        guard end.count <= Self.maximumEntryCount else { throw refuse("\(end.count) entries in a zip file") }
        for _ in 0..<end.count {
            guard let entry = Entry(bytes, at: position) else { throw refuse("its zip directory is damaged") }
            guard entry.method == 0 else {
                throw refuse("'\(entry.name)' is compressed; torch.save stores entries as they are")
            }
            guard let range = entry.contents(bytes) else {
                throw refuse("'\(entry.name)' reaches past the end of the file")
            }
            guard entries.updateValue(range, forKey: entry.name) == nil else {
                throw refuse("'\(entry.name)' is there twice")
            }
            position = entry.end
        }
        self.entries = entries
    }

    /// The bytes of an entry; not copied.
    func bytes(_ range: Range<Int>) -> Data {
        file[(file.startIndex + range.lowerBound)..<(file.startIndex + range.upperBound)]
    }

    /// The end record stands before a comment of at most 65,535 bytes; its fields are all ones where zip64's hold.
    private static func endRecord(_ bytes: LittleEndianBytes) -> (count: Int, directory: Int)? {
        let lowest = max(0, bytes.count - 22 - 65_535)
        var position = bytes.count - 22
        while position >= lowest, bytes.number(at: position, 4) != 0x0605_4B50 { position -= 1 }
        guard position >= lowest, let count = bytes.number(at: position + 10, 2),
            let directory = bytes.number(at: position + 16, 4)
        else { return nil }
        guard count == 0xFFFF || directory == 0xFFFF_FFFF else { return (count, directory) }
        guard bytes.number(at: position - 20, 4) == 0x0706_4B50, let wide = bytes.number(at: position - 12, 8),
            bytes.number(at: wide, 4) == 0x0606_4B50, let wideCount = bytes.number(at: wide + 32, 8),
            let wideDirectory = bytes.number(at: wide + 48, 8)
        else { return nil }
        return (wideCount, wideDirectory)
    }

    /// A line of the central directory.
    private struct Entry {
        let name: String
        let method: Int
        let size: Int
        let header: Int
        let end: Int

        init?(_ bytes: LittleEndianBytes, at position: Int) {
            guard bytes.number(at: position, 4) == 0x0201_4B50, let method = bytes.number(at: position + 10, 2),
                let stored = bytes.number(at: position + 20, 4), let plain = bytes.number(at: position + 24, 4),
                let nameLength = bytes.number(at: position + 28, 2),
                let extraLength = bytes.number(at: position + 30, 2),
                let commentLength = bytes.number(at: position + 32, 2),
                let header = bytes.number(at: position + 42, 4),
                let text = bytes.slice(at: position + 46, nameLength), let name = String(bytes: text, encoding: .utf8),
                bytes.slice(at: position + 46 + nameLength, extraLength) != nil
            else { return nil }
            let extra = position + 46 + nameLength
            // The 64-bit fields of the extra record 1 stand for those that are all ones, in this order.
            var wide = Self.wideFields(bytes, extra..<(extra + extraLength))[...]
            func widened(_ value: Int) -> Int? { value == 0xFFFF_FFFF ? wide.popFirst() : value }
            guard let size = widened(plain), let storedSize = widened(stored), let offset = widened(header) else {
                return nil
            }
            guard method != 0 || size == storedSize else { return nil }
            self.name = name
            self.method = method
            self.size = size
            self.header = offset
            end = extra + extraLength + commentLength
        }

        private static func wideFields(_ bytes: LittleEndianBytes, _ range: Range<Int>) -> [Int] {
            var position = range.lowerBound
            while let kind = bytes.number(at: position, 2), let length = bytes.number(at: position + 2, 2),
                position + 4 + length <= range.upperBound
            {
                if kind == 1 { return (0..<(length / 8)).compactMap { bytes.number(at: position + 4 + 8 * $0, 8) } }
                position += 4 + length
            }
            return []
        }

        /// The local header repeats the name and may have another extra field.
        func contents(_ bytes: LittleEndianBytes) -> Range<Int>? {
            guard bytes.number(at: header, 4) == 0x0403_4B50, let name = bytes.number(at: header + 26, 2),
                let extra = bytes.number(at: header + 28, 2)
            else { return nil }
            let start = header + 30 + name + extra
            guard start <= bytes.count, size <= bytes.count - start else { return nil }
            return start..<(start + size)
        }
    }
}
