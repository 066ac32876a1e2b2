import CCurl
import FoundationEssentials
import Glibc

/// One request on its way; lives on the loop's thread only.
final class Transfer {
    let continuation: CheckedContinuation<Result<HTTPResponse, HTTPError>, Never>
    private let request: HTTPRequest
    private var easy: EasyHandle
    private var upload: OpenFile?
    private var download: OpenFile?
    private var headers: [HTTPField] = []
    private var body = Data()
    private var received: Int64 = 0
    private var failure: HTTPError?

    /// Answers that are not a success are kept in memory up to here: enough for any error's explanation.
    static let largestErrorAnswer = 1 << 20

    var pointer: UnsafeMutableRawPointer { unsafe easy.pointer }

    init(_ start: TransferQueue.Start) throws(HTTPError) {
        request = start.request
        continuation = start.continuation
        easy = try EasyHandle.open()
        try setCommon()
        try setTimeouts()
        try setBody()
        try setFields()
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        try unsafe easy.set(CURLOPT_HEADERDATA, pointer: context)
        try unsafe easy.set(CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            unsafe Transfer.deliver(bytes, size * count, context) { unsafe $0.takeHeader($1) }
        }
        try unsafe easy.set(CURLOPT_WRITEDATA, pointer: context)
        try unsafe easy.set(CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            unsafe Transfer.deliver(bytes, size * count, context) { unsafe $0.takeBody($1) }
        }
    }

    private func setCommon() throws(HTTPError) {
        try easy.set(CURLOPT_URL, request.url)
        try easy.set(CURLOPT_PROTOCOLS_STR, "http,https")
        try easy.set(CURLOPT_NOSIGNAL, 1)
        try easy.set(CURLOPT_TCP_NODELAY, 1)
        try easy.set(CURLOPT_TCP_KEEPALIVE, 1)
        try easy.set(CURLOPT_USERAGENT, "shoestring")
        try easy.set(CURLOPT_ACCEPT_ENCODING, "")
        switch request.method {
        case .get: try easy.set(CURLOPT_HTTPGET, 1)
        case .head: try easy.set(CURLOPT_NOBODY, 1)
        case .post, .put, .delete: try easy.set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        }
    }

    private func setTimeouts() throws(HTTPError) {
        let times = request.timeouts
        try easy.set(CURLOPT_CONNECTTIMEOUT_MS, times.connect.milliseconds)
        if let total = times.total { try easy.set(CURLOPT_TIMEOUT_MS, total.milliseconds) }
        if let stall = times.stall {
            try easy.set(CURLOPT_LOW_SPEED_LIMIT, 1)
            try easy.set(CURLOPT_LOW_SPEED_TIME, max(1, stall.milliseconds / 1000))
        }
    }

    private func setBody() throws(HTTPError) {
        switch request.body {
        case .none:
            if request.method == .post || request.method == .put { try setBytes(Data()) }
        case .bytes(let data): try setBytes(data)
        case .file(let path):
            let file = try OpenFile.reading(path)
            try easy.set(CURLOPT_UPLOAD, 1)
            try easy.set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
            try easy.set(CURLOPT_INFILESIZE_LARGE, size: try file.byteCount())
            // Without a read function libcurl reads from a FILE with fread and rewinds it with fseek.
            try unsafe easy.set(CURLOPT_READDATA, pointer: file.stream)
            upload = file
        }
    }

