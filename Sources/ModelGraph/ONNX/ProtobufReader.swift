import Foundation

/// Reads protobuf's wire format from a file field by field; every length is checked against its surroundings.
struct ProtobufReader: ~Copyable {
    private var file: FileWindow
    private let path: String
    /// Fields read so far. A file of a billion one-byte fields must not keep anybody busy.
    private var fieldCount = 0

    /// The largest real graphs have some 10⁵ nodes of about 20 fields.
    private static let maximumFieldCount = 5_000_000
    private static let maximumStringByteCount = 1 << 16

    enum Field {
        case integer(UInt64)
        case message(Range<Int>)
        /// A number of 4 bytes: a Float's bits.
        case fixed32(UInt32)
        /// A number of 8 bytes; nothing here reads its value.
        case fixed64
    }

    static func open(path: String, byteLimit: Int) throws(ModelGraphError) -> ProtobufReader {
        let file = try FileWindow.open(path: path)
        let byteCount = file.byteCount
        guard byteCount > 0 else { throw .notONNX(path: path, reason: "it is empty") }
        guard byteCount <= byteLimit else {
            throw .notONNX(path: path, reason: "\(byteCount) bytes, more than \(byteLimit)")
        }
        return ProtobufReader(file: file, path: path)
    }

    private init(file: consuming FileWindow, path: String) {
        self.file = file
        self.path = path
    }

    var whole: Range<Int> { 0..<file.byteCount }

    /// Calls `body` with each field of the message in `range`.
    mutating func forEachField(
        in range: Range<Int>,
        _ body: (inout ProtobufReader, Int, Field) throws(ModelGraphError) -> Void
    ) throws(ModelGraphError) {
        var position = range.lowerBound
        while position < range.upperBound {
            fieldCount += 1
            guard fieldCount <= Self.maximumFieldCount else {
                throw refuse("more than \(Self.maximumFieldCount) fields")
            }
            let tag = try varint(&position, range.upperBound)
            guard tag >> 3 >= 1, tag >> 3 < 1 << 29 else { throw refuse("not protobuf: field number 0 or too large") }
            let field = try field(of: tag & 7, &position, range.upperBound)
            try body(&self, Int(tag >> 3), field)
        }
    }

    /// The text of a field, which must be UTF-8 and shorter than 64 KiB.
    mutating func string(_ field: Field) throws(ModelGraphError) -> String {
        let range = try message(field)
        guard range.count <= Self.maximumStringByteCount else { throw refuse("a name of \(range.count) bytes") }
        guard let text = String(validating: try file.bytes(range), as: UTF8.self) else {
            throw refuse("a name that is not UTF-8")
        }
        return text
    }

    func message(_ field: Field) throws(ModelGraphError) -> Range<Int> {
        guard case .message(let range) = field else { throw refuse("a message where ONNX has one is missing") }
        return range
    }

    func integer(_ field: Field) throws(ModelGraphError) -> Int {
        guard case .integer(let value) = field else { throw refuse("a number where ONNX has one is missing") }
        return Int(Int64(bitPattern: value))
    }

    /// The numbers of a repeated field: one, or many packed into bytes.
    mutating func integers(_ field: Field, limit: Int) throws(ModelGraphError) -> [Int] {
        guard case .message(let range) = field else { return [try integer(field)] }
        var result: [Int] = []
        var position = range.lowerBound
        while position < range.upperBound {
            result.append(Int(Int64(bitPattern: try varint(&position, range.upperBound))))
            guard result.count <= limit else { throw refuse("a list of more than \(limit) numbers") }
        }
        return result
    }

    /// The Floats of a repeated field: one, or many packed into bytes.
    mutating func floats(_ field: Field, limit: Int) throws(ModelGraphError) -> [Float] {
        switch field {
        case .fixed32(let bits): return [Float(bitPattern: bits)]
        case .message(let range):
            guard range.count / 4 <= limit else { throw refuse("a list of more than \(limit) numbers") }
            return try words(range).map { Float(bitPattern: $0) }
        case .integer, .fixed64: throw refuse("a Float where ONNX has one is missing")
        }
    }

    /// Little-endian words of four bytes; a rest of fewer is left out.
    mutating func words(_ range: Range<Int>) throws(ModelGraphError) -> [UInt32] {
        var result: [UInt32] = []
        for start in stride(from: range.lowerBound, to: range.upperBound - 3, by: 4) {
            result.append(try word(at: start))
        }
        return result
    }

    private mutating func word(at position: Int) throws(ModelGraphError) -> UInt32 {
        var word: UInt32 = 0
        for offset in 0..<4 { word |= UInt32(try file.byte(at: position + offset)) << (8 * UInt32(offset)) }
        return word
    }

    func refuse(_ reason: String) -> ModelGraphError { .notONNX(path: path, reason: reason) }

    private mutating func field(
        of wireType: UInt64, _ position: inout Int, _ end: Int
    ) throws(ModelGraphError) -> Field {
        switch wireType {
        case 0: return .integer(try varint(&position, end))
        case 1, 5:
            let size = wireType == 1 ? 8 : 4
            guard size <= end - position else { throw truncated }
            defer { position += size }
            return size == 8 ? .fixed64 : .fixed32(try word(at: position))
        case 2:
            let length = try varint(&position, end)
            guard length <= UInt64(end - position) else { throw truncated }
            defer { position += Int(length) }
            return .message(position..<(position + Int(length)))
        default: throw refuse("not protobuf: wire type \(wireType)")
        }
    }

    private mutating func varint(_ position: inout Int, _ end: Int) throws(ModelGraphError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 70, by: 7) {
            guard position < end else { throw truncated }
            let byte = try file.byte(at: position)
            position += 1
            value |= UInt64(byte & 0x7F) << UInt64(shift)
            if byte < 0x80 { return value }
        }
        throw refuse("not protobuf: a number longer than ten bytes")
    }

    private var truncated: ModelGraphError { refuse("truncated, or not protobuf: a field reaches past its end") }
}
