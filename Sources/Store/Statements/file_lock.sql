-- Lets one transaction at a time store a file. Parameters: sha256 text. Rows: one.
-- Locks: an advisory lock on the checksum until the transaction ends. Budget: none.
SELECT pg_advisory_xact_lock(hashtextextended(:sha256, 0)) IS NULL AS never
