//! Every limit of the program outside the core, with its unit and its reason. (The core has its own.)

use std::time::Duration;

/// Jobs that the writer commits together. Beyond this a commit's cost no longer shrinks per job, and its callers wait.
pub const BATCH: usize = 256;

/// Jobs that may wait for the writer; who comes later waits at the door. About half a second of work.
pub const QUEUE: usize = 2048;

/// How long one job may take inside the write transaction. Everybody else waits meanwhile.
pub const JOB_TIME: Duration = Duration::from_secs(5);

/// How often a batch is tried again after a lost connection or a deadlock, before its callers are told.
pub const COMMIT_TRIES: u32 = 4;

/// Prepared statements kept per connection. The store has about 30 tables with up to ten generated statements each.
pub const STATEMENTS: usize = 512;

/// Connections that read SQLite. They run on threads of their own; more than cores only wait.
pub const READERS_SQLITE: u32 = 4;

/// Connections that read PostgreSQL; with the writer's one, 16 per node.
pub const READERS_POSTGRES: u32 = 15;

/// Cases that the writer remembers between batches, snapshots included. At 5 KB each about 20 MB.
pub const REMEMBERED_CASES: usize = 4096;

/// Small rows (serial numbers, quotas) that the writer remembers between batches.
pub const REMEMBERED_SMALL: usize = 4096;

/// Blobs that a verification holds in memory at a time.
pub const BLOBS_AT_ONCE: i64 = 16;

/// Rows on one page of a list.
pub const PAGE: i64 = 200;

/// Members of a list that a query is given (the posts of a person, ids). Nobody holds more posts.
pub const LIST: usize = 256;

/// Characters of a clause that a mail quotes; the whole is on the task's page.
pub const MAIL_EXCERPT: usize = 240;

/// How long it may take to reach the mail relay, encrypt and sign in, and to say goodbye.
pub const SMTP_CONNECT: Duration = Duration::from_secs(20);

/// How long the relay may take over one mail. Relays that scan mails answer after some seconds.
pub const SMTP_MAIL: Duration = Duration::from_secs(40);

/// Connections to the mail relay at the same time. Relays of a house allow few.
pub const SMTP_SESSIONS: usize = 4;

/// Mails that a worker takes at once: eight for each connection.
pub const MAIL_BATCH: i64 = 32;

/// How long a worker may keep the mails it has taken; more than a connection's share of a batch needs at the slowest
/// (8 × [`SMTP_MAIL`] and as often [`SMTP_CONNECT`]), so that nobody else takes them meanwhile.
pub const MAIL_LEASE: Duration = Duration::from_secs(10 * 60);

/// Pauses after a failed attempt; after the last one the mail is given up. About 41 hours: over a weekend's outage an
/// incident should wait for somebody on Monday, and nobody should wait longer to learn of a dead address.
pub const MAIL_PAUSES: [Duration; 7] = [
    Duration::from_secs(60),
    Duration::from_secs(5 * 60),
    Duration::from_secs(15 * 60),
    Duration::from_secs(60 * 60),
    Duration::from_secs(4 * 60 * 60),
    Duration::from_secs(12 * 60 * 60),
    Duration::from_secs(24 * 60 * 60),
];

/// How often a worker looks by itself for mails that other nodes wrote, or after the database failed.
pub const MAIL_POLL: Duration = Duration::from_secs(15);

/// The shortest pause between two looks at an outbox from which nothing could be taken.
pub const MAIL_BREATH: Duration = Duration::from_millis(100);

/// Characters of a relay's answer that are kept.
pub const MAIL_SAID: usize = 500;
/// How often a step may be tried again with further answers about the world: each round answers all that was asked.
pub const STEP_QUESTIONS: u32 = 200;

/// Callers of callers that are looked at to find whether somebody may see a case.
pub const CALLERS: usize = 20;

/// Characters of an opinion.
pub const OPINION_CHARS: usize = 2_000;

/// Characters of a token's label.
pub const LABEL_CHARS: usize = 100;

/// Bytes of an `Idempotency-Key`.
pub const IDEMPOTENCY_KEY_BYTES: usize = 200;

/// Characters of one value in a case's line.
pub const SUMMARY_VALUE_CHARS: usize = 60;

/// How long a mail's link lives while its task stays open: 60 days, in microseconds. Reminders renew it.
pub const LINK_LIFE_MICROS: i64 = 60 * 24 * 3_600 * 1_000_000;

/// How long a bearer token lives: 400 days, in microseconds.
pub const TOKEN_LIFE_MICROS: i64 = 400 * 24 * 3_600 * 1_000_000;

