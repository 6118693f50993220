### The pages' own words. What belongs to cases, tasks and clauses comes from controlled documents, not from here.

## Frame
web-brand = Guicheng
web-brand-stop = .
web-skip = Skip to content
web-menu = Menu
web-nav = Places
web-nav-todo = To do
web-nav-done = Done
web-nav-started = Started by me
web-nav-cc = Copies to me
web-nav-work = Work
web-nav-start = Start a procedure
web-nav-cases = Cases
web-nav-registers = Registers
web-nav-people = People and posts
web-nav-rules = Rules
web-nav-documents = Manual and documents
web-nav-check = Checks
web-nav-outbox = Outbox
web-nav-audit = Audit
web-nav-demo = Demo
web-nav-clock = Move the clock
web-other-language = 中文
web-sign-out = Sign out
web-demo-now = Demo clock: { $now }
web-demo-move = Move it on

## Parts
web-clause = Clause { $id }
web-clause-more = Read it in full
web-tabs = Views
web-pager = Pages
web-pager-range = { $from }–{ $to } of { $of }
web-pager-previous = Previous
web-pager-next = Next
web-picture = Picture of the chart, scrolls sideways
web-picture-full = Open the picture alone
web-progress = Progress
web-progress-done = done:{" "}
web-progress-passed = passed by:
web-standing = Where it stands now

## Forms
web-required = required
web-optional = optional
web-choose = Please choose
web-unanswered = Leave open
web-yes = Yes
web-no = No
web-personal = Personal: kept apart and shown only to those who need it for this work.
web-more-rows = Add rows
web-act-opinion = Opinion
web-act-opinion-for = Required for { $choices }.
web-act-section-for = Only needed for { $choices }.
web-act-quoted = “{ $choice }”
web-act-problems = { $count ->
    [one] One thing needs mending; everything you typed is still there
   *[other] { $count } things need mending; everything you typed is still there
}

## Signing in and explaining
web-login = Sign in
web-login-who = Sign-in name or mail address
web-login-code-if = only if you use an authenticator
web-login-lost = Lost your password or your phone? Ask an administrator to mail you a link.
web-login-token = Token
web-login-why = Your administrator makes it on the server with guicheng token create; it is shown once. Keep it like a password and have it revoked when you no longer need it. A single task needs no sign-in: use the link in its mail.
web-login-demo = Whom do you want to be?
web-login-demo-how = This is a sample company; its people and data are invented. Choose somebody; you can sign out and be somebody else at any time.
web-message-where = Where it happened
web-message-mend = What to do
web-link-nothing-shown = To protect the case, nothing of it is shown here.
web-link-sign-in = Sign in and see my tasks
web-link-used = You have already answered this task
    .why = A link in a mail belongs to one task at one time and ends when the task is answered.
    .mend = After signing in you find the task, and what followed, under “Done”.
web-link-moved = This task is no longer with you
    .why = Since the mail was sent, somebody else may have answered it, it may have been given to another person, or the procedure has moved on.
    .mend = There is nothing left for you to do. To see how it went on, sign in and look under “Cases”.
web-link-expired = This link has expired
    .why = Links in mails are good for a limited time.
    .mend = If the task is still with you, sign in and answer it under “To do”.
web-link-foreign = This link was sent to somebody else
    .why = A link is good only for the person it was sent to, and you are signed in as another.
    .mend = Please do not act for others. If you are their delegate, you get a mail of your own: use the link in that mail, or sign in and look under “To do”.
web-link-unknown = There is no such link
    .why = The address may have been copied wrongly or cut in two by the mail program.
    .mend = Go back to the mail and press the link again; if that does not help, sign in and look under “To do”.

## Lists
web-search = Search
web-search-hint = Number, customer, product
web-inbox-what = Task
web-inbox-policy = Procedure
web-inbox-due = Deadline
web-inbox-before = Step before
web-inbox-empty-todo = Nothing to do. New tasks reach you by mail.
web-inbox-empty-done = You have not answered any task yet.
web-inbox-empty-started = You have not started any case yet.
web-inbox-empty-cc = Nothing has been copied to you.
web-inbox-empty-found = Nothing fits. Try another word, or take the filter away.
web-inbox-filter-late = Overdue { $count }
web-inbox-filter-today = Due today { $count }
web-inbox-filter-week = This week { $count }
web-inbox-filter-all = All
web-cases-case = Case
web-cases-standing = Where it stands
web-cases-status = Status
web-cases-running = Running
web-cases-ended = Ended
web-cases-stopped = Stopped
web-cases-all = All
web-cases-empty = No case fits.

