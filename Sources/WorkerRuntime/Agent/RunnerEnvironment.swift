/// The environment of a runner: made from a list of what may pass, so that no secret of the agent's does.
public struct RunnerEnvironment: Sendable {
    private let passed: [String: String]

    /// Variables that pass: where programs and libraries are, which accelerators may be used, how long the measuring protocol waits.
    static let passing: Set<String> = [
        "PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "PYTHONPATH", "VIRTUAL_ENV", "CUDA_VISIBLE_DEVICES",
        "NVIDIA_VISIBLE_DEVICES", "NVIDIA_DRIVER_CAPABILITIES", "SHOESTRING_QUIET_WAIT_SECONDS",
        "SHOESTRING_MEASURE_SECONDS",
    ]
    /// Anything for runners alone.
    static let passingPrefix = "SHOESTRING_RUNNER_"

    /// Takes what may pass out of the agent's own environment.
    public init(from environment: [String: String]) {
        passed = environment.filter { Self.passing.contains($0.key) || $0.key.hasPrefix(Self.passingPrefix) }
    }

    /// The variables for a runner.
    ///
    /// OpenMP reads its settings when its library loads, so they must be there before; waiting threads sleep instead of spinning,
    /// because a spinning thread of one runner takes the processor from another (`docs/measuring.md`).
    ///
    /// - Parameters:
    ///   - threads: For libraries that would otherwise take every processor, whatever the quota.
    ///   - home: What programs take for their home and temporary folder.
    func variables(threads: Int?, home: String) -> [String: String] {
        var variables = passed
        if variables["PATH"] == nil { variables["PATH"] = "/usr/local/bin:/usr/bin:/bin" }
        if variables["LANG"] == nil { variables["LANG"] = "C.UTF-8" }
        variables["HOME"] = home
        variables["TMPDIR"] = home
        variables["OMP_WAIT_POLICY"] = "PASSIVE"
        variables["KMP_BLOCKTIME"] = "0"
        variables["GOMP_SPINCOUNT"] = "0"
        if let threads {
            for name in ["OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"] {
                variables[name] = String(threads)
            }
        }
        return variables
    }
}
