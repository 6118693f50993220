### Why nothing was done. Where the policy has a sentence of its own, that one is shown; failing scripts use script-*.

## Not found
refusal-no-such-case = There is no such case, or you have nothing to do with it
refusal-no-such-task = There is no such task, or you have nothing to do with it
refusal-no-such-policy = There is no such procedure
refusal-no-such-section = The form has no section “{ $name }”
refusal-no-such-person = There is no such person, or they have left
refusal-no-such-post = There is no post “{ $post }”
refusal-no-such-register = There is no such register
refusal-register-kept = The engine keeps the register “{ $register }” itself; no rows can be loaded into it
refusal-no-such-mail = There is no such mail
refusal-no-such-mail-text = There is no mail text “{ $name }”
refusal-no-such-document = There is no such document
refusal-no-such-page = There is no such address
refusal-no-such-signer = The task has no signer number { $slot }
refusal-no-such-timer = Timer { $timer } is gone

## Not allowed
refusal-no-token = Send a token in the header: Authorization: Bearer …
refusal-bad-token = The token is wrong, expired or revoked
refusal-link-one-task = A link from a mail is good for its one task; sign in for everything else
refusal-demo-only = This is possible in the demo only
refusal-not-yours = { $posts ->
    [none] This task is not yours
   *[other] This task is not yours; it is for: { $posts }
}
refusal-not-your-post = You do not hold the post { $post }, so you cannot name a delegate for it
refusal-may-not-start = This procedure is started by: { $posts }; you cannot start it
refusal-auditors-only = Only posts that may read every case see this

## Somebody was faster
refusal-task-done = { $person } has answered this task on { $at }
refusal-task-cancelled = This task was withdrawn on { $at }, because the case has moved on
refusal-task-closed = This task is over
refusal-already-acted = { $person } has signed in this place on { $at }
refusal-idempotency-mismatch = This Idempotency-Key was used for another request; take a new one
refusal-already-started = Case { $number } has begun already
refusal-case-ended = Case { $number } has ended

## Filled in wrongly
refusal-fields = { $count ->
    [one] One thing needs mending
   *[other] { $count } things need mending
}
refusal-malformed = The request's body is not complete JSON: { $detail }
refusal-not-an-object = The request's body must be a JSON object
refusal-not-json = The request's content type must be application/json
refusal-too-large = The request is too large; at most { $limit } bytes
refusal-method-not-allowed = This address does not take { $method } requests
refusal-parameter = The address has wrong parameters
refusal-idempotency-key = An Idempotency-Key has 1 to { $limit } visible ASCII characters
refusal-nothing-asked = No fields are asked at the start
refusal-opinion-required = Please give an opinion
refusal-opinion-too-long = At most { $limit } characters for an opinion, there are { $length }
refusal-unknown-choice = There is no choice “{ $choice }” here; there are: { $known }
refusal-not-your-turn = It is not your turn yet: others sign before you

## The policy says no
refusal-guard = “{ $choice }” is not possible now: the procedure's condition does not hold
refusal-quota-full = No place left: { $quota } has at most { $max } ({ $scope })
refusal-unknown-quota = The procedure has no quota “{ $name }”
refusal-nobody-to-act = Nobody could act in “{ $state }”; appoint somebody to its post first
refusal-table-no-row = No row of the decision table { $table } fits { $inputs }
refusal-table-several-rows = Several rows of the decision table { $table } fit { $inputs }: { $rows }
refusal-table-not-numbers = The results of the decision table { $table } are no numbers and have no total ({ $inputs })
refusal-not-an-event = “{ $got }” is no name of an event
refusal-reserved-name = “{ $name }” is the engine's own name and cannot be a loop's variable
refusal-not-a-list = { $name } must be a list
refusal-not-an-amount = “{ $got }” is no amount
refusal-not-a-time = “{ $got }” is no date or time
refusal-not-a-period = “{ $got }” is no period
refusal-no-due-date = The deadline cannot be counted: { $detail }
refusal-endless = The procedure did not come to rest within { $limit } steps
refusal-too-much-work = This step would take too much work (more than { $limit } operations) and was stopped; nothing has changed. Shorten its loops, or do it in several steps
refusal-for-each-not-running = “{ $state }” is not running, so nothing can be added to it
refusal-too-many-items = “{ $state }” has at most { $limit } items
refusal-item-twice = “{ $state }” already has { $key }
refusal-timer-not-due = Timer { $timer } is not due yet
refusal-too-many-questions = This step looks up too much (more than { $limit } rounds)

## Absence
refusal-absence-order = The return must be after the departure, and after now
refusal-delegate-required = While you are away, the post { $post } must have a delegate
refusal-delegate-self = You cannot be your own delegate

## The demo's clock
refusal-clock-backwards = The clock only goes forward
refusal-clock-length = “{ $got }” is no length of time; write it like 30m, 4h, 15d or 2wd
refusal-nothing-due = Nothing is waiting to fall due
refusal-too-many-firings = More than { $limit } things fell due on the way; the clock stopped at the last one
refusal-too-many-moves = Too many moves, at most { $limit }; go back some or begin anew

