-- All devices by name. Rows: figures. Index: none: all of a small table. Budget: the devices, tens.
SELECT figures FROM device ORDER BY name
