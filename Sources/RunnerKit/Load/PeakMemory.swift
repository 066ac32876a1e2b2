/// The process's own peak resident memory, phase by phase: `VmHWM` of `/proc/self/status`, set back at the borders.
public struct PeakMemory: Sendable {
    private let files: SystemFiles
    /// Why phases cannot be told apart; `nil` while they can.
    public private(set) var absence: String?

    /// Uses this process's files.
    public init(_ files: SystemFiles = SystemFiles()) { self.files = files }

    /// Begins a phase: from now on the peak counts from what is resident now (proc(5): 5 into `clear_refs`).
    public mutating func beginPhase() {
        if let error = files.write("5", to: "/proc/self/clear_refs") {
            absence = "the peak cannot be set back between phases: \(error)"
        }
    }

    /// The peak of this phase in MiB; `nil` when it cannot be told.
    public mutating func peakMiB() -> Double? {
        guard absence == nil else { return nil }
        guard let kibibytes = files.field("VmHWM", of: "/proc/self/status").flatMap({ $0.split(separator: " ").first }),
            let number = Double(kibibytes)
        else {
            absence = "/proc/self/status has no VmHWM"
            return nil
        }
        return number / 1024
    }
}
