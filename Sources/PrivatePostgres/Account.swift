import Foundation

/// A user of the system.
struct Account: Equatable, Sendable {
    let name: String
    let uid: uid_t
    let gid: gid_t

    /// The account that this process runs as; nil where the uid has no name.
    static var current: Account? { unsafe named(passwd: getpwuid(geteuid())) }

    static func named(_ name: String) -> Account? { unsafe named(passwd: getpwnam(name)) }

    private static func named(passwd entry: UnsafeMutablePointer<passwd>?) -> Account? {
        guard let entry = unsafe entry?.pointee, let name = unsafe entry.pw_name else { return nil }
        return unsafe Account(name: String(cString: name), uid: entry.pw_uid, gid: entry.pw_gid)
    }

    /// Whether mode bits let the account pass through a directory. Access control lists are not looked at.
    func mayTraverse(mode: mode_t, owner: uid_t, group: gid_t) -> Bool {
        if uid == 0 { return true }
        if owner == uid { return mode & 0o100 != 0 }
        if group == gid { return mode & 0o010 != 0 }
        return mode & 0o001 != 0
    }

    /// The first directory on the way to `path`, itself included, that the account cannot pass through. Parts that do not
    /// exist yet are left out: they are made passable.
    func obstacle(onTheWayTo path: String) -> String? {
        var current = "/"
        for part in [""] + path.split(separator: "/").map(String.init) {
            if !part.isEmpty { current += (current == "/" ? "" : "/") + part }
            guard let found = FileStatus(path: current, followingLinks: true) else { return nil }
            if !mayTraverse(mode: found.mode, owner: found.owner, group: found.group) { return current }
        }
        return nil
    }
}

/// What `stat` says about a path.
struct FileStatus {
    let mode: mode_t
    let owner: uid_t
    let group: gid_t

    init?(path: String, followingLinks: Bool) {
        var found = stat()
        let result = unsafe followingLinks ? stat(path, &found) : lstat(path, &found)
        guard result == 0 else { return nil }
        mode = found.st_mode
        owner = found.st_uid
        group = found.st_gid
    }

    var isDirectory: Bool { mode & S_IFMT == S_IFDIR }
}
