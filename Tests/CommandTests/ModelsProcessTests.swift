import Foundation
import HTTPTesting
import Testing
import Vocabulary

@Suite("shoestring models as a process")
struct ModelsProcessTests {
    @Test("models needs no coordinator and gives name, input, parameters and MACs as JSON")
    func models() throws {
        let outcome = try Program.run(["models", "--format", "json"])
        #expect(outcome.code == 0)
        let value = try JSONValue(parsing: Data(outcome.output.utf8))
        guard case .array(let items) = value else {
            Issue.record("no list")
            return
        }
        let alexnet = items.first { $0["name"] == "alexnet" }
        #expect(alexnet?["parameters"] == 61_100_840)  // torchvision's alexnet
        #expect(alexnet?["input"] == [3, 224, 224])
    }

    @Test(
        "a network's sheet has facts, totals with how they are counted, and every layer, at the size that is asked for")
    func sheet() throws {
        let outcome = try Program.run(["models", "show", "squeezenet1_1", "--format", "json", "--batch", "2"])
        let value = try JSONValue(parsing: Data(outcome.output.utf8))
        #expect(value["parameters"] == 1_235_496)
        let totals = value["analysis"]?["totals"]
        #expect(totals?["macs"]?["value"] == 698_303_872)  // 2 · 349,151,936
        #expect(totals?["macs"]?["counted"] == "conv + linear multiply-accumulates only; counter: shoestring")
        #expect(totals?["ops_canziani_style"]?["value"] == 1_412_908_320)  // 2 · 706,454,160
        guard case .array(let layers) = value["analysis"]?["layers"] else {
            Issue.record("no layers")
            return
        }
        #expect(layers[0]["output"] == [2, 64, 111, 111])
        let small = try Program.run(["models", "show", "resnet18", "--size", "96x128", "--classes", "10"])
        #expect(small.output.contains("[3,96,128]"))
        let table = small.output.split(separator: "\n").map(String.init)
        #expect(table.contains { $0.hasPrefix("fc ") && $0.contains("[1,10]") })
        #expect(small.output.contains("no published accuracy"))
    }

    @Test("an export with a seed is the same file every time; an unknown network is 5")
    func export() throws {
        let folder = try TemporaryFolder()
        for name in ["a", "b"] {
            let outcome = try Program.run([
                "models", "export", "squeezenet1_1", "--onnx", "\(folder.path)/\(name).onnx", "--seed", "7",
            ])
            #expect(outcome.code == 0, "\(outcome.error)")
        }
        let first = try Data(contentsOf: URL(filePath: folder.path + "/a.onnx"))
        #expect(first == (try Data(contentsOf: URL(filePath: folder.path + "/b.onnx"))))
        #expect(first.count > 4_900_000)  // 1,235,496 Float32 are 4.9 MB
        #expect(try Program.run(["models", "export", "nonet", "--onnx", "x"]).code == 5)
    }
}
