### Words of case work: mailbox, compensation, ways back, locks, shared folders.

## G046: mistakes in writing
finding-G0460 = back: straight needs one state with a task
    .hint = Name one state that has a task and at least one choice under on:; its first choice then leads straight back.

finding-G0461 = “{ $state }” holds the lock “{ $lock }” already; whoever waits for it inside waits for itself
    .hint = Leave out the inner lock:; the outer one holds as long as its state is active.
finding-G0462 = Nothing waits for the event lock.{ $state }: the work goes on before the lock is held
    .hint = Write on: lock.{ $state } inside this state and go on from there, or ask held("name") in a guard.
finding-G0463 = The shared folder is used, but the policy does not say folder:
    .hint = Write folder: with an expression at the top of the file; cases with the same value share one folder.

finding-G0464 = A choice called “{ $name }” is also taken by the engine’s own events { $name }.…
    .hint = Give it another name, for example finish: names match by their beginning, so done stands for every done.state event.

## Why a step is refused
refusal-mailbox-full = Nobody took the event “{ $event }”, and the mailbox already holds { $limit } messages
refusal-too-many-compensations = { $limit } completed steps are waiting for possible compensation; “{ $state }” cannot be left
refusal-not-a-lock = “{ $got }” cannot be the name of a lock (not empty, at most { $limit } characters)
refusal-lock-circle = Waiting for the lock “{ $lock }” would never end: the case that holds it waits for a lock that this case holds
refusal-not-waiting = The case does not wait for a lock here ({ $place })
refusal-not-a-folder = “{ $got }” cannot be the name of a folder (at most { $limit } characters)
refusal-no-folder = The case is in no folder yet, so nothing can be written to it

## The case's page
pages-event-lock = “{ $state }”: the case’s turn came, it holds the lock that it waited for
pages-event-lock-untitled = The case’s turn came: it holds the lock that it waited for
pages-lock-held = “{ $what }” is reserved for this case; other cases wait until it is over
pages-lock-waits = “{ $what }” waits in line: { $ahead } before it, now it is the turn of { $case }
pages-lock-waits-for-another = “{ $what }” waits in line: { $ahead } before it, now it is the turn of another case
