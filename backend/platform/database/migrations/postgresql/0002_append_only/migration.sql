-- The audit log only grows: entries are never changed or removed, and its head only moves forward.
-- An update that changes nothing is how a transaction locks the head.
INSERT INTO "AuditHead" ("id", "seq", "hash") VALUES (1, 0, '0x0000000000000000000000000000000000000000000000000000000000000000');

CREATE FUNCTION audit_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only';
END
$$;

CREATE FUNCTION audit_head_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."id" <> OLD."id" OR NOT (NEW."seq" = OLD."seq" + 1 OR (NEW."seq" = OLD."seq" AND NEW."hash" = OLD."hash")) THEN
    RAISE EXCEPTION 'the head of the audit log moves forward one entry at a time';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER "AuditEntry_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "AuditEntry"
FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only();

CREATE TRIGGER "AuditHead_one_row" BEFORE INSERT OR DELETE OR TRUNCATE ON "AuditHead"
FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only();

CREATE TRIGGER "AuditHead_only_forward" BEFORE UPDATE ON "AuditHead"
FOR EACH ROW EXECUTE FUNCTION audit_head_moves_forward();
