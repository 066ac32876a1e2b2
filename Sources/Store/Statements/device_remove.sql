-- Removes a device. Parameters: name text. Rows: its name, none when there is none. Index: device_pk. Budget: 1 row.
DELETE FROM device WHERE name = :name RETURNING name
