/// Secrets of tokens.
public enum TokenSecret {
    /// 256 random bits of the system after a prefix that scanners of leaked secrets can find.
    public static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        let words = (0..<4).map { _ in
            let digits = String(generator.next(), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        return "shoestring_" + words.joined()
    }
}