## Starting
web-start-how = Choose a procedure. The rules say who starts it; those that are not yours are listed too, so that you find whom to ask.
web-start-empty = No procedure is in force yet.
web-start-not-you = Not yours to start
web-start-go = Fill in
web-start-do = Start

## Tasks and cases
web-task-about = What it is about
web-task-where = Where it stands
web-task-past = What happened so far
web-task-closed = This task is over
web-task-due-by = by { $moment }
web-task-link = Link from a mail
web-task-link-for = This link was sent to { $person } ({ $post }) for this one task. Please do not pass it on.
web-act-others = Other ways
web-act-problem = { $field }: { $error }
web-case-runs-on = Runs on:{" "}
web-case-tasks = Waiting for
web-case-no-tasks = Nobody has anything to do here now.
web-case-timers = Will happen by itself
web-case-facts = What is known
web-case-no-facts = Nothing has been recorded yet.
web-case-mails = Mails
web-case-no-mails = No mails yet.

## Outbox
web-mail-subject = Subject
web-mail-to = To
web-mail-when = When
web-mail-status = Status
web-mail-error = What the other server said
web-mail-headers = Headers
web-mail-html = The mail's HTML part
web-mail-text = The mail's text part
web-mail-attempts = Attempts
web-mail-tab-both = Side by side
web-mail-tab-html = HTML
web-mail-tab-text = Text
web-mail-status-waiting = Waiting
web-mail-status-sent = Sent
web-mail-status-failed = Failed
web-mail-status-held = Drill, held back
web-mail-status-shown = Kept here only
web-mail-empty = No mail fits.
web-mail-how-none = No SMTP is set: mails are kept here and leave for nowhere.

## Registers
web-registers-how = Customers, outlets, product batches and other master data. Procedures read from here; every change is recorded.
web-register-history = Changes
web-register-empty = No row fits.
web-penalties = Penalties and rewards proposed
web-penalties-how = The system only works out proposals from the clauses. It never takes or pays money by itself: the general manager approves, and the person concerned can object.
web-penalties-empty = No proposals of this kind.

## People and posts
web-people-absence = Say when I am away
web-people-absence-how = While you are away, your tasks also reach the delegate you name. A post that must have a delegate can't be left without one.
web-people-away = Away
web-people-back = Back early
web-people-vacant = Vacant
web-absence-do = Record it

## The demo's clock
web-clock = Demo clock
web-clock-next = Go to what falls due next
web-clock-1h = 1 hour
web-clock-4h = 4 hours
web-clock-1d = 1 day
web-clock-1wd = 1 working day
web-clock-15d = 15 days
web-clock-length = Move on by
web-clock-length-hint = For example 30m, 2h, 3d, 1wd (working day). The clock only goes forward; what falls due on the way happens in order, each at its own time.
web-clock-move = Move on
web-clock-nothing = Nothing fell due on the way.
web-clock-due = Falls due next
web-clock-no-timers = Nothing is waiting to fall due.

## Documents
web-documents-how = The manual, procedures, forms and other controlled documents in force. They change only through the document change procedure.
web-documents-changed = Files on disk differ from what is in force and have not been taken
web-document-hash = Content hash (SHA-256): { $hash }
web-document-related = See also:{" "}
web-document-contents = Contents

## Audit
web-audit-head = Ledger
web-audit-entries = entries
web-audit-how = Every change is written to the ledger in the same transaction, each entry chained to the one before by its hash. If one was tampered with, recomputing finds it.
web-audit-verify = Recompute from the start
web-audit-good = The ledger is whole
web-audit-bad = The ledger is damaged
web-audit-latest = Latest entries
web-audit-empty = The ledger is empty.
