import CCurl

/// libcurl's global state, set up once a process.
enum CurlLibrary {
    private static let status: CURLcode = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

    static func start() throws(HTTPError) {
        guard status == CURLE_OK else { throw .unusable(reason: "libcurl: \(text(of: status))") }
    }

    static func text(of code: CURLcode) -> String { unsafe String(cString: curl_easy_strerror(code)) }
}

/// One transfer's handle; freed once, with its header list.
@safe struct EasyHandle: ~Copyable {
    let pointer: UnsafeMutableRawPointer
    private var fields: UnsafeMutablePointer<curl_slist>?

    static func open() throws(HTTPError) -> EasyHandle {
        guard let pointer = unsafe curl_easy_init() else { throw .unusable(reason: "libcurl gave no handle") }
        return unsafe EasyHandle(adopting: pointer)
    }

    private init(adopting pointer: UnsafeMutableRawPointer) {
        unsafe self.pointer = unsafe pointer
        unsafe fields = nil
    }

    deinit {
        unsafe curl_easy_cleanup(pointer)
        unsafe curl_slist_free_all(fields)
    }

    func set(_ option: CURLoption, _ value: Int) throws(HTTPError) {
        try check(unsafe shoestring_curl_set_number(pointer, option, value), option)
    }

    func set(_ option: CURLoption, size value: Int64) throws(HTTPError) {
        try check(unsafe shoestring_curl_set_size(pointer, option, curl_off_t(value)), option)
    }

    /// libcurl copies the text.
    func set(_ option: CURLoption, _ value: String) throws(HTTPError) {
        try check(unsafe shoestring_curl_set_text(pointer, option, value), option)
    }

    /// The pointer must live as long as the handle, unless the option copies what it points to.
    @unsafe func set(_ option: CURLoption, pointer value: UnsafeMutableRawPointer) throws(HTTPError) {
        try check(unsafe shoestring_curl_set_pointer(pointer, option, value), option)
    }

    func set(_ option: CURLoption, callback: shoestring_curl_data) throws(HTTPError) {
        try check(unsafe shoestring_curl_set_callback(pointer, option, callback), option)
    }

    mutating func set(fields lines: [String]) throws(HTTPError) {
        for line in lines {
            guard let longer = unsafe curl_slist_append(fields, line) else {
                throw .unusable(reason: "no memory for header fields")
            }
            unsafe fields = longer
        }
        if let fields = unsafe fields { try unsafe set(CURLOPT_HTTPHEADER, pointer: UnsafeMutableRawPointer(fields)) }
    }

    var status: Int {
        var status = 0
        return unsafe shoestring_curl_get_number(pointer, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK ? status : 0
    }

    private func check(_ code: CURLcode, _ option: CURLoption) throws(HTTPError) {
        guard code == CURLE_OK else {
            throw .malformed(reason: "libcurl's option \(option.rawValue): \(CurlLibrary.text(of: code))")
        }
    }
}

/// The handle that drives many transfers on one thread and keeps their connections.
@safe struct MultiHandle: ~Copyable {
    let pointer: UnsafeMutableRawPointer

    static func open() throws(HTTPError) -> MultiHandle {
        guard let pointer = unsafe curl_multi_init() else { throw .unusable(reason: "libcurl gave no multi handle") }
        return unsafe MultiHandle(adopting: pointer)
    }

    private init(adopting pointer: UnsafeMutableRawPointer) { unsafe self.pointer = unsafe pointer }

    deinit { unsafe curl_multi_cleanup(pointer) }

    /// How another thread ends a wait of ``wait(milliseconds:)``.
    var wake: Wake { unsafe Wake(multi: pointer) }

    /// Waits until a transfer can go on, a wake-up comes, or the time is over.
    func wait(milliseconds: Int32) { unsafe curl_multi_poll(pointer, nil, 0, milliseconds, nil) }

    func perform() {
        var running: Int32 = 0
        unsafe curl_multi_perform(pointer, &running)
    }

    /// The transfers that ended since the last call, by their handles.
    func ended() -> [(easy: UInt, code: CURLcode)] {
        var ended: [(easy: UInt, code: CURLcode)] = []
        var left: Int32 = 0
        while let message = unsafe curl_multi_info_read(pointer, &left) {
            guard unsafe message.pointee.msg == CURLMSG_DONE else { continue }
            unsafe ended.append((UInt(bitPattern: message.pointee.easy_handle), message.pointee.data.result))
        }
        return ended
    }
}

/// Wakes the thread of a ``MultiHandle``.
///
/// `@unchecked Sendable`: curl_multi_wakeup is the one function of a multi handle that libcurl allows from any thread, and
/// ``TransferQueue`` calls it only under its lock and drops it there before the handle is freed.
@safe struct Wake: @unchecked Sendable {
    private let multi: UnsafeMutableRawPointer

    init(multi: UnsafeMutableRawPointer) { unsafe self.multi = unsafe multi }

    func callAsFunction() { unsafe curl_multi_wakeup(multi) }
}
