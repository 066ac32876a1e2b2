import Foundation

/// A state dictionary as `torch.save` writes it: a zip file since torch 1.6, a row of pickles with the bytes behind them before.
///
/// Layouts: torch/serialization.py, `_save` and `_legacy_save` (torch 2.13).
enum TorchFile {
    /// 0x1950a86a20f9469cfc6c as it lies in an older file: the first pickle of it.
    static let magicNumber: [UInt8] = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]
    /// What ``Unpickler`` gives for it, which does not fit 64 bits: no other number of that length is told apart.
    static let magic = Int.max - 1

    /// Whether the bytes begin as one of the two does.
    static func isBegun(by file: Data) -> Bool {
        ZipArchive.isBegun(by: file) || file.starts(with: [0x80, 0x02])
    }

    /// The tensors of the file by name; they stay in it until they are used.
    static func tensors(in file: Data, path: String) throws(ModelGraphError) -> [String: Tensor] {
        ZipArchive.isBegun(by: file) ? try zipped(file, path) : try legacy(file, path)
    }

    private static func zipped(_ file: Data, _ path: String) throws(ModelGraphError) -> [String: Tensor] {
        let archive = try ZipArchive(file: file, path: path)
        func refuse(_ reason: String) -> ModelGraphError { .notWeights(path: path, reason: reason) }
        guard let pickle = archive.entries.first(where: { $0.key.hasSuffix("/data.pkl") }) else {
            throw refuse("a zip file without data.pkl: not from torch.save")
        }
        let folder = pickle.key.dropLast("data.pkl".count)
        if let order = archive.entries["\(folder)byteorder"], archive.bytes(order) != Data("little".utf8) {
            throw refuse("its numbers are big-endian")
        }
        guard archive.entries["\(folder)constants.pkl"] == nil else {
            throw refuse(
                "a TorchScript archive; what is read is a state dictionary: torch.save(model.state_dict(), file)")
        }
        guard pickle.value.count <= Unpickler.maximumByteCount else {
            throw refuse("a pickle of \(pickle.value.count) bytes, more than \(Unpickler.maximumByteCount)")
        }
        var unpickler = Unpickler(file, pickle.value, path: path)
        let top = try unpickler.value()
        return try tensors(top, unpickler) { storage in
            archive.entries["\(folder)data/\(storage.key)"].map(archive.bytes)
        }
    }

    /// Magic number, version and system, then the dictionary, the list of storages and each one's length and bytes.
    private static func legacy(_ file: Data, _ path: String) throws(ModelGraphError) -> [String: Tensor] {
        var unpickler = Unpickler(file, 0..<file.count, path: path)
        guard try unpickler.value() == .integer(magic) else {
            throw unpickler.refuse("a pickle, but not from torch.save: it does not begin with torch's number")
        }
        guard try unpickler.value() == .integer(1001) else { throw unpickler.refuse("another version than 1001") }
        _ = try unpickler.value()
        let top = try unpickler.value()
        guard case .object(let keys) = try unpickler.value(), case .list(let items) = unpickler.objects[keys] else {
            throw unpickler.refuse("it does not list its storages")
        }
        var formats: [String: Tensor.StoredFormat] = [:]
        for case .storage(let storage) in unpickler.objects { formats[storage.key] = storage.format }
        let bytes = LittleEndianBytes(file)
        var position = unpickler.position
        var storages: [String: Data] = [:]
        for item in items {
            guard case .text(let key) = item, let format = formats[key], let count = bytes.number(at: position, 8),
                let size = Shape.product([count, format.byteCount]), let data = bytes.slice(at: position + 8, size)
            else { throw unpickler.refuse("truncated: a storage reaches past its end") }
            storages[key] = data
            position += 8 + size
        }
        return try tensors(top, unpickler) { storages[$0.key] }
    }

    private static func tensors(
        _ top: PickleValue, _ unpickler: Unpickler, _ storage: (TorchStorage) -> Data?
    ) throws(ModelGraphError) -> [String: Tensor] {
        guard case .object(let index) = top, case .dictionary(let items) = unpickler.objects[index] else {
            throw unpickler.refuse("it is not a dictionary of tensors: torch.save(model.state_dict(), file) makes one")
        }
        var result: [String: Tensor] = [:]
        for (key, value) in items {
            guard case .text(let name) = key else { throw unpickler.refuse("a tensor without a name") }
            guard case .object(let index) = value, case .tensor(let tensor) = unpickler.objects[index] else {
                throw unpickler.refuse(
                    "'\(name)' is not a tensor; a file of weights is a flat dictionary of tensors (state_dict())")
            }
            let size = tensor.storage.format.byteCount
            guard let data = storage(tensor.storage), data.count / size >= tensor.storage.elementCount else {
                throw unpickler.refuse("the bytes of '\(name)' are missing or too few")
            }
            result[name] = Tensor(
                shape: tensor.shape, elementType: tensor.storage.format.elementType,
                source: source(tensor, data.dropFirst(tensor.offset * size)))
        }
        return result
    }

    private static func source(_ tensor: TorchTensor, _ data: Data) -> Tensor.Source {
        let format = tensor.storage.format
        if tensor.shape.contains(0) { return .stored(Data(), format) }
        var packed = 1
        var isPacked = true
        for (extent, stride) in zip(tensor.shape, tensor.strides).reversed() {
            // The stride of an axis with one element says nothing.
            if extent != 1, stride != packed { isPacked = false }
            packed *= extent
        }
        return isPacked ? .stored(data, format) : .strided(data, format, tensor.strides)
    }
}
