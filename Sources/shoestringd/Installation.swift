import Foundation

/// Where the files are that belong to the program: beside it in an installation, further up in a checkout.
enum Installation {
    /// The nearest folder of that name that holds `marker`: `../share/shoestring/NAME` of the program's folder, or NAME in it or in
    /// one of the folders above.
    static func folder(_ name: String, marker: String) -> String? {
        let start = executable.deletingLastPathComponent()
        var candidates = [start.deletingLastPathComponent().appending(path: "share/shoestring/\(name)")]
        var above = start
        for _ in 0..<6 {
            candidates.append(above.appending(path: name))
            above = above.deletingLastPathComponent()
        }
        return candidates.map(\.path).first { FileManager.default.fileExists(atPath: "\($0)/\(marker)") }
    }

    /// The folder of third-party scripts, which set-up makes.
    static func vendorFolder() -> String? {
        folder("vendor", marker: "vega.js") ?? folder(".deps/web", marker: "vega.js")
    }

    private static var executable: URL {
        do {
            return URL(fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        } catch {
            return URL(fileURLWithPath: CommandLine.arguments[0])  // no /proc: what the shell called us
        }
    }
}
