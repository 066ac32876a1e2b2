import Foundation
import Testing

@testable import TrainingData

/// Files that Pillow 13.0 and NumPy 2.4.6 wrote.
@Suite("Pictures and archives that other programs wrote")
struct CodecTests {
    /// 3×2: red, green, blue over black, white, grey 128.
    static let png = """
        iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAGElEQVR4nAXBAQEAAAjDIIz+5BOE0KHa9j7oB3+xZADCAAAAAElFTkSuQmCC
        """
    /// 8×8, quality 95, everywhere (200, 100, 50).
    static let jpeg = """
        /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDA\
        sKDAkKCgr/2wBDAQICAgICAgUDAwUKBwYHCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgr/wAARCAAI\
        AAgDASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhBy\
        JxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKT\
        lJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAA\
        AAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRom\
        JygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExc\
        bHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwDPooor+Vz+2D//2Q==
        """
    /// `savez_compressed`: x_train [2, 2, 2, 3] whose first image is 10·i + channel, the second one more; y_train [0, 1] (int64);
    /// x_test the first image; y_test [1] (int32).
    static let npz = """
        UEsDBC0AAAAIAAAAIQDR8U+u//////////8LABQAeF90cmFpbi5ucHkBABAAmAAAAAAAAABgAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loF\
        5Taqiuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6ChBkrKmjUKtABuBiYGTi4uYRERWTk1dgZGLm5uEVFROXV1AEAFBLAwQtAAAA\
        CAAAACEAfmr7yf//////////CwAUAHlfdHJhaW4ubnB5AQAQAJAAAAAAAAAASQAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBuk2mhrqOgnp\
        ZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RpGOpo6CrUKFAAuBihghNIAUEsDBC0AAAAIAAAAIQA0Wv9W//////////8KABQAeF90ZXN0Lm5w\
        eQEAEACMAAAAAAAAAFUAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgXlNqqK6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkahjoKRm\
        BkrKmjUKtABuBiYGTi4uYRERWTk1cAAFBLAwQtAAAACAAAACEAoRgST///////////CgAUAHlfdGVzdC5ucHkBABAAhAAAAAAAAABIAAAAAAAA\
        AJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TaaKuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GoY6mjoKtQoUAC5GBgYGAFBLAQItAy0AAA\
        AIAAAAIQDR8U+uYAAAAJgAAAALAAAAAAAAAAAAAACAAQAAAAB4X3RyYWluLm5weVBLAQItAy0AAAAIAAAAIQB+avvJSQAAAJAAAAALAAAAAAAA\
        AAAAAACAAZ0AAAB5X3RyYWluLm5weVBLAQItAy0AAAAIAAAAIQA0Wv9WVQAAAIwAAAAKAAAAAAAAAAAAAACAASMBAAB4X3Rlc3QubnB5UEsBAi\
        0DLQAAAAgAAAAhAKEYEk9IAAAAhAAAAAoAAAAAAAAAAAAAAIABtAEAAHlfdGVzdC5ucHlQSwUGAAAAAAQABADiAAAAOAIAAAAA
        """

    private func bytes(_ text: String) throws -> [UInt8] { Array(try #require(Data(base64Encoded: text))) }

    @Test("a PNG becomes its planes")
    func portable() throws {
        let folder = try DataFolder()
        try folder.write("a.png", try bytes(Self.png))
        let image = try ImageFile.read(folder.path + "/a.png")
        #expect(image.channels == 3 && image.height == 2 && image.width == 3)
        #expect(image.pixels == [255, 0, 0, 0, 255, 128, 0, 255, 0, 0, 255, 128, 0, 0, 255, 0, 255, 128])
    }

    @Test("a JPEG becomes what its encoder was given")
    func photographic() throws {
        let folder = try DataFolder()
        try folder.write("a.jpg", try bytes(Self.jpeg))
        let image = try ImageFile.read(folder.path + "/a.jpg")
        #expect(image.channels == 3 && image.height == 8 && image.width == 8)
        #expect(image.pixels[0] == 200 && image.pixels[64] == 100 && image.pixels[128] == 50)
    }

    @Test("a picture that is cut short or no picture is refused by name", arguments: [0, 1])
    func damaged(kind: Int) throws {
        let folder = try DataFolder()
        let whole = try bytes(kind == 0 ? Self.png : Self.jpeg)
        for cut in [1, 10, whole.count / 2, whole.count - 20] {
            try folder.write("x", Array(whole.prefix(cut)))
            do throws(DataError) {
                _ = try ImageFile.read(folder.path + "/x")
                Issue.record("took \(cut) bytes of \(whole.count)")
            } catch {
                #expect("\(error)".contains(folder.path + "/x"))
            }
        }
    }

    @Test("a folder a class is a data set; the classes of both halves must agree")
    func imageFolder() throws {
        let folder = try DataFolder()
        for name in ["train/a/1.png", "train/a/2.png", "train/b/1.PNG", "test/a/1.png", "test/b/9.png"] {
            try folder.write("f/\(name)", try bytes(Self.png))
        }
        let set = try DataSet.open("f", searchPath: [folder.path])
        #expect(set.train.classes == ["a", "b"])
        #expect(set.train.labels == [0, 0, 1] && set.test.labels == [0, 1])
        #expect(set.train.imageShape == nil)
        #expect(try set.train.image(2).width == 3)
        try folder.write("f/test/c/1.png", try bytes(Self.png))
        #expect(throws: DataError.self) { try DataSet.open("f", searchPath: [folder.path]) }
    }

    @Test("a NumPy archive is a data set, its channels put one after another; a changed one is refused")
    func archive() throws {
        let folder = try DataFolder()
        var content = try bytes(Self.npz)
        try folder.write("n.npz", content)
        let set = try DataSet.open("n.npz", searchPath: [folder.path])
        #expect(set.train.labels == [0, 1] && set.test.labels == [1])
        #expect(try set.train.image(1).pixels == [1, 11, 21, 31, 2, 12, 22, 32, 3, 13, 23, 33])
        content.removeLast(30)
        try folder.write("n.npz", content)
        #expect(throws: DataError.self) { try DataSet.open("n.npz", searchPath: [folder.path]) }
    }
}
