-- What an invitation is for: a password, or taking off an authenticator that was lost.
ALTER TABLE invitation ADD COLUMN purpose {text} NOT NULL DEFAULT 'password';

-- Signatures count their failed proofs apart from signing in: who guesses at the door keeps nobody from signing.
ALTER TABLE credential ADD COLUMN sign_failures {int} NOT NULL DEFAULT 0;
ALTER TABLE credential ADD COLUMN sign_locked_until {int};

-- A new authenticator waits beside the one in use until it has shown a code.
ALTER TABLE credential ADD COLUMN totp_next {text};
UPDATE credential SET totp_next = totp_salt, totp_salt = NULL WHERE totp_confirmed = 0;
