### The auditor's trace: verdicts and words of its pages. Verdicts come from the ledger and its replay.

trace-ran = All { $steps } steps of this case followed { $label }, the revision in force at the time.
trace-ran-pinned = All { $steps } steps of this case followed { $label }, in force when it began; { $later } of them came after a newer revision took effect, which did not move this case.
trace-ran-moved = The { $steps } steps of this case followed { $labels } in turn; changes moved it { $moves ->
    [one] once
   *[other] { $moves } times
}, each recorded in the ledger.
trace-unknown-revision = { $steps } steps rest on a revision that is not among the controlled documents.
trace-changed-without-move = The revision under this case changed { $times ->
    [one] once
   *[other] { $times } times
} without a record of a move.
trace-replayed = Replaying { $steps } steps from the ledger gives what is stored, byte for byte, after each of them.
trace-replayed-otherwise = Replaying the ledger gives something else than what is stored: entry { $entry }, { $why }.
trace-hashes = The hashes of all { $entries } ledger entries of this case agree.
trace-hashes-differ = Hashes of ledger entries do not agree: { $entries }.
trace-started-in-force = All { $documents } documents that it began under were in force then.
trace-started-otherwise = It began under documents that were not in force then: { $documents }.
trace-bytes = { $revisions ->
    [one] The bytes of its 1 revision have the hash on record.
   *[other] The bytes of all { $revisions } revisions have the hashes on record.
}
trace-bytes-differ = Bytes do not have the hashes on record: { $documents }.
trace-revisions-differ = Bytes of revisions do not have the hashes on record: { $labels }.
trace-one-at-a-time = At no time were two revisions in force.
trace-overlap = Two revisions were in force at the same time: { $labels }.
trace-approved = { $revisions ->
    [one] The 1 revision that a change brought has a valid signature of approval.
   *[other] All { $revisions } revisions that changes brought have a valid signature of approval.
}
trace-not-approved = Revisions without a valid signature of approval: { $labels }.
trace-authority = Each of the { $acts } acts on this page rests on a right that was held at the time.
trace-authority-missing = Ledger entries whose right was not held at the time: { $entries }.

trace-title-case = Trace: { $number }
trace-title-document = Trace: { $document }
trace-title-person = Trace: { $name }
trace-link = Trace
trace-findings = Findings
trace-holds = holds
trace-fails = does not hold
trace-steps = Step by step
trace-revisions = Revisions it ran on
trace-all-revisions = All revisions
trace-signatures = Signatures
trace-no-signatures = No signatures.
trace-cases = Cases that ran on { $label } ({ $total } in all)
trace-no-cases = No cases.
trace-appointments = Appointments
trace-no-appointments = No appointments.
trace-acts = Acts
trace-no-acts = Nothing on record.
trace-seq = No.
trace-at = When
trace-what = What
trace-who = Who
trace-right = Right
trace-revision = Revision
trace-hash = Hash
trace-document = Document
trace-period = In force
trace-change = Change
trace-author = Written by
trace-reason = Reason
trace-meaning = Meaning
trace-covers = Covers (hash)
trace-case = Case
trace-status = Status
trace-started = Begun
trace-post = Post
trace-from = From
trace-to = To
trace-held = Posts then
trace-now = now
trace-span = { $from } to { $to }
trace-first-release = first release
trace-engine = the system
trace-delegate = { $post } (delegate)
trace-not-in-force = not the revision in force then
trace-void = void: { $reason }
trace-no-right = not held then
trace-note = This page only reads: a trace changes nothing. It can be printed.
trace-right-kind =
    .appointment = appointment: { $post }
    .delegate = delegate: { $post }
    .person = in person
    .cascade = by another case's step
    .timer = by the clock
trace-by =
    .session = pages
    .token = API
    .link = mail link
    .console = command line
trace-sign =
    .prepare = prepared
    .review = reviewed
    .countersign = countersigned
    .approve = approved
    .read = read
    .receive = received
    .acknowledge = acknowledged
    .otherwise = did not agree
    .release = released
trace-state =
    .draft = draft
    .in_review = in review
    .approved = approved
    .effective = in force
    .superseded = superseded
    .obsolete = obsolete
trace-find = Trace
trace-find-hint = Number, title or name
trace-find-how = Give a case's number, a document's number or title, a person's name, or a part of it.
trace-found = Found
trace-found-none = Nothing was found. Try another number, title or name.
trace-name = Name
trace-kind = Kind
trace-sort =
    .case = Case
    .document = Document
    .person = Person
trace-meant-none = No number, title or name is like “{ $word }”.
trace-meant-several = “{ $word }” may mean several things; give one of these ids:
trace-taken = { $task }: { $choice }
trace-evidence-is = Evidence { $hash }
trace-changed = What each revision changed
trace-changed-how = As those who signed were shown it; a revision leads to both texts side by side.
trace-changed-of = { $title } { $label } (before: { $before })
trace-changed-rest = { $count } more
