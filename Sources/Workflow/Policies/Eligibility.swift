import Vocabulary

/// Which requirement classes a worker may be handed.
struct Eligibility {
    /// The classes that the worker meets, and those that its runner would refuse with the reason: nothing is missing but the precision, or
    /// memory by an estimate that the runner makes as well.
    let met: [Int32]
    let refusable: [RequirementClass]

    init(of capability: WorkerCapability, among classes: [RequirementClass]) {
        var met: [Int32] = []
        var refusable: [RequirementClass] = []
        for candidate in classes {
            let unmet = candidate.requirements.unmet(by: capability)
            if unmet.isEmpty {
                met.append(candidate.number)
            } else if !candidate.requirements.waitsForPrecision, unmet.allSatisfy(\.isRefusedByRunners) {
                refusable.append(candidate)
            }
        }
        self.met = met
        self.refusable = refusable
    }

    /// The met classes and those that no live worker meets: this worker's runner refuses such a job with the reason, so that the
    /// submitter learns it instead of waiting for ever.
    func classes(whileLive capabilities: [WorkerCapability]) -> [Int32] {
        let orphaned = refusable.filter { candidate in
            !capabilities.contains { candidate.requirements.unmet(by: $0).isEmpty }
        }
        return met + orphaned.map(\.number)
    }
}