/// How long a session lives: 14 days, in microseconds.
pub const SESSION_LIFE_MICROS: i64 = 14 * 24 * 3_600 * 1_000_000;

/// How long a session of the demo lives by the demo's clock, which is moved by months: 100 years, in microseconds.
pub const DEMO_SESSION_LIFE_MICROS: i64 = 100 * 366 * 24 * 3_600 * 1_000_000;

/// The post that incidents are given to.
pub const INCIDENT_POST: &str = "admin";

/// The label of a document's first revision (修订状态 A/0).
pub const FIRST_REVISION: &str = "A/0";

/// The policy whose cases are changes of documents.
pub const CHANGE_POLICY: &str = "document_change";

/// The post whose holders may edit every change beside its author.
pub const CHANGE_EDITOR_POST: &str = "certification_lead";

/// The post whose holder makes the first release.
pub const RELEASE_POST: &str = "general_manager";

/// Documents of one change. A new edition of the whole manual has fewer; what is larger nobody can review.
pub const CHANGE_DOCUMENTS: usize = 300;

/// Characters of a change's title: a line on a phone or two.
pub const CHANGE_TITLE_CHARS: usize = 200;

/// Characters of a change's reason: two pages.
pub const CHANGE_REASON_CHARS: usize = 4_000;

/// Bytes of what a change says about running cases.
pub const CHANGE_MOVES_BYTES: usize = 64 * 1024;

/// Characters of an answer to a finding.
pub const CHANGE_NOTE_CHARS: usize = 2_000;

/// Answers to findings in one change.
pub const CHANGE_NOTES: usize = 1_000;

/// Combinations of documents kept ready for changes on their way, at about 2 MB each.
pub const GROUNDS: usize = 8;

/// How often evidence is gathered anew because something moved meanwhile.
pub const GATHERINGS: usize = 3;

/// Documents of one installation.
pub const DOCUMENTS: usize = 10_000;

/// Folders within folders of documents.
pub const FOLDER_DEPTH: usize = 8;

/// Libraries of older revisions kept ready for running cases.
pub const PINNED_LIBRARIES: usize = 32;

/// Times of a schedule that are passed over to find the next one.
pub const SCHEDULE_STEPS: usize = 10_000;

/// Things that happen during one move of the demo's clock.
pub const DEMO_FIRINGS: usize = 20_000;

/// Things that fall due and are carried out before the clock's worker looks up again.
pub const FIRINGS_AT_ONCE: usize = 1_000;

/// How long a worker waits after the database failed it.
pub const WORKER_PAUSE: Duration = Duration::from_secs(1);

/// The longest time between two looks of a worker: other nodes may have set a timer.
pub const WORKER_LOOK: Duration = Duration::from_secs(15);

/// The shortest: the database's clock and ours may differ by some milliseconds.
pub const WORKER_LEAST: Duration = Duration::from_millis(5);

/// Bytes of a body that the API reads: a form with every field at its longest fits.
pub const API_BODY: usize = 1 << 20;

/// Bytes of an import by the API: four times the largest manual that was seen, sixteen texts at their longest.
pub const API_IMPORT: usize = 4 << 20;

/// Rows on one page of the API. Each task brings the schemas of its choices with it.
pub const API_PAGE: i64 = 50;

/// The last page that can be asked for.
pub const API_PAGES: i64 = 1_000_000;

/// Characters of an id or name that a program sends.
pub const API_NAME: usize = 200;

/// Ticks that a program sends at once. A new edition of the whole manual has some thousand changed paragraphs.
pub const API_LIST: usize = 10_000;

/// Days that the calendar tells at once: three years.
pub const API_DAYS: i64 = 1_100;

/// Characters of what was sent that a refusal repeats.
pub const ECHO_CHARS: usize = 60;

/// Bytes of a form that a page sends: the longest document (256 KiB), each byte of it written as three, and more.
pub const FORM_BYTES: usize = 1 << 20;

/// Pairs of a form that a page sends: 200 rows of ten columns.
pub const FORM_PAIRS: usize = 2_500;

/// How long somebody who is not signed in keeps the cookie of their forms: a day.
pub const VISIT_LIFE_SECONDS: i64 = 24 * 3_600;

/// How long a browser remembers its language: a year.
pub const LANG_LIFE_SECONDS: i64 = 365 * 24 * 3_600;

/// Characters of a sentence about a difference that a trace tells; the document's page has the whole.
pub const TRACE_SENTENCE: usize = 240;

/// Entries of a list on one page.
pub const LIST_PAGE: i64 = 25;

/// Tasks of a box that its filters and its search look through, the most urgent first.
pub const BOX_SEARCHED: i64 = 1_000;

