import Foundation

/// The folder that a report is written to.
struct ReportFolder {
    let path: String

    /// - Throws: ``CommandFailure`` when there is something else than an earlier report: nobody's files are mixed with it, and none are lost.
    func check() throws {
        let files = FileManager.default
        var isFolder: ObjCBool = false
        guard files.fileExists(atPath: path, isDirectory: &isFolder) else { return }
        guard isFolder.boolValue else { throw CommandFailure("\(path) is a file; --out names a folder", .usage) }
        let names = try files.contentsOfDirectory(atPath: path)
        guard names.isEmpty || names.contains(ReportWriter.marker) else {
            throw CommandFailure(
                "\(path) holds something else than a report; --out names an empty folder or a new one", .usage)
        }
    }

    /// Writes the files, and removes the pages of runs that an earlier report had.
    func write(_ texts: [String: String]) throws {
        let files = FileManager.default
        for folder in ["runs", "data", "figures"] where files.fileExists(atPath: "\(path)/\(folder)") {
            try files.removeItem(atPath: "\(path)/\(folder)")
        }
        for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
            let file = URL(filePath: path).appending(path: name)
            try files.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
    }
}
