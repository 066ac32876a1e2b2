import CTorchShim
import Compression
import ModelGraph

/// Where a network is rounded to 8 bits.
struct RoundingPlan {
    /// Nodes that read a value rounded, by value.
    let readers: [ValueID: Set<Int>]
    /// The group of each rounded value; the values of a group share a range.
    let groupOfValue: [ValueID: Int]
    /// Convolutions and linear layers whose weights are rounded.
    let layers: Set<Int>

    /// What the export will round.
    init(_ quantization: StaticQuantization) {
        readers = quantization.readers
        layers = quantization.layers
        var groupOfValue: [ValueID: Int] = [:]
        for (group, values) in quantization.groups.enumerated() {
            for value in values { groupOfValue[value] = group }
        }
        self.groupOfValue = groupOfValue
    }
}

extension TorchNetwork {
    /// The name of a group's range among the network's parameters; a snapshot has it like any other.
    private static func rangeName(_ group: Int) -> String { "range/\(group)" }

    /// Adds a rounding.
    func add(_ rounding: ValueNumbers.Rounding) throws(TorchError) {
        let (from, to) = ([rounding.from], [rounding.to])
        let name = Self.rangeName(rounding.group)
        try check("adding a rounding") { unsafe cts_network_add(handle, CTS_ROUND, from, 1, to, 1, [], 0, [], 0) }
        try check("adding \(name)") {
            guard rounding.isFirst else { return unsafe cts_network_share_parameter(handle, name) }
            return unsafe cts_network_add_parameter(handle, name, [2], 1, false, false, false)
        }
    }

    /// Chooses what the roundings do from now on.
    /// - Parameter momentum: The weight of a batch in the moving average of a range.
    func setRounding(_ rounding: cts_rounding, momentum: Double = 0) throws(TorchError) {
        try check("choosing the rounding") { unsafe cts_network_set_rounding(handle, rounding, momentum) }
    }

    /// The range of a group, lowest and highest.
    /// - Parameter average: Whether the moving average is meant, where there is one.
    func range(_ group: Int, average: Bool) throws(TorchError) -> (low: Float, high: Float) {
        var ends: [Float] = [0, 0]
        try check("reading a range") {
            unsafe ends.withUnsafeMutableBytes { bytes in
                unsafe cts_network_read(
                    handle, Self.rangeName(group), average ? CTS_AVERAGE : CTS_VALUE, bytes.baseAddress,
                    Int64(bytes.count))
            }
        }
        return (ends[0], ends[1])
    }
}
