import Foundation

/// ONNX files of some hundred bytes (opset 17, IR version 8), made with onnx 1.23.2's `helper` and checked by `onnx.checker`.
enum TinyModel: String, CaseIterable {
    /// `y = x·[[1, 0, 2], [0, 1, −1]] + [10, 20, 30]`, x is `[N, 2]` with N left open.
    case linear = """
        CAgSADqEAQoSCgF4CgF3CgFiEgF5IgRHZW1tEgZsaW5lYXIqIwgCCAMQAUIBd0oYAACAPwAAAAAAAABAAAAAAAAAgD8AAIC/\
        KhUIAxABQgFiSgwAACBBAACgQQAA8EFaFAoBeBIPCg0IARIJCgMSAU4KAggCYhQKAXkSDwoNCAESCQoDEgFOCgIIA0IECgAQ\
        EQ==
        """
    /// The same with N fixed at 1.
    case fixed = """
        CAgSADqBAQoSCgF4CgF3CgFiEgF5IgRHZW1tEgVmaXhlZCojCAIIAxABQgF3ShgAAIA/AAAAAAAAAEAAAAAAAACAPwAAgL8q\
        FQgDEAFCAWJKDAAAIEEAAKBBAADwQVoTCgF4Eg4KDAgBEggKAggBCgIIAmITCgF5Eg4KDAgBEggKAggBCgIIA0IECgAQEQ==
        """
    /// Rows of a table of ten by `[N, 3]` whole numbers of 64 bits.
    case table = """
        CAgSADqrAQoTCgFlCgNpZHMSAXYiBkdhdGhlchIFdGFibGUqWwgKCAIQAUIBZUpQAAAAAAAAgD8AAABAAABAQAAAgEAAAKBA\
        AADAQAAA4EAAAABBAAAQQQAAIEEAADBBAABAQQAAUEEAAGBBAABwQQAAgEEAAIhBAACQQQAAmEFaFgoDaWRzEg8KDQgHEgkK\
        AxIBTgoCCANiGAoBdhITChEIARINCgMSAU4KAggDCgIIAkIECgAQEQ==
        """
    /// A ReLU of `[N, T]`, both left open.
    case openSizes = """
        CAgSADpCCgwKAXgSAXkiBFJlbHUSBG9wZW5aFQoBeBIQCg4IARIKCgMSAU4KAxIBVGIVCgF5EhAKDggBEgoKAxIBTgoDEgFU\
        QgQKABAR
        """
    /// The sum of two inputs `[1, 2]`.
    case sumOfTwo = """
        CAgSADpVCg4KAXgKAXoSAXkiA0FkZBIEc3VtMloTCgF4Eg4KDAgBEggKAggBCgIIAloTCgF6Eg4KDAgBEggKAggBCgIIAmIT\
        CgF5Eg4KDAgBEggKAggBCgIIAkIECgAQEQ==
        """
    /// A sum behind a reshape to `[2]`: takes no other batch than 1.
    case stuck = """
        CAgSADp3ChIKAXgKAXMSAXIiB1Jlc2hhcGUKDgoBcgoBYxIBeSIDQWRkEgVzdHVjayoRCAEQB0IBc0oIAgAAAAAAAAAqEQgC\
        EAFCAWNKCAAAgD8AAABAWhMKAXgSDgoMCAESCAoCCAEKAggCYg8KAXkSCgoICAESBAoCCAJCBAoAEBE=
        """

    /// Writes the file into `folder`.
    func write(to folder: URL) throws -> String {
        guard let data = Data(base64Encoded: rawValue) else { throw CocoaError(.fileReadCorruptFile) }
        let path = folder.appendingPathComponent("\(self).bin")
        try data.write(to: path)
        return path.path
    }
}
