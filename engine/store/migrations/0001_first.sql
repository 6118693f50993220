-- The first schema, for both databases; `{int}` and the like are filled in by `connection::Dialect::fill`.
-- Moments are microseconds since 1970 UTC. Flags are 0 or 1. Columns named `data`, `title`, `args`, … hold JSON.
-- This file is never edited once it has been released: the database remembers its hash. A change is a new file.

CREATE TABLE meta (
    name {text} NOT NULL PRIMARY KEY,
    content {text} NOT NULL
) {strict};

-- One row: how many entries there are, and the hash of the last one (NULL: none). Whoever writes locks it first; on
-- PostgreSQL that makes all nodes take turns.
CREATE TABLE ledger_head (
    id {int} NOT NULL PRIMARY KEY CHECK (id = 1),
    entries {int} NOT NULL,
    hash {bytes}
) {strict};
INSERT INTO ledger_head (id, entries, hash) VALUES (1, 0, NULL);

CREATE TABLE entry (
    seq {int} NOT NULL PRIMARY KEY,
    hash {bytes} NOT NULL,
    at {int} NOT NULL,
    instance {text},
    kind {text} NOT NULL,
    person {text},
    leaf {text} NOT NULL
) {strict};
CREATE INDEX entry_instance ON entry (instance, seq) WHERE instance IS NOT NULL;

CREATE TABLE instance (
    id {text} NOT NULL PRIMARY KEY,
    number {text} UNIQUE,
    policy {text} NOT NULL,
    title {text} NOT NULL,
    status {text} NOT NULL,
    started_by {text},
    started_at {int} NOT NULL,
    ended_at {int},
    pins {text} NOT NULL,
    drill {int} NOT NULL
) {strict};
CREATE INDEX instance_started_at ON instance (started_at, id);
CREATE INDEX instance_status ON instance (status, started_at);
CREATE INDEX instance_policy ON instance (policy, started_at);
CREATE INDEX instance_started_by ON instance (started_by, started_at) WHERE started_by IS NOT NULL;

-- Apart from `instance`: it is rewritten at every step, and no list of cases wants to read past it.
CREATE TABLE snapshot (
    instance {text} NOT NULL PRIMARY KEY REFERENCES instance (id),
    version {int} NOT NULL,
    hash {bytes} NOT NULL,
    content {text} NOT NULL
) {strict};

CREATE TABLE task (
    id {text} NOT NULL PRIMARY KEY,
    instance {text} NOT NULL REFERENCES instance (id),
    policy {text} NOT NULL,
    state {text} NOT NULL,
    status {text} NOT NULL,
    title {text} NOT NULL,
    clause {text},
    opened_at {int} NOT NULL,
    due_at {int},
    due_explain {text},
    sign {text},
    holders {text} NOT NULL,
    done_by {text},
    done_post {text},
    done_at {int},
    choice {text},
    assignment {int} NOT NULL,
    data {text} NOT NULL
) {strict};
CREATE INDEX task_instance ON task (instance, opened_at);
CREATE INDEX task_open_due ON task (due_at) WHERE status = 'open';

-- Who is addressed: one row per post or person that has to act on the task or is told of it.
CREATE TABLE task_slot (
    task {text} NOT NULL REFERENCES task (id),
    slot {text} NOT NULL,
    post {text},
    person {text},
    status {text} NOT NULL,
    acted_by {text},
    acted_at {int},
    choice {text},
    PRIMARY KEY (task, slot)
) {flat};
CREATE INDEX task_slot_open_post ON task_slot (post) WHERE status = 'open';
CREATE INDEX task_slot_open_person ON task_slot (person) WHERE status = 'open';
CREATE INDEX task_slot_told_post ON task_slot (post) WHERE status = 'told';
CREATE INDEX task_slot_told_person ON task_slot (person) WHERE status = 'told';
CREATE INDEX task_slot_acted ON task_slot (acted_by, acted_at) WHERE acted_by IS NOT NULL;

CREATE TABLE timer (
    instance {text} NOT NULL REFERENCES instance (id),
    id {text} NOT NULL,
    due_at {int} NOT NULL,
    kind {text} NOT NULL,
    PRIMARY KEY (instance, id)
) {flat};
CREATE INDEX timer_due ON timer (due_at, instance, id);

CREATE TABLE serial (
    scope {text} NOT NULL PRIMARY KEY,
    last {int} NOT NULL
) {flat};

CREATE TABLE quota (
    scope {text} NOT NULL PRIMARY KEY,
    used {int} NOT NULL
) {flat};

CREATE TABLE idempotency (
    person {text} NOT NULL,
    key {text} NOT NULL,
    request_hash {bytes} NOT NULL,
    response {text} NOT NULL,
    at {int} NOT NULL,
    PRIMARY KEY (person, key)
) {strict};
CREATE INDEX idempotency_at ON idempotency (at);

-- What the ledger's commitments stand for. Without `salt` and `content` a commitment says nothing: erased.
CREATE TABLE personal (
    commitment {bytes} NOT NULL PRIMARY KEY,
    scope {text} NOT NULL,
    owner {text} NOT NULL,
    field {text} NOT NULL,
    subject {text},
    salt {bytes},
    content {text}
) {strict};
CREATE INDEX personal_owner ON personal (scope, owner);
CREATE INDEX personal_subject ON personal (subject) WHERE subject IS NOT NULL;

