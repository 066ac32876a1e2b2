public import Foundation

/// The values of one parameter or buffer: in memory, in a mapped file, or a rule that makes them.
///
/// Reading goes in pieces, so that a network of 553 MB (VGG-16) can be written to a file without being held.
public struct Tensor: Sendable {
    /// Extents, outermost first; empty for a scalar.
    public let shape: [Int]
    /// The number format that ``bytes()`` gives, whatever the file holds.
    public let elementType: ElementType
    let source: Source

    enum Source: Sendable {
        case stored(Data, StoredFormat)
        /// Elements that do not lie one after another; the last is the number of elements between neighbours on each axis.
        case strided(Data, StoredFormat, [Int])
        case generated(InitialValues)
    }

    /// How elements lie in a file, little-endian.
    enum StoredFormat: String, Sendable {
        case float32 = "F32"
        case float16 = "F16"
        case bfloat16 = "BF16"
        case float64 = "F64"
        case int64 = "I64"
        case uint8 = "U8"

        var byteCount: Int {
            switch self {
            case .float32: 4
            case .float16, .bfloat16: 2
            case .float64, .int64: 8
            case .uint8: 1
            }
        }

        /// What the elements become when they are read: numbers with fractions Float32, whole ones Int64.
        var elementType: ElementType {
            switch self {
            case .float32, .float16, .bfloat16, .float64: .float32
            case .int64, .uint8: .int64
            }
        }
    }

    init(shape: [Int], elementType: ElementType, source: Source) {
        self.shape = shape
        self.elementType = elementType
        self.source = source
    }

    /// A tensor of given values.
    /// - Returns: Nil when the shape's product is not the number of values.
    public init?(shape: [Int], floats: [Float]) {
        guard shape.allSatisfy({ $0 >= 0 }), Shape.product(shape) == floats.count else { return nil }
        let data = floats.withUnsafeBytes { Data($0) }
        self.init(shape: shape, elementType: .float32, source: .stored(data, .float32))
    }

    /// The number of elements.
    public var elementCount: Int { shape.reduce(1, *) }
    /// Bytes of all elements in ``elementType``.
    public var byteCount: Int { elementCount * elementType.byteCount }

    /// All values as little-endian bytes in ``elementType``; a mapped Float32 tensor is not copied.
    public func bytes() -> Data {
        bytes(of: 0..<elementCount)
    }

    /// All values as Float32.
    public func floats() -> [Float] {
        guard elementType == .float32 else { return int64s().map(Float.init) }
        return Self.load(bytes(), as: UInt32.self).map { Float(bitPattern: UInt32(littleEndian: $0)) }
    }

    /// Calls `body` with consecutive pieces of ``bytes()``, each at most `byteLimit` long.
    public func forEachPiece<Failure: Error>(
        of byteLimit: Int = 1 << 22, _ body: (Data) throws(Failure) -> Void
    ) throws(Failure) {
        let step = Swift.max(byteLimit / elementType.byteCount, 1)
        var start = 0
        while start < elementCount {
            let end = Swift.min(start + step, elementCount)
            try body(bytes(of: start..<end))
            start = end
        }
    }

    /// The same elements in the same order under another shape; nil when there are not as many.
    func reshaped(to shape: [Int]) -> Tensor? {
        guard Shape.product(shape) == elementCount else { return nil }
        if case .strided(_, let format, _) = source {
            // Strides say nothing about another shape: the elements are put in order.
            let type: StoredFormat = format.elementType == .int64 ? .int64 : .float32
            return Tensor(shape: shape, elementType: elementType, source: .stored(bytes(), type))
        }
        return Tensor(shape: shape, elementType: elementType, source: source)
    }

    /// A matrix with rows and columns exchanged; nil for other shapes and for generated values.
    func transposed() -> Tensor? {
        guard shape.count == 2, case .stored(let data, let format) = source else { return nil }
        return Tensor(
            shape: [shape[1], shape[0]], elementType: elementType, source: .strided(data, format, [1, shape[1]]))
    }

    private func bytes(of range: Range<Int>) -> Data {
        switch source {
        case .generated(let values): return values.bytes(of: range)
        case .stored(let data, let format):
            let size = format.byteCount
            let start = data.startIndex
            return Self.widen(
                data[(start + range.lowerBound * size)..<(start + range.upperBound * size)], from: format)
        case .strided(let data, let format, let strides):
            let size = format.byteCount
            var piece = Data(capacity: range.count * size)
            for index in range {
                let start = data.startIndex + offset(of: index, strides) * size
                piece.append(data[start..<(start + size)])
            }
            return Self.widen(piece, from: format)
        }
    }

    /// The place of an element, counted in the order of rows, in its storage.
    private func offset(of index: Int, _ strides: [Int]) -> Int {
        var rest = index
        var offset = 0
        for (extent, stride) in zip(shape, strides).reversed() {
            offset += rest % extent * stride
            rest /= extent
        }
        return offset
    }

    private func int64s() -> [Int64] {
        Self.load(bytes(), as: Int64.self).map(Int64.init(littleEndian:))
    }

    /// Formats of 16 bits are subsets of Float32, nothing is rounded; Float64 is rounded to the nearest.
    private static func widen(_ piece: Data, from format: StoredFormat) -> Data {
        switch format {
        case .float32, .int64: piece
        case .float16: convert(piece, UInt16.self) { Float(Float16(bitPattern: $0)).bitPattern }
        case .bfloat16: convert(piece, UInt16.self) { UInt32($0) << 16 }
        case .float64: convert(piece, UInt64.self) { Float(Double(bitPattern: $0)).bitPattern }
        case .uint8: convert(piece, UInt8.self) { Int64($0) }
        }
    }

    private static func convert<Stored: FixedWidthInteger & BitwiseCopyable, Wide: FixedWidthInteger & BitwiseCopyable>(
        _ data: Data, _ type: Stored.Type, _ bits: (Stored) -> Wide
    ) -> Data {
        let wide = load(data, as: type).map { bits(Stored(littleEndian: $0)).littleEndian }
        return wide.withUnsafeBytes { Data($0) }
    }

    private static func load<Element: BitwiseCopyable>(_ data: Data, as type: Element.Type) -> [Element] {
        let size = MemoryLayout<Element>.size
        return data.withUnsafeBytes { bytes in
            (0..<(bytes.count / size)).map { bytes.loadUnaligned(fromByteOffset: $0 * size, as: type) }
        }
    }
}
