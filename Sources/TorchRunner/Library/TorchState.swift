import CTorchShim
import FoundationEssentials
import Training

extension TorchNetwork {
    /// A copy of everything that the next step depends on.
    func snapshot(
        _ optimizer: borrowing TorchOptimizer
    ) throws(TorchError) -> (entries: [CheckpointFile.Entry], values: [Data]) {
        var state: OpaquePointer?
        let optimizerHandle = unsafe optimizer.handle
        try check("taking a snapshot") { unsafe cts_state_take(handle, optimizerHandle, &state) }
        defer { unsafe cts_state_free(state) }
        var entries: [CheckpointFile.Entry] = []
        var values: [Data] = []
        for index in 0..<(unsafe cts_state_count(state)) {
            var name: UnsafePointer<CChar>?
            var type: CChar = 0
            var shape: UnsafePointer<Int64>?
            var rank: Int32 = 0
            var bytes: UnsafeRawPointer?
            var byteCount: Int64 = 0
            unsafe cts_state_entry(state, index, &name, &type, &shape, &rank, &bytes, &byteCount)
            guard let name = unsafe name else { continue }
            let extents = (0..<Int(rank)).map { unsafe Int(shape?[$0] ?? 0) }
            entries.append(
                CheckpointFile.Entry(
                    name: unsafe String(cString: name),
                    type: String(UnicodeScalar(UInt8(bitPattern: type))), shape: extents, byteCount: Int(byteCount)))
            values.append(unsafe byteCount > 0 ? Data(bytes: bytes!, count: Int(byteCount)) : Data())
        }
        return (entries, values)
    }

    /// Puts a snapshot back.
    /// - Throws: ``TorchError`` when a tensor is of another network or optimizer.
    func restore(
        _ entries: [CheckpointFile.Entry], _ values: [Data], _ optimizer: borrowing TorchOptimizer
    ) throws(TorchError) {
        let optimizerHandle = unsafe optimizer.handle
        for (entry, value) in zip(entries, values) {
            let shape = entry.shape.map(Int64.init)
            let type = CChar(bitPattern: entry.type.utf8.first ?? 0)
            try check("restoring \(entry.name)") {
                unsafe value.withUnsafeBytes { bytes in
                    unsafe cts_state_restore(
                        handle, optimizerHandle, entry.name, type, shape, Int32(shape.count), bytes.baseAddress,
                        Int64(bytes.count))
                }
            }
        }
    }
}
