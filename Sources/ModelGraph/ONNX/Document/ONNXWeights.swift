import Foundation

/// The stored tensors of an ONNX file as weights.
enum ONNXWeights {
    /// Every tensor of a number format that weights have; small constants of other formats are left out.
    static func tensors(in file: Data, path: String) throws(ModelGraphError) -> [String: Tensor] {
        let document = try ONNXDocument.read(path: path)
        var result: [String: Tensor] = [:]
        for (name, stored) in document.tensors {
            if let tensor = try tensor(stored, in: file, path: path) { result[name] = tensor }
        }
        return result
    }

    /// A stored tensor; nil for formats that no weight has.
    /// - Throws: ``ModelGraphError/notONNX(path:reason:)`` when its bytes are elsewhere or too few.
    static func tensor(
        _ stored: ONNXDocument.StoredTensor, in file: Data, path: String
    ) throws(ModelGraphError) -> Tensor? {
        let formats: [ONNXDocument.ElementKind: Tensor.StoredFormat] = [
            .float32: .float32, .float16: .float16, .bfloat16: .bfloat16, .float64: .float64, .int64: .int64,
            .uint8: .uint8,
        ]
        guard let format = formats[stored.type] else { return nil }
        func refuse(_ reason: String) -> ModelGraphError {
            .notONNX(path: path, reason: "tensor '\(stored.name)' \(reason)")
        }
        guard !stored.isExternal else {
            throw refuse("lies in another file; onnx.save(model, path) without external data puts it into this one")
        }
        let count = stored.dimensions.reduce(1, *)
        if let integers = stored.integers, format == .int64 {
            let bytes = integers.map { Int64($0).littleEndian }.withUnsafeBytes { Data($0) }
            return Tensor(shape: stored.dimensions, elementType: .int64, source: .stored(bytes, .int64))
        }
        // A packed list of Floats or Doubles has the very bytes that raw data have; other lists are numbers of varying length.
        let list = [.float32, .float64].contains(format) ? stored.list : nil
        guard let range = stored.raw ?? list ?? (count == 0 ? 0..<0 : nil) else {
            throw refuse("stores its values as a list of numbers, which is read for fp32 only")
        }
        guard range.count == count * format.byteCount, range.upperBound <= file.count else {
            throw refuse("of shape \(stored.dimensions) has \(range.count) bytes")
        }
        let data = file[(file.startIndex + range.lowerBound)..<(file.startIndex + range.upperBound)]
        return Tensor(shape: stored.dimensions, elementType: format.elementType, source: .stored(data, format))
    }
}