    private func setBytes(_ data: Data) throws(HTTPError) {
        try easy.set(CURLOPT_POSTFIELDSIZE_LARGE, size: Int64(data.count))
        var bytes = [UInt8](data)
        if bytes.isEmpty { bytes = [0] }  // a pointer to nothing would mean "no body"
        let result: Result<Void, HTTPError> = unsafe bytes.withUnsafeMutableBytes { buffer in
            guard let base = buffer.baseAddress else { return .success(()) }
            do throws(HTTPError) {
                return .success(try unsafe easy.set(CURLOPT_COPYPOSTFIELDS, pointer: base))
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }

    private func setFields() throws(HTTPError) {
        var lines = request.headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        if case .signature(let signature) = request.authorization {
            // No "Expect:" here: libcurl 7.88 would sign the field that it leaves out. It sends none itself below 1 MiB of body.
            if let token = signature.sessionToken { lines.append("x-amz-security-token: \(token)") }
            try sign(signature)
        } else {
            // Waiting a second for "100 Continue" is never worth it here.
            lines.append("Expect:")
        }
        if request.body != .none, request.headers["Content-Type"] == nil {
            lines.append("Content-Type: application/octet-stream")
        }
        if case .bearer(let token) = request.authorization {
            let field = HTTPField("Authorization", "Bearer \(token)")
            guard field.isSendable else { throw .malformed(reason: "the token has characters that cannot be sent") }
            lines.append("\(field.name): \(field.value)")
        }
        try easy.set(fields: lines)
    }

    private func sign(_ signature: AWSSignature) throws(HTTPError) {
        let parts = [
            signature.accessKeyID, signature.secretAccessKey, signature.sessionToken ?? "", signature.region,
            signature.service,
        ]
        guard parts.allSatisfy({ HTTPField("x", $0).isSendable && !$0.contains(" ") }) else {
            throw .malformed(reason: "the AWS credentials have characters that cannot be sent")
        }
        try easy.set(CURLOPT_AWS_SIGV4, "aws:amz:\(signature.region):\(signature.service)")
        try easy.set(CURLOPT_USERNAME, signature.accessKeyID)
        try easy.set(CURLOPT_PASSWORD, signature.secretAccessKey)
    }

    private static func deliver(
        _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, _ context: UnsafeMutableRawPointer?,
        _ take: (Transfer, UnsafeRawBufferPointer) -> Bool
    ) -> Int {
        guard let context = unsafe context else { return 0 }
        let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        return unsafe take(transfer, UnsafeRawBufferPointer(start: bytes, count: count)) ? count : 0
    }

    private func takeHeader(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let line = unsafe String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            headers = []
        } else if let colon = line.firstIndex(of: ":") {
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            headers.append(HTTPField(String(line[..<colon]), String(value.prefix { !$0.isNewline })))
        }
        return true
    }

    private func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        received += Int64(bytes.count)
        let isSuccess = easy.status < 300
        let limit: Int64 =
            switch (request.destination, isSuccess) {
            case (_, false): Int64(Self.largestErrorAnswer)
            case (.memory(let limit), true): Int64(limit)
            case (.file(_, let limit), true): limit
            }
        guard received <= limit else {
            failure = .tooLarge(limit: limit)
            return false
        }
        guard isSuccess, case .file(let path, _) = request.destination else {
            unsafe body.append(contentsOf: bytes)
            return true
        }
        do throws(HTTPError) {
            if download == nil { download = try OpenFile.creating(path) }
            try unsafe download?.write(bytes)
            return true
        } catch {
            failure = error
            return false
        }
    }

    /// What came of it, once libcurl says how it ended.
    func outcome(_ code: CURLcode) -> Result<HTTPResponse, HTTPError> {
        if let failure { return .failure(failure) }
        guard code == CURLE_OK else { return .failure(Self.error(code)) }
        do throws(HTTPError) {
            if easy.status < 300, case .file(let path, _) = request.destination, download == nil {
                download = try OpenFile.creating(path)  // an empty answer is an empty file
            }
            try download?.finish()
        } catch {
            return .failure(error)
        }
        return .success(HTTPResponse(status: easy.status, headers: headers, body: body))
    }

    private static func error(_ code: CURLcode) -> HTTPError {
        let reason = CurlLibrary.text(of: code)
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT:
            return .notConnected(reason: reason)
        case CURLE_OPERATION_TIMEDOUT: return .timedOut(reason: reason)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CIPHER, CURLE_USE_SSL_FAILED:
            return .untrusted(reason: reason)
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: return .malformed(reason: reason)
        case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT: return .unusable(reason: reason)
        default: return .interrupted(reason: reason)
        }
    }
}

extension Duration {
    /// Whole milliseconds, for libcurl's options.
    fileprivate var milliseconds: Int {
        let parts = components
        return Int(parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000)
    }
}
