### What pages say while work is done: refusals, what happened, deadlines, values in lists. Fixed words are in web.

## It did not happen
pages-not-found = Not found
pages-not-found-mend = The address may be mistyped, or this is none of your posts' business. Start from your inbox or the list of cases.
pages-forbidden = Not yours to do
pages-conflict = Somebody was faster
pages-refused = It was not done
pages-script = A script of the procedure failed; nothing was done
pages-script-place = Place
pages-script-mend = Nothing has changed. Please pass this page on to whoever keeps the procedure.
pages-broken = Something broke
pages-broken-mend = Nothing has changed. Please try again later; if it stays so, tell the administrator.
pages-broken-early = Something broke
    .why = Nothing has changed. Please try again later; if it stays so, tell the administrator.
pages-nowhere = There is no such page
    .why = The address may be mistyped. Start from your inbox.
pages-refused-origin = This request did not come from a page of this system
    .why = For your safety it was not carried out. Please do it again from our own page.
pages-refused-token = This form is no longer valid
    .why = You may have been signed out, or signed in as somebody else. Go back, reload the page and send it again.
pages-refused-form = What was sent cannot be read
    .why = Please send it from our own page.
pages-refused-size = Too much was sent
    .why = Please send it in parts, or shorten the texts.
pages-press-a-button = Nothing has been sent yet. Choose with one of the buttons below.
pages-go-inbox = Back to the inbox
pages-go-case = See the case

## It happened
pages-done = Done.
pages-done-next = Done. This is your next task in the same case.
pages-absence-done = Noted.
pages-link-done = Done
pages-link-done-why = What you did has been recorded. You can close this page.

## Who
pages-as-delegate = { $post } (delegate)
pages-you-are-delegate = You act as the delegate for: { $post }.
pages-link-for = This link was sent to { $person } for this one task. Please do not pass it on.
pages-posts-between = { ", " }
pages-can-start = May start: { $procedures }
pages-engine = The system
pages-outside = Outside

## Forms
pages-row = Row { $n }
pages-only-if = Only if “{ $field }” is { $values }.
pages-yuan = CNY
pages-facts-first = For this task
pages-facts-computed = Noted by the system
pages-sealed = (personal: shown only to those who work on it)
pages-cell = { $field }: { $value }
pages-cells-between = { "; " }

## What a signature means
## Tasks
pages-closed-done = { $who } did it, { $at }, and chose “{ $choice }”.
pages-closed-cancelled = This task was withdrawn, { $at }: the case has gone on.
pages-task-done = Done
pages-task-cancelled = Withdrawn
pages-you-acted = You acted, { $at }
pages-waits-for = Waits for { $who }
pages-progress = Signatures { $done }/{ $of }
pages-not-yet = not yet
pages-decide-one = Any one of them decides
pages-decide-all = Passes when all agree
pages-decide-sequence = Signed one after the other; passes when all agree
pages-decide-share = Passes with { $part }/{ $whole } or more
pages-decide-weights = Passes with a weight of { $reach }
pages-standing = since { $since }, waits for { $posts }
pages-standing-since = since { $since }

## What happened
pages-event-start = Started
pages-event-act = { $task }: { $choice }
pages-event-signal = A message from outside
pages-event-incident = An automatic step failed; given to the administrator
pages-event-other = { $kind }
pages-timer = Went on by itself when its time came
pages-timer-state = Time is up: leaves “{ $state }”
pages-timer-remind = Reminder: { $task }
pages-timer-overdue = Overdue: { $task }
pages-schedule = Starts by itself: { $procedure }

## Cases
pages-started-by = started { $at } by { $person }
pages-started-by-engine = started by itself { $at }
pages-case-cancelled = Withdrawn
pages-all-procedures = All procedures
pages-vacant = { $post } (vacant)
pages-kind-policy = Procedure
pages-kind-form = Form
pages-kind-organisation = Organisation
pages-kind-calendar = Calendar
pages-incident-nobody-to-mail = { $post }: nobody there can get mail now. The administrator has been asked to see to it.
pages-incident-nobody-has-read = { $post }: nobody there has read revision { $label } of the procedure, so nobody can take the task now. The owner of the procedure has been told.
pages-incident-no-address = { $key } has no usable mail address in the register. The administrator has been asked to see to it.
pages-incident-timer-failed = An automatic step failed ({ $why }). The administrator has been asked to see to it.
pages-incident-other = Something waits for the administrator ({ $code }).

## Starting
pages-start-anyone = Anybody employed may start it
pages-start-by = Started by { $posts }
pages-revision = Revision { $label }

## Mails
pages-mail-again = tried { $count } times, again { $at }
pages-mail-tried = tried { $count } times
pages-mail-link = Open the mail's link

## Registers
pages-register-count = { $count } rows
pages-register-kept-by = Kept by: { $post }

## People
pages-away = away
pages-delegate = delegate
pages-since = since { $from }
pages-from-to = { $from } to { $to }
pages-stands-in = { $person } acts as { $post }
pages-absence-from = Away from
pages-absence-to = Back at
pages-absence-delegate = Delegate for: { $post }

## The demo's clock
pages-moved = { $count ->
    [0] { $from } → { $to }; nothing fell due on the way
    [one] { $from } → { $to }; one thing happened on the way
   *[other] { $from } → { $to }; { $count } things happened on the way
}

## Documents
pages-kinds-chapter = Manual
pages-kinds-policy = Procedures
pages-kinds-table = Figures and tables
pages-kinds-form = Forms and registers
pages-kinds-mail = Mail texts
pages-kinds-company = Organisation, appointments, matrix, distribution and calendar
pages-kinds-scenarios = Scenarios of procedures
pages-document-title = Title
pages-document-path = File
pages-document-revision = Revision
pages-document-from = In force from
pages-in-force = In force
pages-in-force-since = Revision { $label }, in force since { $from }
pages-changed-differs = { $document }: the file on disk differs from the revision in force
pages-changed-new = { $document }: on disk, but not a controlled document yet
pages-changed-missing = { $document }: in force, but there is no such file on disk

## Audit
pages-verified = All { $entries } entries hold, and every document has the hash under which it is filed
pages-verified-head = The recorded end of the ledger differs from its entries: the end may have been cut off or changed.
pages-verified-document = Documents that differ from their hash
pages-entry-seq = No.
pages-entry-at = When
pages-entry-kind = What
pages-entry-who = Who
pages-entry-hash = Hash
pages-entry =
    .setup = First set-up
    .start = Case started
    .act = Task acted on
    .timer = Timer
    .signal = Message from outside
    .deliver = Message from a case
    .cancel = Withdrawal
    .incident = Incident
    .documents = Documents released
    .appointment = Appointment
    .absence = Absence
    .register = Register
    .setting = Setting
    .token = Token
    .sign-in = Sign-in
    .clock = Clock moved
    .person = Person added
    .leave = Person left
    .sessions-ended = Sessions ended
    .password = Password set
    .invitation = Invitation
    .authenticator = Authenticator set up
    .authenticator-confirmed = Authenticator in use
    .session-ended = Device signed out
    .edit = Change edited
    .overtaken = Another change took effect first, signatures void
    .evidence = Evidence gathered
    .move = Moved to a new revision
    .release = Released
    .pass-on = Task passed on
    .copy-printed = Controlled copy printed
    .copy-recalled = Controlled copies called back
    .copy-returned = Controlled copy given back
    .authenticator-removed = Authenticator off
    .lock = lock granted
    .mail = mail
    .moves = running cases moved
    .read = read and signed
    .schedule = scheduled start
    .suspect-cleared = suspect cleared
