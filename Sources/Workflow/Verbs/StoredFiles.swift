import Vocabulary

/// Checks that files which somebody names are stored.
struct StoredFiles {
    let ledger: any FileLedger

    /// Checks an artifact of an attempt.
    ///
    /// - Throws: `invalid` about a field below `field`, `unavailable`.
    func check(_ artifact: RunArtifact, field: String) async throws(WorkflowError) {
        guard let sha256 = artifact.sha256 else {
            throw .invalid(InvalidInput(field: field + ".sha256", expected: FileDigestText.expectation))
        }
        try await check(sha256, field: field + ".sha256")
    }

    /// Checks a file by its checksum.
    ///
    /// - Throws: `invalid` about `field`, `unavailable`.
    func check(_ sha256: String, field: String) async throws(WorkflowError) {
        let ledger = ledger
        let file = try await translated { () throws(LedgerError) in try await ledger.file(sha256: sha256) }
        guard file == nil else { return }
        throw .invalid(
            InvalidInput(
                field: field, expected: "the SHA-256 of a file that was stored with PUT /api/v1/files/<sha256>",
                received: sha256))
    }
}
