import CChild
import Glibc

/// What a child is started with.
struct ChildPlan: Sendable, Hashable {
    /// What its standard streams are.
    enum Streams: Sendable, Hashable {
        /// Three pipes to the parent.
        case piped
        /// Nothing to read; the parent's own output and error.
        case inherited
    }

    /// The executable, absolute.
    var path: String
    /// After the executable's name.
    var arguments: [String] = []
    /// The whole environment: nothing is inherited.
    var environment: [String: String] = [:]
    /// Its working folder.
    var folder: String?
    var streams = Streams.piped
    /// What it gets when the thread that starts it ends, as when the parent is killed.
    var deathSignal = SIGKILL
    /// How much likelier than its parent the kernel should choose it when memory runs out, 0…1000.
    var outOfMemoryScore: Int32 = 500
}

/// How a child ended.
struct ChildEnd: Sendable, Hashable {
    /// The exit code, or the signal that ended it.
    enum Kind: Sendable, Hashable {
        case exited(Int32)
        case signalled(Int32)
    }

    let kind: Kind
    /// The largest resident set of the child and of those that it waited for, in KiB (`wait4`). Linux counts from the fork on, so it
    /// is never below the parent's own at that moment, some 20 MiB.
    let peakKiB: Int64
}

/// A running child in a session and group of its own. It must be started, watched and ended on one thread that lives as long as it:
/// the kernel ties the parent-death signal to the thread that forked.
struct Child: ~Copyable {
    let pid: pid_t
    /// Its standard input, output and error, where they are pipes.
    var input: Descriptor
    var output: Descriptor
    var error: Descriptor
    /// Readable when it ends; none on old kernels.
    let exit: Descriptor
    private var reaped = false

    /// Starts it.
    static func start(_ plan: ChildPlan) throws(ChildError) -> Child {
        switch plan.streams {
        case .piped:
            let input = try Descriptor.pipe()
            let output = try Descriptor.pipe()
            let error = try Descriptor.pipe()
            let pid = try launch(plan, input.reading.number, output.writing.number, error.writing.number)
            return Child(pid, input.takeWriting(), output.takeReading(), error.takeReading())
        case .inherited:
            let nothing = Descriptor(adopting: unsafe open("/dev/null", O_RDONLY | O_CLOEXEC))
            guard nothing.number >= 0 else { throw .system(call: "open", code: errno) }
            let pid = try launch(plan, nothing.number, STDOUT_FILENO, STDERR_FILENO)
            return Child(pid, Descriptor(adopting: -1), Descriptor(adopting: -1), Descriptor(adopting: -1))
        }
    }

    private init(
        _ pid: pid_t, _ input: consuming Descriptor, _ output: consuming Descriptor, _ error: consuming Descriptor
    ) {
        self.pid = pid
        self.input = input
        self.output = output
        self.error = error
        exit = Descriptor(adopting: shoestring_open_process(pid))
    }

    deinit {
        guard !reaped else { return }
        // Reached only by an early return: nothing of the child may stay.
        kill(-pid, SIGKILL)
        var status: Int32 = 0
        var peak: Int64 = 0
        unsafe shoestring_reap(pid, &status, &peak)
    }

    private static func launch(
        _ plan: ChildPlan, _ input: Int32, _ output: Int32, _ error: Int32
    ) throws(ChildError) -> pid_t {
        let arguments = CTexts([plan.path] + plan.arguments)
        let environment = CTexts(plan.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
        let path = CTexts([plan.path])
        let folder = CTexts(plan.folder.map { [$0] } ?? [])
        var request = unsafe shoestring_child()
        unsafe request.path = UnsafePointer(path.first)
        unsafe request.arguments = UnsafePointer(arguments.pointers)
        unsafe request.environment = UnsafePointer(environment.pointers)
        unsafe request.folder = UnsafePointer(folder.first)
        unsafe request.input = input
        unsafe request.output = output
        unsafe request.error = error
        unsafe request.parent_death_signal = plan.deathSignal
        unsafe request.out_of_memory_score = plan.outOfMemoryScore
        var pid: pid_t = 0
        var step: UnsafePointer<CChar>? = nil
        let code = unsafe shoestring_start_child(&request, &pid, &step)
        guard code == 0 else {
            let call = unsafe step.map { unsafe String(cString: $0) } ?? "fork"
            throw .system(call: "\(call) \(plan.path)", code: code)
        }
        return pid
    }

    /// Sends a signal to every process of its group.
    func signalGroup(_ signal: Int32) { kill(-pid, signal) }

    /// Whether it has ended; its number stays taken until ``reap()``.
    var hasEnded: Bool { shoestring_has_ended(pid) != 0 }

    /// Kills what is left of the group, then waits for the child itself. Until it is reaped its group's number cannot be another's.
    mutating func reap(sparingGroup: Bool = false) -> ChildEnd {
        if !sparingGroup { signalGroup(SIGKILL) }
        var status: Int32 = 0
        var peak: Int64 = 0
        let code = unsafe shoestring_reap(pid, &status, &peak)
        reaped = true
        guard code == 0 else { return ChildEnd(kind: .signalled(0), peakKiB: 0) }
        var number: Int32 = 0
        let exited = unsafe shoestring_exited(status, &number) == 1
        return ChildEnd(kind: exited ? .exited(number) : .signalled(number), peakKiB: peak)
    }
}

/// Texts as C takes them: an array of pointers that ends with a null; freed once.
@safe private struct CTexts: ~Copyable {
    @unsafe let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let count: Int

    init(_ texts: [String]) {
        count = texts.count
        unsafe pointers = .allocate(capacity: texts.count + 1)
        for (index, text) in texts.enumerated() { unsafe (pointers + index).initialize(to: strdup(text)) }
        unsafe (pointers + count).initialize(to: nil)
    }

    deinit {
        for index in 0..<count { unsafe free(pointers[index]) }
        unsafe pointers.deallocate()
    }

    @unsafe var first: UnsafeMutablePointer<CChar>? { unsafe pointers[0] }
}
