import ModelGraph
import RunnerKit
import Vocabulary

/// What an attempt may take of memory, and the refusal of what would take more.
struct MemoryLimit {
    /// MiB; nil where nothing limits it.
    let limitMiB: Int?

    /// The tightest of the agent's, the control group's and the machine's.
    init(_ request: RunnerRequest, _ machine: MachineFacts = .read()) {
        limitMiB = [request.memoryMiB, machine.memoryLimitMiB, machine.memoryMiB].compactMap(\.self).filter { $0 > 0 }
            .min()
    }

    /// The estimated peak, MiB.
    static func estimateMiB(_ demand: MemoryDemand) -> Int {
        EngineMemory.openVINO.peakByteCount(demand) >> 20
    }

    /// Refuses what is estimated to need more, with the estimate.
    ///
    /// - Throws: `out_of_memory`.
    func check(_ demand: MemoryDemand) throws(AttemptFailure) {
        let estimate = Self.estimateMiB(demand)
        guard let limitMiB, estimate > limitMiB else { return }
        throw AttemptFailure(
            code: .outOfMemory,
            message: "needs an estimated \(estimate) MiB (from weights \(demand.weights >> 20), live activations "
                + "\(demand.live >> 20), inputs \(demand.inputs >> 20) MiB; \(EngineMemory.openVINO.source)) and may take "
                + "\(limitMiB) MiB; nothing was tried")
    }

    /// Refuses a file that alone is larger, which must not even be read.
    ///
    /// - Throws: `out_of_memory`.
    func check(fileByteCount: Int) throws(AttemptFailure) {
        guard let limitMiB, fileByteCount >> 20 > limitMiB else { return }
        throw AttemptFailure(
            code: .outOfMemory,
            message:
                "needs at least the \(fileByteCount >> 20) MiB of its file and may take \(limitMiB) MiB; nothing was tried"
        )
    }
}
