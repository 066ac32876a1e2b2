import Foundation

@testable import RunnerKit

/// A copy of a machine's `/proc` and `/sys` in a folder of its own, removed with the value.
final class SystemTree {
    let root = NSTemporaryDirectory() + "/tree-\(UUID().uuidString)"

    init(_ files: [String: String]) throws {
        for (path, text) in files { try write(text, to: path) }
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    func write(_ text: String, to path: String) throws {
        let url = URL(fileURLWithPath: root + path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data((text + "\n").utf8).write(to: url)
    }

    var files: SystemFiles { SystemFiles(root: root) }
}