CREATE TABLE outbox (
    id {text} NOT NULL PRIMARY KEY,
    message_id {text} NOT NULL UNIQUE,
    cause_seq {int} NOT NULL,
    instance {text},
    task {text},
    recipient_person {text},
    recipient_address {text} NOT NULL,
    kind {text} NOT NULL,
    lang {text} NOT NULL,
    subject {text} NOT NULL,
    plain {text} NOT NULL,
    html {text} NOT NULL,
    headers {text} NOT NULL,
    created_at {int} NOT NULL,
    status {text} NOT NULL,
    attempts {int} NOT NULL,
    next_at {int} NOT NULL,
    last_error {text},
    sent_at {int}
) {strict};
CREATE INDEX outbox_due ON outbox (next_at, id) WHERE status IN ('waiting', 'sending');
CREATE INDEX outbox_status ON outbox (status, created_at);
CREATE INDEX outbox_created ON outbox (created_at, id);
CREATE INDEX outbox_instance ON outbox (instance, created_at) WHERE instance IS NOT NULL;

CREATE TABLE link (
    hash {bytes} NOT NULL PRIMARY KEY,
    task {text} NOT NULL,
    person {text} NOT NULL,
    assignment {int} NOT NULL,
    purpose {text} NOT NULL,
    created_at {int} NOT NULL,
    expires_at {int} NOT NULL,
    used_at {int}
) {flat};
CREATE INDEX link_task ON link (task);

CREATE TABLE person (
    id {text} NOT NULL PRIMARY KEY,
    name {text} NOT NULL,
    mail {text},
    lang {text} NOT NULL,
    active_from {int} NOT NULL,
    active_to {int},
    admin {int} NOT NULL
) {strict};

CREATE TABLE appointment (
    id {text} NOT NULL PRIMARY KEY,
    post {text} NOT NULL,
    person {text} NOT NULL REFERENCES person (id),
    kind {text} NOT NULL,
    from_at {int} NOT NULL,
    to_at {int},
    by_entry {int} NOT NULL
) {flat};
CREATE INDEX appointment_post ON appointment (post, from_at);
CREATE INDEX appointment_person ON appointment (person, from_at);

CREATE TABLE absence (
    person {text} NOT NULL REFERENCES person (id),
    from_at {int} NOT NULL,
    to_at {int},
    by_entry {int} NOT NULL,
    PRIMARY KEY (person, from_at)
) {flat};

CREATE TABLE document (
    id {text} NOT NULL PRIMARY KEY,
    kind {text} NOT NULL,
    path {text} NOT NULL,
    title {text} NOT NULL,
    owner_post {text}
) {strict};
CREATE INDEX document_kind ON document (kind, id);

CREATE TABLE blob (
    hash {bytes} NOT NULL PRIMARY KEY,
    bytes {bytes} NOT NULL
) {strict};

CREATE TABLE revision (
    document {text} NOT NULL REFERENCES document (id),
    label {text} NOT NULL,
    hash {bytes} NOT NULL REFERENCES blob (hash),
    status {text} NOT NULL,
    effective_from {int},
    effective_to {int},
    created_at {int} NOT NULL,
    by_person {text},
    reason {text} NOT NULL,
    PRIMARY KEY (document, label)
) {strict};
CREATE INDEX revision_effective ON revision (document, effective_from);
CREATE INDEX revision_hash ON revision (hash);

CREATE TABLE register_row (
    register {text} NOT NULL,
    key {text} NOT NULL,
    fields {text} NOT NULL,
    active {int} NOT NULL,
    version {int} NOT NULL,
    updated_at {int} NOT NULL,
    PRIMARY KEY (register, key)
) {strict};

CREATE TABLE schedule (
    id {text} NOT NULL PRIMARY KEY,
    policy {text} NOT NULL,
    next_at {int} NOT NULL,
    data {text} NOT NULL
) {strict};
CREATE INDEX schedule_next ON schedule (next_at, id);

CREATE TABLE incident (
    id {text} NOT NULL PRIMARY KEY,
    instance {text},
    kind {text} NOT NULL,
    at {int} NOT NULL,
    code {text} NOT NULL,
    args {text} NOT NULL,
    assigned_post {text},
    resolved_at {int},
    resolved_by {text}
) {strict};
CREATE INDEX incident_open ON incident (at) WHERE resolved_at IS NULL;
CREATE INDEX incident_instance ON incident (instance, at) WHERE instance IS NOT NULL;

CREATE TABLE token (
    hash {bytes} NOT NULL PRIMARY KEY,
    person {text} NOT NULL REFERENCES person (id),
    label {text} NOT NULL,
    created_at {int} NOT NULL,
    expires_at {int},
    revoked_at {int}
) {flat};
CREATE INDEX token_person ON token (person);

CREATE TABLE session (
    hash {bytes} NOT NULL PRIMARY KEY,
    person {text} NOT NULL REFERENCES person (id),
    lang {text} NOT NULL,
    created_at {int} NOT NULL,
    last_seen {int} NOT NULL,
    expires_at {int} NOT NULL,
    revoked_at {int}
) {flat};
CREATE INDEX session_person ON session (person);

-- The demo's clock; no row: the machine's clock counts. One row otherwise, with the moment that it is, or with how far
-- it runs ahead of the machine's.
CREATE TABLE clock (
    id {int} NOT NULL PRIMARY KEY CHECK (id = 1),
    moment {int},
    ahead {int}
) {strict};
