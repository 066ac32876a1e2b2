public import Foundation

extension Weights {
    /// Reads weights by name from a safetensors file, a PyTorch state dictionary (`.pth`) or an ONNX file; the content decides.
    ///
    /// Formats of 16 and 64 bits become Float32 as they are read. The tensors stay in the mapped file until they are used: it must not
    /// be shortened while it is in use; replacing it by a renamed one is safe. Nothing in a PyTorch file is run.
    ///
    /// A missing `num_batches_tracked` is 0, as in torch itself: files from before torch 0.4.1 and ONNX files have none.
    /// - Parameters:
    ///   - graph: The network that the weights are for.
    ///   - strict: Whether tensors that the network does not have are an error; missing and wrongly shaped ones always are.
    ///   - dropping: Beginnings of names that are left out by rule, strict or not: heads that only training has.
    /// - Throws: ``ModelGraphError/file(path:operation:reason:)``, ``ModelGraphError/notSafetensors(path:reason:)``,
    ///   ``ModelGraphError/notWeights(path:reason:)``, ``ModelGraphError/notONNX(path:reason:)`` or
    ///   ``ModelGraphError/weightsMismatch(missing:unexpected:wronglyShaped:)`` with every difference.
    public static func load(
        from url: URL, for graph: ModelGraph, strict: Bool = true, dropping: [String] = []
    ) throws(ModelGraphError) -> Weights {
        var stored: [String: Tensor] = [:]
        let file = try read(url)
        for name in file.names where !dropping.contains(where: name.hasPrefix) { stored[name] = file[name] }
        return try fitted(stored, to: graph, strict: strict, path: url.path)
    }

    /// Reads every tensor of a file as ``load(from:for:strict:dropping:)`` does, without a network that they must fit.
    public static func read(_ url: URL) throws(ModelGraphError) -> Weights {
        let file = try mapped(url)
        switch FileFormat(file, name: url.lastPathComponent) {
        case .torch: return Weights(try TorchFile.tensors(in: file, path: url.path))
        case .safetensors: return Weights(try tensors(in: file, path: url.path))
        case .onnx: return Weights(try ONNXWeights.tensors(in: file, path: url.path))
        case nil:
            throw .notWeights(path: url.path, reason: "it is neither safetensors nor a PyTorch file nor ONNX")
        }
    }

    /// The word for the format of a weights file: `torch`, `safetensors` or `onnx`; nil for any other.
    public static func formatName(of url: URL) throws(ModelGraphError) -> String? {
        FileFormat(try mapped(url), name: url.lastPathComponent)?.rawValue
    }

    static func mapped(_ url: URL) throws(ModelGraphError) -> Data {
        do {
            return try Data(contentsOf: url, options: .alwaysMapped)
        } catch {
            throw .file(path: url.path, operation: "read", reason: error.localizedDescription)
        }
    }

    static func fitted(
        _ stored: [String: Tensor], to graph: ModelGraph, strict: Bool, path: String
    ) throws(ModelGraphError) -> Weights {
        var tensors: [String: Tensor] = strict ? stored : [:]
        for parameter in graph.parameters {
            if var tensor = stored[parameter.name] {
                // ONNX writes slopes `[C]` as `[C, 1, 1]`.
                if parameter.role == .slope { tensor = tensor.reshaped(to: parameter.shape) ?? tensor }
                guard tensor.elementType == parameter.elementType else {
                    throw .notWeights(
                        path: path, reason: "tensor '\(parameter.name)' is not \(parameter.elementType.rawValue)")
                }
                tensors[parameter.name] = tensor
            } else if parameter.role == .batchCount {
                tensors[parameter.name] = Tensor(
                    shape: [], elementType: .int64, source: .generated(InitialValues(for: parameter, seed: 0)))
            }
        }
        let weights = Weights(tensors)
        try weights.check(for: graph)
        return weights
    }

    private enum FileFormat: String {
        case torch, safetensors, onnx

        init?(_ file: Data, name: String) {
            if TorchFile.isBegun(by: file) {
                self = .torch
            } else if name.hasSuffix(".safetensors") || Self.beginsAsSafetensors(file) {
                self = .safetensors
            } else if name.hasSuffix(".onnx") || file.first == 0x08 {
                // 0x08 is field 1, the format's version, with which every exporter begins.
                self = .onnx
            } else {
                return nil
            }
        }

        /// A length of 8 bytes, then JSON.
        private static func beginsAsSafetensors(_ file: Data) -> Bool {
            guard file.count > 8 else { return false }
            let length = file.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return length <= UInt64(SafetensorsHeader.maximumByteCount)
                && file[file.startIndex + 8] == UInt8(ascii: "{")
        }
    }
}
