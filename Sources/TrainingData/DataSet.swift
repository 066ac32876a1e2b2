import Checksum
import FoundationEssentials

/// A data set: training and test images, with the checksum of what it was read from.
public struct DataSet: Sendable {
    /// Its name.
    public let name: String
    /// What is learned from.
    public let train: ImageSet
    /// What is never learned from.
    public let test: ImageSet
    /// SHA-256 over the names and contents of its files, in order.
    public let checksum: String
    /// Where it was found.
    public let path: String

    /// The classes of Fashion-MNIST (Xiao, Rasul and Vollgraf 2017, table 2).
    static let fashion = [
        "T-Shirt/Top", "Trouser", "Pullover", "Dress", "Coat", "Sandals", "Shirt", "Sneaker", "Bag", "Ankle boots",
    ]

    /// Where data sets are looked for: the folders of `SHOESTRING_RUNNER_DATASETS`, parted by colons, and Debian's place.
    public static func searchPath(environment: [String: String]) -> [String] {
        let own = environment["SHOESTRING_RUNNER_DATASETS"].map { $0.split(separator: ":").map(String.init) } ?? []
        return own + ["/usr/share/datasets"]
    }

    /// Finds a data set by name and reads it; the kind is found out from the files in its folder.
    /// - Parameters:
    ///   - name: `fashion-mnist`, or the name of a folder or `.npz` file of the search path; no `/` at its beginning, no `..`.
    ///   - searchPath: Folders to look in.
    /// - Throws: ``DataError``, naming file and place of what is wrong.
    public static func open(_ name: String, searchPath: [String]) throws(DataError) -> DataSet {
        guard !name.isEmpty, !name.hasPrefix("/"), !name.split(separator: "/").contains("..") else {
            throw .unusable("a data set is named by its folder below SHOESTRING_RUNNER_DATASETS, not by '\(name)'")
        }
        let places = searchPath.map { "\($0)/\(name)" }
        guard let place = places.first(where: FileManager.default.fileExists(atPath:)) else {
            throw .notFound(name: name, looked: places)
        }
        return try read(place, name: name)
    }

    /// Reads the files at a place.
    static func read(_ path: String, name: String) throws(DataError) -> DataSet {
        if path.hasSuffix(".npz") {
            let (train, test) = try NPZFile.images(path, name: name)
            return DataSet(
                name: name, train: train, test: test, checksum: try checksum([path], below: path), path: path)
        }
        let entries = Set(try ImageFolder.listing(path))
        if let set = try idx(path, entries, name) { return set }
        if let set = try cifar(path, entries, name) { return set }
        let test = ["test", "val", "validation"].first(where: entries.contains)
        guard entries.contains("train"), let test else {
            throw .malformed(
                path: path, place: "files",
                reason: "neither IDX files, CIFAR's binary files, nor folders train and test (or val) are in it")
        }
        let train = try ImageFolder.images(path + "/train", name: name, classes: nil)
        let held = try ImageFolder.images(path + "/" + test, name: name, classes: train.classes)
        return DataSet(
            name: name, train: train, test: held, checksum: try checksum(train.files + held.files, below: path),
            path: path)
    }

    private static func idx(_ path: String, _ entries: Set<String>, _ name: String) throws(DataError) -> DataSet? {
        func file(_ stem: String) -> String? {
            [stem, stem + ".gz"].first(where: entries.contains).map { "\(path)/\($0)" }
        }
        guard let trainImages = file("train-images-idx3-ubyte"), let trainLabels = file("train-labels-idx1-ubyte"),
            let testImages = file("t10k-images-idx3-ubyte"), let testLabels = file("t10k-labels-idx1-ubyte")
        else { return nil }
        let known = name == "fashion-mnist" ? fashion : nil
        let train = try IDXFile.images(trainImages, labels: trainLabels, name: name, classes: known)
        let test = try IDXFile.images(testImages, labels: testLabels, name: name, classes: train.classes)
        let files = [trainImages, trainLabels, testImages, testLabels]
        return DataSet(name: name, train: train, test: test, checksum: try checksum(files, below: path), path: path)
    }

    private static func cifar(_ path: String, _ entries: Set<String>, _ name: String) throws(DataError) -> DataSet? {
        let ten = (1...5).map { "data_batch_\($0).bin" }
        let isTen = ten.allSatisfy(entries.contains) && entries.contains("test_batch.bin")
        guard isTen || (entries.contains("train.bin") && entries.contains("test.bin")) else { return nil }
        let trainFiles = (isTen ? ten : ["train.bin"]).map { "\(path)/\($0)" }
        let testFiles = [path + (isTen ? "/test_batch.bin" : "/test.bin")]
        let list = isTen ? "batches.meta.txt" : "fine_label_names.txt"
        var classes = (0..<(isTen ? 10 : 100)).map(String.init)
        if entries.contains(list) {
            let text = String(decoding: try ImageFile.contents("\(path)/\(list)"), as: UTF8.self)
            let names = text.split(separator: "\n").map(String.init)
            if names.count == classes.count { classes = names }
        }
        let bytes = isTen ? 1 : 2
        let train = try CIFARFile.images(trainFiles, labelBytes: bytes, name: name, classes: classes)
        let test = try CIFARFile.images(testFiles, labelBytes: bytes, name: name, classes: classes)
        return DataSet(
            name: name, train: train, test: test, checksum: try checksum(trainFiles + testFiles, below: path),
            path: path)
    }

    private static func checksum(_ files: [String], below folder: String) throws(DataError) -> String {
        var whole = Data()
        for file in files {
            do throws(ChecksumError) {
                let name = file.hasPrefix(folder) ? String(file.dropFirst(folder.count)) : file
                whole += Data("\(name) \(try SHA256.ofFile(file).sha256)\n".utf8)
            } catch {
                throw .file(path: file, reason: "\(error)")
            }
        }
        do throws(ChecksumError) { return try SHA256.of(whole) } catch {
            throw .file(path: folder, reason: "\(error)")
        }
    }
}

extension ImageSet {
    var files: [String] {
        if case .files(let paths) = storage { paths } else { [] }
    }
}
