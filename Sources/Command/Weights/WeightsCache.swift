import Foundation

/// Where fetched weights lie: `shoestring/weights` in the user's folder for caches.
enum WeightsCache {
    static var folder: URL {
        let environment = ProcessInfo.processInfo.environment
        let cache = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "/var/tmp") + "/.cache"
        return URL(filePath: cache).appending(path: "shoestring/weights")
    }
}
