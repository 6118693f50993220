-- Changes of controlled documents, and what people sign.

ALTER TABLE document ADD COLUMN number {text};
-- The case that brought it; none: the first release.
ALTER TABLE revision ADD COLUMN change {text};

-- A bundle of new revisions. Its case, of the same id, says where it stands in its procedure.
CREATE TABLE change (
    id {text} NOT NULL PRIMARY KEY,
    number {text},
    status {text} NOT NULL,
    title {text} NOT NULL,
    reason {text} NOT NULL,
    author {text} NOT NULL,
    created_at {int} NOT NULL,
    wanted_at {int},
    edition {int} NOT NULL,
    emergency {int} NOT NULL,
    moves {text} NOT NULL,
    notes {text} NOT NULL,
    version {int} NOT NULL,
    evidence {bytes},
    basis {bytes},
    ended_at {int}
) {strict};
CREATE INDEX change_status ON change (status, created_at);
CREATE INDEX change_number ON change (number);

CREATE TABLE change_item (
    change {text} NOT NULL REFERENCES change (id),
    document {text} NOT NULL,
    base {text},
    base_hash {bytes},
    hash {bytes},
    edited_by {text} NOT NULL,
    edited_at {int} NOT NULL,
    PRIMARY KEY (change, document)
) {strict};
CREATE INDEX change_item_document ON change_item (document);

-- What somebody is typing and has not saved yet.
CREATE TABLE draft (
    change {text} NOT NULL,
    document {text} NOT NULL,
    person {text} NOT NULL,
    base_hash {bytes},
    bytes {bytes} NOT NULL,
    since {int} NOT NULL,
    at {int} NOT NULL,
    PRIMARY KEY (change, document, person)
) {strict};

CREATE TABLE signature (
    id {text} NOT NULL PRIMARY KEY,
    instance {text},
    task {text},
    person {text} NOT NULL,
    name {text} NOT NULL,
    post {text},
    authority {text} NOT NULL,
    factors {text} NOT NULL,
    meaning {text} NOT NULL,
    at {int} NOT NULL,
    covers {bytes} NOT NULL,
    statement {text} NOT NULL,
    entry {int} NOT NULL,
    voided_at {int},
    voided_by {int},
    void_reason {text}
) {strict};
CREATE INDEX signature_instance ON signature (instance, at) WHERE instance IS NOT NULL;
CREATE INDEX signature_person ON signature (person, at);

-- A paragraph changed and what carries it out did not, or the reverse: until somebody has looked.
CREATE TABLE suspect (
    id {text} NOT NULL PRIMARY KEY,
    document {text} NOT NULL,
    place {text} NOT NULL,
    clause {text} NOT NULL,
    side {text} NOT NULL,
    change {text} NOT NULL,
    since {int} NOT NULL,
    cleared_at {int},
    cleared_by {text},
    reason {text}
) {strict};
CREATE INDEX suspect_document ON suspect (document, since);
CREATE INDEX suspect_open ON suspect (since) WHERE cleared_at IS NULL;

-- Who must learn a revision, and when they did.
CREATE TABLE reading (
    document {text} NOT NULL,
    label {text} NOT NULL,
    person {text} NOT NULL,
    change {text} NOT NULL,
    places {text} NOT NULL,
    since {int} NOT NULL,
    due_at {int},
    read_at {int},
    signature {text},
    PRIMARY KEY (document, label, person)
) {strict};
CREATE INDEX reading_person ON reading (person, since);
CREATE INDEX reading_change ON reading (change);

-- Controlled copies: each numbered and for one named holder.
CREATE TABLE copy (
    number {text} NOT NULL PRIMARY KEY,
    code {bytes} NOT NULL UNIQUE,
    document {text} NOT NULL,
    label {text} NOT NULL,
    holder {text} NOT NULL,
    lang {text} NOT NULL,
    instance {text},
    issued_at {int} NOT NULL,
    issued_by {text} NOT NULL,
    printed {int} NOT NULL,
    recalled_at {int},
    recalled_by {text},
    returned_at {int}
) {strict};
CREATE INDEX copy_document ON copy (document, issued_at);

-- How often each state and choice was exercised, what a person did, and cases that were moved: for traces.
CREATE INDEX task_exercised ON task (policy, state, choice, opened_at);
CREATE INDEX entry_person ON entry (person, seq) WHERE person IS NOT NULL;
CREATE INDEX entry_move ON entry (instance, seq) WHERE kind = 'move';
CREATE INDEX revision_since ON revision (effective_from, effective_to);
