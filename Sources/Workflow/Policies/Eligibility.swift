import Vocabulary

/// Which requirement classes a worker may be handed.
struct Eligibility {
    /// The classes that the worker meets, and those that it lacks nothing but the precision for.
    let met: [Int32]
    let allButPrecision: [RequirementClass]

    init(of capability: WorkerCapability, among classes: [RequirementClass]) {
        var met: [Int32] = []
        var allButPrecision: [RequirementClass] = []
        for candidate in classes {
            let unmet = candidate.requirements.unmet(by: capability)
            if unmet.isEmpty {
                met.append(candidate.number)
            } else if !candidate.requirements.waitsForPrecision, unmet.count == 1, case .precision = unmet[0] {
                allButPrecision.append(candidate)
            }
        }
        self.met = met
        self.allButPrecision = allButPrecision
    }

    /// The met classes and those that no live worker meets: this worker's runner refuses such a job with the reason, so that the
    /// submitter learns it instead of waiting for ever.
    func classes(whileLive capabilities: [WorkerCapability]) -> [Int32] {
        let orphaned = allButPrecision.filter { candidate in
            !capabilities.contains { candidate.requirements.unmet(by: $0).isEmpty }
        }
        return met + orphaned.map(\.number)
    }
}
