import FoundationEssentials
import Training

/// The weights of the epoch that did best on the validation images, as tensors of a snapshot. A class: the loop that takes them and
/// the checkpoints that carry them share it.
final class BestWeights {
    /// What the names of its tensors begin with in a checkpoint.
    private static let prefix = "best/"
    /// What belongs to a network, not to the way it moves.
    private static let parts = ["model/", "average/"]

    private var entries: [CheckpointFile.Entry] = []
    private var values: [Data] = []

    /// Whether no epoch has been taken.
    var isEmpty: Bool { entries.isEmpty }

    /// Takes the weights as they are now.
    func take(_ network: borrowing TorchNetwork, _ optimizer: borrowing TorchOptimizer) throws(TorchError) {
        let state = try network.snapshot(optimizer)
        (entries, values) = ([], [])
        for (entry, value) in zip(state.entries, state.values) where Self.parts.contains(where: entry.name.hasPrefix) {
            entries.append(entry)
            values.append(value)
        }
    }

    /// Puts them back.
    func restore(_ network: borrowing TorchNetwork, _ optimizer: borrowing TorchOptimizer) throws(TorchError) {
        try network.restore(entries, values, optimizer)
    }

    /// Adds them to a checkpoint's tensors.
    func add(to entries: inout [CheckpointFile.Entry], _ values: inout [Data]) {
        entries += self.entries.map { $0.renamed(Self.prefix + $0.name) }
        values += self.values
    }

    /// Takes them out of a checkpoint.
    /// - Returns: The checkpoint's other tensors.
    func adopt(_ file: CheckpointFile) -> (entries: [CheckpointFile.Entry], values: [Data]) {
        var rest: (entries: [CheckpointFile.Entry], values: [Data]) = ([], [])
        (entries, values) = ([], [])
        for (entry, value) in zip(file.entries, file.values) {
            if entry.name.hasPrefix(Self.prefix) {
                entries.append(entry.renamed(String(entry.name.dropFirst(Self.prefix.count))))
                values.append(value)
            } else {
                rest.entries.append(entry)
                rest.values.append(value)
            }
        }
        return rest
    }
}

extension CheckpointFile.Entry {
    fileprivate func renamed(_ name: String) -> Self {
        Self(name: name, type: type, shape: shape, byteCount: byteCount)
    }
}
