import Foundation
import Pricing
import Vocabulary

/// The traces of a folder.
enum TraceFolder {
    struct File {
        let name: String
        let url: URL
    }

    /// A file's name without what looks like a zone, as `us-east-1a`: traces that differ in nothing else are of one time.
    static func nameWithoutZone(_ name: String) -> String {
        name.replacing(/[a-z]+-[a-z]+-[0-9]+[a-z]?/, with: "*")
    }

    /// Reads a file.
    ///
    /// - Throws: What is wrong with it, with the line where it is no trace.
    static func read(_ file: File, machines: Int) throws(BacktestReport.Unreadable) -> AvailabilityTrace {
        let data: Data
        do {
            data = try Data(contentsOf: file.url)
        } catch {
            throw BacktestReport.Unreadable(name: file.name, problem: error.localizedDescription)
        }
        do throws(InvalidInput) {
            return try AvailabilityTrace(json: data, machines: machines)
        } catch {
            let line = JSONLines.line(of: error.fields.first?.field ?? "", in: data)
            throw BacktestReport.Unreadable(name: file.name, line: line, problem: error.description)
        }
    }

    /// The JSON files of a folder and of the folders in it, by name.
    static func files(in folder: String) throws -> [File] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            throw CommandFailure("there is no folder \(folder)", .notFound)
        }
        let root = URL(filePath: folder, directoryHint: .isDirectory).resolvingSymlinksInPath()
        let names = try FileManager.default.subpathsOfDirectory(atPath: root.path).filter { name in
            var isFolder: ObjCBool = false
            let isThere = FileManager.default.fileExists(
                atPath: root.appending(path: name).path, isDirectory: &isFolder)
            return name.hasSuffix(".json") && !(isThere && isFolder.boolValue)
        }.sorted()
        guard !names.isEmpty else { throw CommandFailure("there is no JSON file in \(folder)", .notFound) }
        return names.map { File(name: $0, url: root.appending(path: $0)) }
    }
}