/// Blank rows that a table in a form offers at once.
pub const BLANK_ROWS: usize = 3;

/// How long somebody counts as typing after their last key: 15 minutes, in microseconds.
pub const DRAFT_FRESH_MICROS: i64 = 15 * 60 * 1_000_000;

/// How often saving looks again when others edit the same change at the same time.
pub const SAVE_TRIES: usize = 8;

/// Errors in other documents that an editor shows at most.
pub const FINDINGS_ELSEWHERE: usize = 20;

/// Things that the demo's clock lists as due next.
pub const CLOCK_LISTED: i64 = 20;

/// Days of one list of the calendar: ten years.
pub const CALENDAR_DAYS: i32 = 3_660;

/// Characters that a password has at least (NIST SP 800-63B, 3.1.1.1 asks for 8; these sign documents).
pub const PASSWORD_LEAST: usize = 12;

/// Characters that a password has at most: hashing must not become an attack.
pub const PASSWORD_MOST: usize = 200;

/// Passwords that are hashed at the same time, at 19 MiB each.
pub const PASSWORD_HASHES: usize = 2;

/// Attempts to sign in that may fail in a row before pauses begin.
pub const SIGN_IN_FREE: i64 = 5;

/// Characters of a mail address at most (RFC 5321, 4.5.3.1.3).
pub const MAIL_ADDRESS_CHARS: usize = 254;

/// Names without an account whose failed attempts are remembered; then the memory begins anew.
pub const STRANGERS: usize = 10_000;

/// How long an invitation opens: 7 days, in microseconds.
pub const INVITATION_LIFE_MICROS: i64 = 7 * 24 * 3_600 * 1_000_000;

/// Running cases that one release moves. All move in one transaction, which must be done within [`JOB_TIME`] while
/// everybody else waits; a change that would move more is not submitted.
pub const MOVED_CASES: usize = 1_000;

/// Running cases that the page about a change's moves looks through for what must be chosen.
pub const MOVE_SAMPLE: usize = 2_000;

/// Cases that the evidence of a change tells of one by one, those that need a decision first. All are counted, and
/// `/changes/…/cases` shows all.
pub const EVIDENCE_CASES: usize = 200;

/// Finished cases whose entries are in memory at once while a backtest goes through them.
pub const BACKTEST_CHUNK: usize = 50;

/// Finished cases that a change's backtest goes through again, unless somebody wants another number.
pub const BACKTEST: usize = 200;

/// … and the most that anybody may want: about a minute of one core.
pub const BACKTEST_MOST: usize = 2_000;

/// A year, for "how often in the last year": 365 days.
pub const YEAR_MICROS: i64 = 365 * 24 * 3_600 * 1_000_000;

/// Characters of a person's id, which is their sign-in name, too.
pub const PERSON_ID_CHARS: usize = 40;

/// Characters of a person's name.
pub const PERSON_NAME_CHARS: usize = 60;

/// Lines that are kept before and after each difference of two texts.
pub const DIFF_CONTEXT: usize = 2;
/// Characters of an old and a new value that are shown one behind the other; longer ones with their words marked.
pub const DIFF_SHORT: usize = 60;
/// Differences of one document that the page of a change shows at once; the rest unfolds.
pub const REVIEW_CHANGES: usize = 8;
/// Places to be looked at again that the page of a change shows at once; more unfold by document.
pub const REVIEW_SUSPECTS: usize = 8;
/// Cases and parted ways that the page of a change lists; the rest is a page further.
pub const REVIEW_LIST: usize = 30;

/// The post whose holder looks after documents, and after accounts from the first set-up on.
pub const LEAD_POST: &str = "certification_lead";

/// How long the address of the first set-up opens: a day, in microseconds.
pub const SETUP_LIFE_MICROS: i64 = 24 * 3_600 * 1_000_000;

/// Controlled copies that one request may ask for. More is a print run, and wants a reason of its own.
pub const COPIES_AT_ONCE: i64 = 20;

/// How often one copy may be printed or downloaded: a jam, a second try; more would be copying without approval.
pub const COPY_PRINTS: i64 = 3;

/// Letters of the secret in a copy's QR code, 6 bits each: not to be guessed, and coarse enough to be scanned from paper.
pub const COPY_SECRET_CHARS: usize = 22;

/// Look-ups of copies' codes in a minute, for all the world together. People scan by hand; guessing is hopeless anyway.
pub const COPY_LOOKUPS: u32 = 120;

/// The post that keeps the list of controlled copies.
pub const COPIES_POST: &str = "certification_lead";