## Faults
refusal-store = The database is not available for the moment; nothing has changed, please try again later
refusal-outcome-unknown = It is not known whether this was done. Send it again with the same Idempotency-Key
refusal-broken = The program has failed and logged why; nothing has changed

## A script of a policy failed. Place, line and the values it saw are shown beside it.
script-missing-field = The script needs { $name }, which is not filled in
script-unknown-name = The script names { $name }, which does not exist
script-unknown-function = The script calls { $name }, and there is no such function
script-arithmetic = The script could not calculate: { $detail }
script-too-long = The script took more than { $limit } operations and was stopped
script-too-deep = The script's calls went deeper than { $limit } and it was stopped
script-too-large = The script's data grew too large ({ $what }) and it was stopped
script-wrong-type = The script should have given { $wanted } and gave { $got }
script-constant = The script must not change { $name }
script-no-such-item = The script wants item { $name }, and there are not so many
script-no-value = The script gave something that cannot be kept as a value
script-failed = The script failed: { $detail }

refusal-sign-in-needed = Sign in with your password first to do this
refusal-code-required = Type the six digits that your authenticator shows
refusal-no-authenticator = No authenticator waits for its first code; set it up again
refusal-signing-needed = This is signed: please type your password
refusal-seen-old = This task has changed since you opened the page; please read it again before you sign
refusal-change-seen-old = This change (its contents, evidence or status) is no longer what you opened; please read it again before you sign
refusal-reads-only = An auditor's account reads everything and changes nothing
refusal-admins-only = Only an administrator looks after people and accounts
refusal-person-id = A sign-in name has small letters, digits, “-” and “_”, at most { $limit } characters
refusal-person-name = Please give a name of at most { $limit } characters
refusal-person-until = Please give a last day in the future; an auditor's account must have one
refusal-person-exists = The sign-in name { $person } is taken
refusal-leave-self = Nobody enters their own leaving; please ask another administrator
refusal-left-before = This person has left already
refusal-setup-over = The address of the set-up was used, is too old or incomplete. If nobody is entered yet, start the server again and take the new address that it prints
refusal-setup-same = General manager and certification lead are two people with two sign-in names
refusal-left = You no longer belong to the company and cannot act any more
refusal-password-short = The password is too short: at least { $limit } characters
refusal-password-long = The password is too long: at most { $limit } characters
refusal-password-simple = The password is too easy to guess; choose another
refusal-no-such-session = There is no such session, or it has ended
refusal-suspect-reason = Say why this place may stay as it is (2,000 characters at most)
refusal-suspect-not-yours = Suspect places are for the post that owns the document, or that owns the change procedure; you hold neither now
refusal-suspect-cleared-before = Somebody has dealt with this place already
refusal-no-such-suspect = There is no such suspect place
refusal-as-of-future = Only past moments can be looked at; this one has not come yet
refusal-as-of-unread = Write the moment as 2026-10-01 or 2026-10-01T08:00
refusal-as-of-nothing = No document was in force yet at that moment
refusal-moves-too-many = One change moves { $limit } running cases at most. Choose fewer; the others are finished on the old revision
refusal-moves-shape = What is to become of running cases is not written as it must be: { $detail }
refusal-appointed-unknown = The appointments name “{ $person }”, whom the house does not know
refusal-sign-in-wrong = The sign-in name or the password is wrong; please type it again. After 5 wrong attempts in a row there is a wait, which doubles each time
refusal-sign-in-locked = Too many wrong attempts in a row. Please try again in { $minutes } minutes; if you have forgotten the password, ask an administrator to mail you a password link
refusal-signing-wrong = The password is wrong and nothing was signed; please type it again. { $left } more attempts, then there is a wait
refusal-proof-old = The password was changed a moment ago and nothing was signed; please type the new one
refusal-code-wrong = The code is wrong; please type the 6 digits that your phone shows now. { $left } more attempts, then there is a wait
refusal-code-used = This code has been used; each works once. Please wait for the next one
refusal-code-first-wrong = The code is wrong. Please check your phone's clock and type the 6 digits that it shows now
refusal-no-password = You have no password yet and cannot sign. Ask an administrator to mail you a password link, set a password, then sign
refusal-password-not-alike = The two passwords are not alike; please type them again
refusal-password-same = The new password is the same as the old one; please choose another
refusal-no-mailbox = No mailbox is entered for { $person }, so no link can be sent. Enter one with guicheng load, or run guicheng invite on the server
refusal-no-mail-server = There is no mail server, so no link can be sent. Run guicheng invite with the person's sign-in name on the server and hand the link to them
refusal-no-authenticator-of = This person has no authenticator, so there is nothing to turn off
refusal-person-mail = Please give the person's own mail address: the link to set a password goes there
refusal-person-mail-taken = This mail address is entered for somebody else; each person needs their own
refusal-invitation-over = This link has been used, is too old, or is not complete. Ask an administrator to send a new one
