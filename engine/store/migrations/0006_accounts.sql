-- People who read everything and change nothing: auditors.

ALTER TABLE person ADD COLUMN reads_only {int} NOT NULL DEFAULT 0;
