-- Whether the database answers. Budget: none.
SELECT 1 AS one
