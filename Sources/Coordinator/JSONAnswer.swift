import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Wire

/// Answers in JSON.
enum JSONAnswer {
    static func response(_ body: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        response(bytes: try WireCoding.encoder().encode(body), status: status)
    }

    static func response(bytes: Data, status: HTTPResponse.Status = .ok) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = "application/json"
        headers[.cacheControl] = "no-store"
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// Answers 304 without a body when the client has the same answer already.
    static func cacheable(_ body: some Encodable, request: Request) throws -> Response {
        let bytes = try WireCoding.encoder().encode(body)
        let tag = "W/\"\(fingerprint(of: bytes))\""
        var response =
            request.headers[.ifNoneMatch] == tag ? Response(status: .notModified) : response(bytes: bytes)
        response.headers[.eTag] = tag
        response.headers[.cacheControl] = "no-cache"
        return response
    }

    /// FNV-1a over 64 bits: enough to tell one poll's answer from the next; not a checksum.
    private static func fingerprint(of bytes: Data) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(hash, radix: 16)
    }
}
