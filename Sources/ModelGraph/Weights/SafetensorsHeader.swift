import Foundation

/// The header of a safetensors file: what is where. Nothing in it is believed before it is checked.
///
/// Layout (github.com/huggingface/safetensors, README "Format"): 8 bytes little-endian header length, that many bytes of
/// JSON, then the tensors' bytes. The tensors must cover those bytes exactly, without overlap and without holes.
struct SafetensorsHeader: Sendable {
    let entries: [String: Entry]
    /// Offset of the first tensor's first byte in the file.
    let dataStart: Int

    struct Entry: Hashable, Sendable, Decodable {
        let dtype: String
        let shape: [Int]
        let dataOffsets: [Int]

        enum CodingKeys: String, CodingKey {
            case dtype, shape
            case dataOffsets = "data_offsets"
        }
    }

    /// Above every real header: 2,000 tensors need about 200 kB.
    static let maximumByteCount = 1 << 24

    init(file: Data, path: String) throws(ModelGraphError) {
        func refuse(_ reason: String) -> ModelGraphError { .notSafetensors(path: path, reason: reason) }
        guard file.count >= 8 else { throw refuse("\(file.count) bytes, shorter than the header's length field") }
        let length = file.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(Self.maximumByteCount) else {
            throw refuse("header of \(length) bytes, more than \(Self.maximumByteCount)")
        }
        guard length <= UInt64(file.count - 8) else {
            throw refuse("header of \(length) bytes in a file of \(file.count)")
        }
        dataStart = 8 + Int(length)
        let json = file.subdata(in: (file.startIndex + 8)..<(file.startIndex + dataStart))
        do {
            entries = try JSONDecoder().decode(Members.self, from: json).entries
        } catch DecodingError.dataCorrupted {
            throw refuse("its header is not JSON")
        } catch {
            throw refuse("its header is not an object of tensors with dtype, shape and data_offsets")
        }
        try Self.check(entries, byteCount: file.count - dataStart, refuse)
    }

    /// The JSON object without its one member that is no tensor.
    private struct Members: Decodable {
        var entries: [String: Entry] = [:]

        private struct Name: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Name.self)
            for key in container.allKeys where key.stringValue != "__metadata__" {
                entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
            }
        }
    }

    private static func check(
        _ entries: [String: Entry], byteCount: Int, _ refuse: (String) -> ModelGraphError
    ) throws(ModelGraphError) {
        var spans: [(range: Range<Int>, name: String)] = []
        for (name, entry) in entries {
            guard let format = Tensor.StoredFormat(rawValue: entry.dtype) else {
                throw refuse("tensor '\(name)' has type \(entry.dtype); F32, F16, BF16, F64, I64 and U8 are read")
            }
            guard entry.shape.allSatisfy({ $0 >= 0 }),
                let size = Shape.product(entry.shape + [format.byteCount])
            else { throw refuse("tensor '\(name)' has the shape \(entry.shape)") }
            let offsets = entry.dataOffsets
            guard offsets.count == 2, 0 <= offsets[0], offsets[0] <= offsets[1], offsets[1] <= byteCount else {
                throw refuse("tensor '\(name)' has offsets \(offsets) in \(byteCount) bytes")
            }
            guard offsets[1] - offsets[0] == size else {
                throw refuse(
                    "tensor '\(name)' of shape \(entry.shape) needs \(size) bytes, has \(offsets[1] - offsets[0])")
            }
            spans.append((offsets[0]..<offsets[1], name))
        }
        var end = 0
        for (range, name) in spans.sorted(by: {
            ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
        }) {
            guard range.lowerBound == end else {
                throw refuse("tensor '\(name)' starts at \(range.lowerBound) where the one before ends at \(end)")
            }
            end = range.upperBound
        }
        guard end == byteCount else { throw refuse("\(byteCount - end) bytes belong to no tensor") }
    }
}
