-- Since when a case runs on its documents: tells two revisions with the same bytes apart.
ALTER TABLE instance ADD COLUMN pinned_at {int} NOT NULL DEFAULT 0;
UPDATE instance SET pinned_at = started_at;
