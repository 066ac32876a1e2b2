public import Foundation

extension Weights {
    /// Reads a safetensors file; the tensors stay in the mapped file until they are used.
    ///
    /// F16 and BF16 become Float32 as they are read. torch files from before version 0.4.1 have no `num_batches_tracked`;
    /// where it is absent it is 0, as in torch itself. The file must not be shortened while it is in use; replacing it by
    /// a renamed one is safe.
    /// - Parameters:
    ///   - graph: The network that the weights are for.
    ///   - strict: Whether tensors that the network does not have are an error; missing and wrongly shaped ones always are.
    /// - Throws: ``ModelGraphError/file(path:operation:reason:)``, ``ModelGraphError/notSafetensors(path:reason:)`` or
    ///   ``ModelGraphError/weightsMismatch(missing:unexpected:wronglyShaped:)``.
    public static func safetensors(
        at url: URL, for graph: ModelGraph, strict: Bool = true
    ) throws(ModelGraphError) -> Weights {
        try fitted(try tensors(in: try mapped(url), path: url.path), to: graph, strict: strict, path: url.path)
    }

    /// Writes all tensors to a safetensors file, sorted by name, Float32 (batch counts Int64).
    ///
    /// The file appears complete or not at all.
    /// - Throws: ``ModelGraphError/file(path:operation:reason:)``.
    public func writeSafetensors(to url: URL) throws(ModelGraphError) {
        var members: [String] = []
        var offset = 0
        for name in names {
            guard let tensor = self[name] else { continue }
            let type = tensor.elementType == .int64 ? "I64" : "F32"
            let range = "[\(offset),\(offset + tensor.byteCount)]"
            members.append(
                "\(Self.quoted(name)):{\"dtype\":\"\(type)\",\"shape\":\(tensor.shape),\"data_offsets\":\(range)}")
            offset += tensor.byteCount
        }
        var header = Data("{\(members.joined(separator: ","))}".utf8)
        // Padded with spaces so that the tensors start at a multiple of 8, which the format recommends.
        header.append(Data(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8))
        try AtomicFile.write(to: url) { file throws(ModelGraphError) in
            var length = UInt64(header.count).littleEndian
            try file.append(Data(bytes: &length, count: 8))
            try file.append(header)
            for name in names {
                try self[name]?.forEachPiece { piece throws(ModelGraphError) in try file.append(piece) }
            }
        }
    }

    /// The tensors of a safetensors file by name.
    static func tensors(in file: Data, path: String) throws(ModelGraphError) -> [String: Tensor] {
        let header = try SafetensorsHeader(file: file, path: path)
        return header.entries.compactMapValues { entry in
            guard let format = Tensor.StoredFormat(rawValue: entry.dtype) else { return nil }
            let start = file.startIndex + header.dataStart
            let data = file[(start + entry.dataOffsets[0])..<(start + entry.dataOffsets[1])]
            return Tensor(
                shape: entry.shape, elementType: format.elementType,
                source: .stored(data, format))
        }
    }

    /// Names are ours or came through a JSON decoder; quotes, backslashes and control characters are escaped all the same.
    private static func quoted(_ name: String) -> String {
        var result = "\""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case ..<" ":
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
