-- How people prove who they are. A password is kept as an Argon2id hash (PHC string), the seed of an authenticator not
-- at all: it is derived from the server's key and `totp_salt`, so that a copy of the database opens nothing.
CREATE TABLE credential (
    person {text} NOT NULL PRIMARY KEY REFERENCES person (id),
    password {text},
    totp_salt {text},
    totp_confirmed {int} NOT NULL,
    totp_step {int} NOT NULL,
    failures {int} NOT NULL,
    locked_until {int},
    changed_at {int} NOT NULL
) {strict};

-- Links with which somebody sets their first password, or a new one after losing it.
CREATE TABLE invitation (
    hash {bytes} NOT NULL PRIMARY KEY,
    person {text} NOT NULL REFERENCES person (id),
    created_at {int} NOT NULL,
    expires_at {int} NOT NULL,
    used_at {int}
) {flat};
CREATE INDEX invitation_person ON invitation (person);
