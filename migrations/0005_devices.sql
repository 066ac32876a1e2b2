-- The user's own devices: what they cost, draw and are worth, as stated; what is not stated has a default that every estimate names.

CREATE TABLE device (
    name text NOT NULL,
    figures jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT device_pk PRIMARY KEY (name),
    CONSTRAINT device_name_length CHECK (char_length(name) BETWEEN 1 AND 200)
);
