public import Foundation

/// The numbered, forward-only changes of the schema, as they were installed.
public enum Migrations {
    /// The files in order, each `NNNN_title.sql`.
    public static func files() throws -> [URL] {
        try FileManager.default.contentsOfDirectory(at: Bundle.module.resourceURL ?? Bundle.module.bundleURL, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "sql" }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
    }
}
