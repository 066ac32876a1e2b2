import Foundation
import Testing

@testable import TrainingData

/// A folder for one test, removed with the value.
final class DataFolder {
    let path = FileManager.default.temporaryDirectory.appending(path: "data-\(UUID())").path

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        let url = URL(filePath: path + "/" + name)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }
}

/// Small files of every format, byte by byte.
enum Sample {
    /// IDX images of 2×2 pixels, counting up.
    static func idxImages(_ count: Int) -> [UInt8] {
        [0, 0, 8, 3, 0, 0, 0, UInt8(count), 0, 0, 0, 2, 0, 0, 0, 2] + (0..<(4 * count)).map { UInt8($0) }
    }

    static func idxLabels(_ labels: [UInt8]) -> [UInt8] { [0, 0, 8, 1, 0, 0, 0, UInt8(labels.count)] + labels }

    static func idx(in folder: DataFolder, train: [UInt8] = [0, 1, 2], test: [UInt8] = [2]) throws {
        try folder.write("set/train-images-idx3-ubyte", idxImages(train.count))
        try folder.write("set/train-labels-idx1-ubyte", idxLabels(train))
        try folder.write("set/t10k-images-idx3-ubyte", idxImages(test.count))
        try folder.write("set/t10k-labels-idx1-ubyte", idxLabels(test))
    }
}

@Suite("Data sets as files")
struct FormatTests {
    /// What opening the set complains about; empty when it does not.
    private func complaint(_ folder: DataFolder, _ name: String = "set") -> String {
        do throws(DataError) {
            _ = try DataSet.open(name, searchPath: [folder.path])
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test("IDX files give images and labels, and the checksum changes with any byte")
    func idx() throws {
        let folder = try DataFolder()
        try Sample.idx(in: folder)
        let set = try DataSet.open("set", searchPath: ["/nonexistent", folder.path])
        #expect(set.train.count == 3 && set.test.count == 1)
        #expect(set.train.labels == [0, 1, 2])
        #expect(set.train.imageShape == [1, 2, 2])
        #expect(try set.train.image(2).pixels == [8, 9, 10, 11])
        var changed = Sample.idxImages(3)
        changed[20] = 99
        try folder.write("set/train-images-idx3-ubyte", changed)
        let other = try DataSet.open("set", searchPath: [folder.path])
        #expect(other.checksum != set.checksum)
        #expect(other.checksum.count == 64)
    }

    @Test("a cut or wrong IDX file, and a label out of range, are refused with file and place")
    func damagedIDX() throws {
        let folder = try DataFolder()
        try Sample.idx(in: folder)
        let images = Sample.idxImages(3)
        try folder.write("set/train-images-idx3-ubyte", images.dropLast())
        #expect(complaint(folder).contains("train-images-idx3-ubyte, byte 27: 11 values, the header says 12"))
        try folder.write("set/train-images-idx3-ubyte", [1] + images.dropFirst())
        #expect(complaint(folder).contains("an IDX file begins with two zeros"))
        try folder.write("set/train-images-idx3-ubyte", images)
        try folder.write("set/train-labels-idx1-ubyte", Sample.idxLabels([0, 1]))
        #expect(complaint(folder).contains("2 labels for the 3 images"))
        try Sample.idx(in: folder, test: [9])
        #expect(complaint(folder).contains("t10k-labels-idx1-ubyte, label 0: 9 is outside 0…2"))
    }

    @Test("a gzip file that is cut short is refused")
    func gzip() throws {
        let folder = try DataFolder()
        try Sample.idx(in: folder)
        try FileManager.default.removeItem(atPath: folder.path + "/set/train-images-idx3-ubyte")
        // The header of gzip and the end of a stream of 12 bytes, without the stream.
        try folder.write(
            "set/train-images-idx3-ubyte.gz", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3, 4, 12, 0, 0, 0])
        #expect(complaint(folder).contains("train-images-idx3-ubyte.gz, gzip:"))
    }

    @Test("CIFAR-10's records give planes; a cut file and a label above 9 are refused")
    func cifar() throws {
        let folder = try DataFolder()
        let record = [UInt8](repeating: 7, count: 1024) + [UInt8](repeating: 8, count: 2048)
        for number in 1...5 { try folder.write("c/data_batch_\(number).bin", [UInt8(number)] + record) }
        try folder.write("c/test_batch.bin", [9] + record)
        let set = try DataSet.open("c", searchPath: [folder.path])
        #expect(set.train.labels == [1, 2, 3, 4, 5])
        #expect(set.test.labels == [9])
        #expect(try set.train.image(0).pixels[1023...1024] == [7, 8])
        try folder.write("c/data_batch_3.bin", [10] + record)
        #expect(complaint(folder, "c").contains("data_batch_3.bin, record 0: label 10 is outside 0…9"))
        try folder.write("c/data_batch_3.bin", record)
        #expect(complaint(folder, "c").contains("data_batch_3.bin, byte 3072"))
    }

    @Test("a name that leads out of the data folders is refused, an unknown one says where was looked")
    func names() throws {
        let folder = try DataFolder()
        #expect(complaint(folder, "/etc").contains("named by its folder"))
        #expect(complaint(folder, "a/../..").contains("named by its folder"))
        #expect(complaint(folder, "mnist").contains("looked in: \(folder.path)/mnist"))
        try folder.write("empty/x", [0])
        #expect(complaint(folder, "empty").contains("neither IDX files"))
    }

    @Test("classes are kept and renumbered, and one that is not there is refused")
    func classes() throws {
        let folder = try DataFolder()
        try Sample.idx(in: folder, train: [0, 1, 2, 1], test: [2])
        let set = try DataSet.open("set", searchPath: [folder.path])
        let kept = try set.train.keeping(classes: [2, 1])
        #expect(kept.labels == [1, 0, 1])
        #expect(kept.classes == ["2", "1"])
        #expect(try kept.image(1).pixels == [8, 9, 10, 11])
        #expect(throws: DataError.unusable("class 5 was asked for; set has the classes 0…2")) {
            try set.train.keeping(classes: [0, 5])
        }
    }
}
