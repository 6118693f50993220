### Words of case work: mailbox, compensation, ways back, locks, shared folders.

## G046: mistakes in writing
finding-G0460 = back: straight needs one state with a task
    .hint = Name one state that has a task and at least one choice under on:; its first choice then leads straight back.

## Why a step is refused
refusal-mailbox-full = Nobody took the event “{ $event }”, and the mailbox already holds { $limit } messages
refusal-too-many-compensations = { $limit } completed steps are waiting for possible compensation; “{ $state }” cannot be left
