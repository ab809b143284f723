-- The SHA-256 of a text. convert_to is only STABLE because the database encoding could differ; ours is always UTF-8, so the
-- result never changes and indexes and generated columns may rest on it.
CREATE FUNCTION text_digest(value text) RETURNS bytea
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN sha256(convert_to(value, 'UTF8'));
