-- Whether this transaction is the one that may store a file now. Parameters: sha256 text. Rows: one.
-- Locks: an advisory lock on the checksum until the transaction ends; who does not get it at once does not wait. Budget: none.
SELECT pg_try_advisory_xact_lock(hashtextextended(:sha256, 0)) AS mine
