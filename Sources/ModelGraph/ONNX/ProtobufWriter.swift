import Foundation

/// Writes messages in protobuf's wire format (protobuf.dev/programming-guides/encoding): fields in ascending order.
///
/// Why not a library: docs/decisions/0002-onnx-encoding.md.
struct ProtobufWriter {
    private(set) var data = Data()

    mutating func integer(_ field: Int, _ value: Int) {
        varint(UInt64(field) << 3)
        varint(UInt64(bitPattern: Int64(value)))
    }

    mutating func float(_ field: Int, _ value: Float) {
        varint(UInt64(field) << 3 | 5)
        withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
    }

    mutating func string(_ field: Int, _ value: String) {
        bytes(field, Data(value.utf8))
    }

    mutating func bytes(_ field: Int, _ value: Data) {
        header(field, byteCount: value.count)
        data.append(value)
    }

    mutating func message(_ field: Int, _ write: (inout ProtobufWriter) -> Void) {
        var inner = ProtobufWriter()
        write(&inner)
        bytes(field, inner.data)
    }

    /// Announces a field whose `byteCount` bytes follow from elsewhere: that is how weights are streamed.
    mutating func header(_ field: Int, byteCount: Int) {
        varint(UInt64(field) << 3 | 2)
        varint(UInt64(byteCount))
    }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            data.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        data.append(UInt8(rest))
    }
}
