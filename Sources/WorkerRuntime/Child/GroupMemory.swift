import FoundationEssentials
import Glibc

/// The resident memory of a process group, read from `/proc`.
///
/// The leader is read every time. Looking for further members means reading the state of every process of the machine, so it is done
/// only every tenth time: at one look each 200 ms that is every 2 s.
struct GroupMemory {
    private let group: pid_t
    private let procPath: String
    private let pageBytes: Int64
    private var members: Set<pid_t> = []
    private var looks = 0

    static let looksBetweenSearches = 10

    init(group: pid_t, procPath: String = "/proc") {
        self.group = group
        self.procPath = procPath
        pageBytes = Int64(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// Bytes that the group's processes have resident; pages that they share are counted for each, so it may be above the truth for a
    /// runner that forks. `nil` when nothing can be read, as after its end.
    mutating func residentBytes() -> Int64? {
        if looks % Self.looksBetweenSearches == 0 { search() }
        looks += 1
        let sizes = ([group] + members).compactMap { residentBytes(of: $0) }
        return sizes.isEmpty ? nil : sizes.reduce(0, +)
    }

    private func residentBytes(of process: pid_t) -> Int64? {
        guard let text = read("\(procPath)/\(process)/statm") else { return nil }
        let words = text.split(separator: " ")
        return words.count > 1 ? Int64(words[1]).map { $0 * pageBytes } : nil
    }

    private mutating func search() {
        members = []
        // A process that ends meanwhile is no member any more: what cannot be read is left out.
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: procPath)) ?? []
        for entry in entries {
            guard let process = pid_t(entry), process != group, let text = read("\(procPath)/\(process)/stat"),
                Self.group(inStat: text) == group
            else { continue }
            members.insert(process)
        }
    }

    /// The fifth field of `/proc/PID/stat` (proc(5)); the second is a name in parentheses that may hold anything.
    static func group(inStat text: String) -> pid_t? {
        guard let end = text.lastIndex(of: ")") else { return nil }
        let words = text[text.index(after: end)...].split(separator: " ")
        return words.count > 2 ? pid_t(words[2]) : nil
    }

    private func read(_ path: String) -> String? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        let descriptor = Descriptor(adopting: file)
        var buffer = [UInt8](repeating: 0, count: 1024)
        guard case .count(let count) = descriptor.read(into: &buffer) else { return nil }
        return String(decoding: buffer[..<count], as: UTF8.self)
    }
}
