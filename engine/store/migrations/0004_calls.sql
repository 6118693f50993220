-- Cases that other cases have called: the caller, the call's number there (exact) and its id (for people).

ALTER TABLE instance ADD COLUMN parent {text} REFERENCES instance (id);
ALTER TABLE instance ADD COLUMN call_no {int};
ALTER TABLE instance ADD COLUMN call_id {text};
CREATE UNIQUE INDEX instance_parent ON instance (parent, call_no) WHERE parent IS NOT NULL;
