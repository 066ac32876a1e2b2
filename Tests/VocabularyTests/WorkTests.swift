import Testing
import Vocabulary

@Suite("Work")
struct WorkTests {
    @Test("is read in each of its forms")
    func forms() throws {
        #expect(try Work(json: ["images": 1_000_000]) == .images(1_000_000))
        #expect(try Work(json: ["epochs": 3, "images_per_epoch": 60_000]) == .epochs(3, images: 60_000))
        #expect(try Work(json: ["requests_per_second": 2.5]) == .requests(perSecond: 2.5, hours: 730.5))
        #expect(try Work(json: ["requests_per_second": 2, "hours": 10]) == .requests(perSecond: 2, hours: 10))
    }

    @Test(
        "of zero, of nothing, of two kinds or of no number is refused",
        arguments: [
            ["images": 0], ["images": -1], ["images": "many"], [:], ["images": 1, "epochs": 2], ["epochs": 2],
            ["epochs": 0, "images_per_epoch": 5], ["requests_per_second": 0], ["hours": 3], ["images": 1e300],
        ] as [JSONValue])
    func refused(json: JSONValue) {
        #expect(throws: InvalidInput.self) { try Work(json: json) }
    }

    @Test("has whole batches: 10 images in batches of 4 are three, and so in each epoch")
    func batches() {
        #expect(Work.images(10).batches(of: 4) == 3)
        #expect(Work.epochs(5, images: 10).batches(of: 4) == 15)
        #expect(Work.requests(perSecond: 2, hours: 1).batches(of: 4) == 7200)
        #expect(Work.requests(perSecond: 2, hours: 1).images(batch: 4) == 28_800)
    }
}
