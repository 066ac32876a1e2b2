-- Classes above a number, in order. Parameters: number int. Index: requirement_class_pk. Budget: the new rows.
SELECT id, requirements FROM requirement_class WHERE id > :number ORDER BY id
