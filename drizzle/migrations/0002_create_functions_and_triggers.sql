-- Asks for a new publication of an environment: the one line that follows a change made by hand.
-- A due_at in the future is for a change that goes live then.
CREATE FUNCTION touch_environment(environment_id integer, kind text, due_at timestamptz DEFAULT now()) RETURNS bigint
LANGUAGE sql
AS $$
  INSERT INTO outbox (organisation_id, project_id, environment_id, kind, due_at)
  SELECT e.organisation_id, e.project_id, e.id, $2, $3 FROM environments e WHERE e.id = $1
  RETURNING id;
$$;
--> statement-breakpoint
-- The test for presence comes before the insert, because a conflict would also use up a number of the sequence.
CREATE FUNCTION add_bucketing_seeds() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  INSERT INTO bucketing_seeds (environment_id, project_id, feature_id, segment_id)
  SELECT DISTINCT s.environment_id, s.project_id, s.feature_id, l.segment_id
  FROM added s
  LEFT JOIN feature_segments l ON l.id = s.feature_segment_id
  WHERE NOT EXISTS (
    SELECT FROM bucketing_seeds b
    WHERE b.environment_id = s.environment_id AND b.feature_id = s.feature_id AND b.segment_id IS NOT DISTINCT FROM l.segment_id
  )
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END;
$$;
--> statement-breakpoint
CREATE TRIGGER feature_states_add_bucketing_seeds AFTER INSERT ON feature_states
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION add_bucketing_seeds();
--> statement-breakpoint
CREATE FUNCTION refuse_change() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END;
$$;
--> statement-breakpoint
CREATE TRIGGER bucketing_seeds_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON bucketing_seeds
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_logs_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_logs
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- Over everything a row says, its place in the chain included. Times are written out in UTC, whatever the session's zone.
CREATE FUNCTION audit_log_hash(entry audit_logs) RETURNS text
LANGUAGE sql STABLE
AS $$
  SELECT encode(sha256(convert_to(jsonb_build_array(
    entry.organisation_id, entry.sequence, entry.previous_hash, entry.id,
    to_char(entry.created_date AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
    entry.project_id, entry.environment_id, entry.log, entry.author_id, entry.master_api_key_id, entry.author_name,
    entry.related_object_id, entry.related_object_uuid, entry.related_object_type, entry.change_type,
    entry.before, entry.after, entry.is_system_event
  )::text, 'UTF8')), 'hex');
$$;
--> statement-breakpoint
CREATE FUNCTION chain_audit_log() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
  head audit_heads;
BEGIN
  INSERT INTO audit_heads (organisation_id, sequence, hash) VALUES (NEW.organisation_id, 0, '') ON CONFLICT DO NOTHING;
  SELECT * INTO head FROM audit_heads h WHERE h.organisation_id = NEW.organisation_id FOR UPDATE;
  NEW.sequence := head.sequence + 1;
  NEW.previous_hash := head.hash;
  NEW.hash := '';
  NEW.hash := audit_log_hash(NEW);
  UPDATE audit_heads h SET sequence = NEW.sequence, hash = NEW.hash WHERE h.organisation_id = NEW.organisation_id;
  RETURN NEW;
END;
$$;
--> statement-breakpoint
CREATE TRIGGER audit_logs_chain BEFORE INSERT ON audit_logs
FOR EACH ROW EXECUTE FUNCTION chain_audit_log();
--> statement-breakpoint
-- The sequence of the first row of an organisation's chain that was changed, moved, added or removed; null for a whole chain.
CREATE FUNCTION find_audit_break(organisation_id integer) RETURNS integer
LANGUAGE sql STABLE
AS $$
  WITH chain AS (
    SELECT a.sequence, a.previous_hash, a.hash, audit_log_hash(a) AS expected_hash,
      row_number() OVER ordered AS expected_sequence, lag(a.hash, 1, '') OVER ordered AS expected_previous_hash
    FROM audit_logs a WHERE a.organisation_id = $1
    WINDOW ordered AS (ORDER BY a.sequence)
  ), breaks AS (
    SELECT expected_sequence::integer AS place FROM chain
    WHERE sequence <> expected_sequence OR previous_hash <> expected_previous_hash OR hash <> expected_hash
    UNION ALL
    SELECT (SELECT count(*) FROM chain)::integer + 1 FROM audit_heads h
    WHERE h.organisation_id = $1 AND h.sequence <> (SELECT count(*) FROM chain)
  )
  SELECT min(place) FROM breaks;
$$;
