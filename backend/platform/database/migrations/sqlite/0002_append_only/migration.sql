-- The audit log only grows: entries are never changed or removed, and its head only moves forward.
-- An update that changes nothing is how a transaction locks the head.
INSERT INTO "AuditHead" ("id", "seq", "hash") VALUES (1, 0, '0x0000000000000000000000000000000000000000000000000000000000000000');

CREATE TRIGGER "AuditEntry_no_update" BEFORE UPDATE ON "AuditEntry"
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

CREATE TRIGGER "AuditEntry_no_delete" BEFORE DELETE ON "AuditEntry"
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

CREATE TRIGGER "AuditHead_no_delete" BEFORE DELETE ON "AuditHead"
BEGIN SELECT RAISE(ABORT, 'the audit log has one head'); END;

CREATE TRIGGER "AuditHead_one_row" BEFORE INSERT ON "AuditHead"
BEGIN SELECT RAISE(ABORT, 'the audit log has one head'); END;

CREATE TRIGGER "AuditHead_only_forward" BEFORE UPDATE ON "AuditHead" WHEN NEW."id" <> OLD."id" OR NOT (NEW."seq" = OLD."seq" + 1 OR (NEW."seq" = OLD."seq" AND NEW."hash" = OLD."hash"))
BEGIN SELECT RAISE(ABORT, 'the head of the audit log moves forward one entry at a time'); END;
