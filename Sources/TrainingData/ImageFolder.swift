import FoundationEssentials

/// One folder a class, with JPEG and PNG files below it: torchvision's ImageFolder.
enum ImageFolder {
    private static let endings = [".jpg", ".jpeg", ".png"]

    /// The files of a folder of classes, sorted by name, so that every machine sees the same order.
    static func images(_ folder: String, name: String, classes known: [String]?) throws(DataError) -> ImageSet {
        let classes = try folders(in: folder)
        guard classes.count > 1 else {
            throw .malformed(path: folder, place: "folders", reason: "expected one folder for each class, at least two")
        }
        if let known, known != classes {
            throw .malformed(
                path: folder, place: "folders", reason: "its classes are \(classes), those of the training \(known)")
        }
        var files: [String] = []
        var labels: [Int] = []
        for (label, className) in classes.enumerated() {
            let found = try listing(folder + "/" + className).filter { file in
                endings.contains { file.lowercased().hasSuffix($0) }
            }
            guard !found.isEmpty else {
                throw .malformed(path: folder + "/" + className, place: "files", reason: "no JPEG or PNG is in it")
            }
            files += found.map { "\(folder)/\(className)/\($0)" }
            labels += Array(repeating: label, count: found.count)
        }
        return ImageSet(name: name, classes: classes, labels: labels, files: files)
    }

    static func folders(in path: String) throws(DataError) -> [String] {
        try listing(path).filter { entry in
            var isFolder = false
            return FileManager.default.fileExists(atPath: path + "/" + entry, isDirectory: &isFolder) && isFolder
        }
    }

    static func listing(_ path: String) throws(DataError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasPrefix(".") }.sorted()
        } catch {
            throw .file(path: path, reason: "\(error)")
        }
    }
}
