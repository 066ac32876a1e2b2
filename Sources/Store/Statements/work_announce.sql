-- Tells every coordinator that listens that there is work; sent when the transaction commits. Budget: none.
SELECT pg_notify('shoestring_work', '')
