/// Why the browser did not do what a test asked.
enum BrowserError: Error, CustomStringConvertible {
    /// It ended, or never began; every later request fails as well.
    case gone
    /// It refused a command of the DevTools protocol.
    case refused(method: String, message: String)
    /// The page's script threw.
    case script(String)
    /// A condition did not come true in time.
    case timedOut(String)
    /// The fixture server did not start.
    case noServer(String)

    var description: String {
        switch self {
        case .gone: "the browser is gone"
        case .refused(let method, let message): "\(method): \(message)"
        case .script(let message): "the script threw \(message)"
        case .timedOut(let condition): "did not come true: \(condition)"
        case .noServer(let why): "the fixture server did not start: \(why)"
        }
    }
}
