import Foundation

/// The files of this checkout.
enum Repository {
    /// The root: this file is in `Tests/HouseTests`.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The text of a file, by its path from the root.
    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// Whether there is a file or folder of that path from the root.
    static func has(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appending(path: path).path())
    }

    /// Swift files below a folder, as paths from the root, sorted.
    static func swiftFiles(in folder: String) -> [String] {
        let paths = FileManager.default.enumerator(atPath: root.appending(path: folder).path())
        return (paths?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".swift") }
            .map { "\(folder)/\($0)" }.sorted()
    }

    /// Everything that becomes part of a product.
    static var productFiles: [String] { swiftFiles(in: "Sources") + swiftFiles(in: "workers") }
}
