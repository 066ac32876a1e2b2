import Foundation
import Testing
import Training

@Suite("A checkpoint file")
struct CheckpointFileTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "checkpoint-\(UUID())")
    private var path: String { folder.appending(path: "a.ckpt").path }

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    private func sample(updates: Int) -> CheckpointFile {
        var position = TrainingPosition(identity: "it", patience: 3)
        position.updates = updates
        position.lossSum = 0.1 + 0.2
        position.history = [.init(key: "loss", value: .nan, step: 7, milliseconds: 1)]
        return CheckpointFile(
            position: position,
            entries: [
                .init(name: "model/fc.weight", type: "f", shape: [2, 1], byteCount: 8),
                .init(name: "generator/cpu", type: "b", shape: [0], byteCount: 0),
            ], values: [Data([1, 2, 3, 4, 5, 6, 7, 8]), Data()])
    }

    @Test("comes back as it was, to the bit")
    func roundTrip() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try sample(updates: 41).write(to: path)
        try sample(updates: 42).write(to: path)
        let read = try CheckpointFile.read(path)
        #expect(read.position.updates == 42)
        #expect(read.position.lossSum.bitPattern == (0.1 + 0.2).bitPattern)
        #expect(read.position.history[0].value.isNaN)
        #expect(read.entries == sample(updates: 42).entries)
        #expect(read.values.map(Array.init) == [[1, 2, 3, 4, 5, 6, 7, 8], []])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.ckpt"])
    }

    @Test("is refused when it is cut short, changed, or something else", arguments: [0, 10, 60, 200, 400])
    func damage(place: Int) throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try sample(updates: 1).write(to: path)
        let whole = try Data(contentsOf: URL(filePath: path))
        #expect(whole.count > 400)
        var flipped = whole
        flipped[place] ^= 1
        for damaged in [whole.prefix(place), flipped] {
            try Data(damaged).write(to: URL(filePath: path))
            do throws(CheckpointError) {
                _ = try CheckpointFile.read(path)
                Issue.record("took a damaged file")
            } catch {
                guard case .damaged(let named, _) = error else {
                    Issue.record("\(error)")
                    continue
                }
                #expect(named == path)
            }
        }
    }

    @Test("a folder that is not there is a failure that names it")
    func noFolder() throws {
        try FileManager.default.removeItem(at: folder)
        do throws(CheckpointError) {
            try sample(updates: 1).write(to: path)
            Issue.record("wrote into nothing")
        } catch {
            #expect("\(error)".contains("No such file or directory"))
        }
    }
}
