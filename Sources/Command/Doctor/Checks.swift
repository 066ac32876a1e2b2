import Client
import Foundation
import HTTPClient
import Vocabulary
import Wire
import WorkerRuntime

/// Whether the coordinator answers, what it is, and whether the clocks agree.
enum CoordinatorCheck {
    static func perform(_ client: ShoestringClient) async -> [Check] {
        let health: ShoestringClient.Health
        do throws(ClientError) {
            health = try await client.health()
        } catch {
            let name = error.code == .unavailable ? "database" : "coordinator"
            return [
                Check(
                    name: name, state: .failure, detail: "\(client.endpoint.url): \(error)",
                    advice: "start one with shoestring up, or set SHOESTRING_URL")
            ]
        }
        var checks = [
            Check(name: "coordinator", state: .ok, detail: "\(client.endpoint.url) and its database answer"),
            clock(health.date, now: Date()),
        ]
        do throws(ClientError) {
            checks.append(Check(name: "API", state: .ok, detail: "version \(try await client.version())"))
        } catch {
            checks.append(
                Check(
                    name: "API", state: .warning, detail: "\(error)",
                    advice: "give a token, or see whether SHOESTRING_URL names a coordinator"))
        }
        return checks
    }

    /// Compares the field `Date` (RFC 9110, section 5.6.7) with this machine's clock; its resolution is a second.
    static func clock(_ field: String?, now: Date) -> Check {
        guard let field, let theirs = date(field) else {
            return Check(
                name: "clock", state: .warning, detail: "the coordinator did not say what time it is", advice: nil)
        }
        let skew = now.timeIntervalSince(theirs)
        let detail = "\(Cell.fixed(skew, 0)) s ahead of the coordinator's"
        guard abs(skew) > 5 else { return Check(name: "clock", state: .ok, detail: detail) }
        return Check(
            name: "clock", state: .warning, detail: detail,
            advice: "let NTP set the clock: leases follow the database's, but times in metrics are this machine's")
    }

    private static func date(_ field: String) -> Date? {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return formatter.date(from: field)
    }
}

/// Which runners there are and what they say.
enum RunnerCheck {
    static func checks(_ catalogue: RunnerCatalogue, folders: [String]) -> [Check] {
        var checks = catalogue.runners.map { runner in
            let description = runner.description
            let devices = description.devices.map { device in
                "\(device.name) (\(device.title)): \(device.precisions.map(\.rawValue).joined(separator: " "))"
            }
            return Check(
                name: name(runner.path), state: .ok,
                detail: (["\(description.engine) \(description.engineVersion)"] + devices).joined(separator: ", "))
        }
        checks += catalogue.silent.map { path, reason in
            Check(name: name(path), state: .failure, detail: reason, advice: advice(reason))
        }
        if checks.isEmpty {
            checks.append(
                Check(
                    name: "runners", state: .failure, detail: "none in \(folders.joined(separator: ", "))",
                    advice: "make build, or --runners with the folder that has them"))
        }
        if !catalogue.runners.contains(where: { $0.description.engine == "openvino" }) {
            checks.append(
                Check(
                    name: "OpenVINO", state: .warning, detail: "no runner has it",
                    advice: "make setup fetches its library, make build the runner"))
        }
        return checks
    }

    private static func name(_ path: String) -> String { String(path.split(separator: "/").last ?? "runner") }

    private static func advice(_ reason: String) -> String {
        reason.contains("shared librar") || reason.contains("libopenvino")
            ? "its library was not found: make setup fetches it into .deps" : "run it with the word describe to see why"
    }
}

/// What the machine is like.
enum MachineCheck {
    static func checks(_ machine: MachineFacts, freeBytes: Int64?) -> [Check] {
        [processor(machine), precision(machine), memory(machine), disk(freeBytes)]
    }

    private static func processor(_ machine: MachineFacts) -> Check {
        let quota = machine.processorQuota.map { ", cgroup quota \(Cell.fixed($0, 2))" } ?? ""
        let cores = machine.cores.map { ", \($0) cores" } ?? ""
        let detail =
            "\(machine.processor ?? machine.architecture): \(machine.logicalProcessors) processors\(cores), "
            + "\(machine.usableProcessors) usable\(quota)"
        guard let governor = machine.governor, governor != "performance" else {
            return Check(name: "processor", state: .ok, detail: detail)
        }
        return Check(
            name: "processor", state: .warning, detail: detail + ", governor \(governor)",
            advice: "measurements spread less under the governor performance")
    }

    private static func precision(_ machine: MachineFacts) -> Check {
        let flags = machine.flags.joined(separator: " ")
        let hasBF16 = !Set(machine.flags).isDisjoint(with: ["avx512_bf16", "amx_bf16", "bf16"])
        return Check(
            name: "instructions", state: flags.isEmpty ? .warning : .ok,
            detail: (flags.isEmpty ? "none known" : flags)
                + (hasBF16 ? "" : "; no bf16 arithmetic: such runs are refused"))
    }

    private static func memory(_ machine: MachineFacts) -> Check {
        let limit = machine.memoryLimitMiB.map { ", cgroup limit \($0) MiB" } ?? ""
        let usable = min(machine.memoryMiB, machine.memoryLimitMiB ?? machine.memoryMiB)
        return Check(
            name: "memory", state: usable < 2048 ? .warning : .ok, detail: "\(machine.memoryMiB) MiB\(limit)",
            advice: usable < 2048 ? "VGG-16 in fp32 needs about 2 GiB with its engine" : nil)
    }

    private static func disk(_ freeBytes: Int64?) -> Check {
        guard let freeBytes else { return Check(name: "disk", state: .warning, detail: "could not be read") }
        let gibibytes = Double(freeBytes) / 1_073_741_824
        return Check(
            name: "disk", state: gibibytes < 2 ? .warning : .ok, detail: Cell.fixed(gibibytes, 1) + " GiB free here",
            advice: gibibytes < 2 ? "exported models take up to 0.6 GB each" : nil)
    }

    /// Bytes that this user may still write on the file system of `path`.
    static func freeBytes(at path: String) -> Int64? {
        do {
            let attributes = try FileManager.default.attributesOfFileSystem(forPath: path)
            return (attributes[.systemFreeSize] as? NSNumber)?.int64Value
        } catch {
            return nil
        }
    }
}
