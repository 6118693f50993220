### guicheng simulate and the pages for trying a procedure: step by step, or thousands of cases by chance.

## The report of a simulation by chance
simulate-report = { $title }: { $cases } cases in { $runs } runs, seed { $seed }
simulate-length = From start to end
simulate-min = shortest
simulate-median = half at most
simulate-p90 = nine of ten
simulate-max = longest
simulate-calendar = by the calendar
simulate-working = in working hours
simulate-hours = { $hours } h
simulate-ends = Ends
simulate-cases = cases
simulate-share = share
simulate-open = still open
simulate-not-started = could not be started
simulate-tasks = Tasks
simulate-done = done
simulate-due = with deadline
simulate-late = late
simulate-open-median = half open at most
simulate-open-p90 = nine of ten
simulate-posts = Posts
simulate-people = people
simulate-load = busy
simulate-queue-median = half queue at most
simulate-queue-p90 = nine of ten
simulate-penalties = { $count ->
    [one] { $count } penalty proposed, { $yuan }
   *[other] { $count } penalties proposed, { $yuan } together
}
simulate-rewards = { $count ->
    [one] { $count } reward proposed, { $yuan }
   *[other] { $count } rewards proposed, { $yuan } together
}
simulate-incident = { $count ->
    [one] { $count } automatic step failed: { $code }
   *[other] { $count } automatic steps failed: { $code }
}
simulate-stuck = { $count ->
    [one] { $count } case got stuck in “{ $state }”: { $code }
   *[other] { $count } cases got stuck in “{ $state }”: { $code }
}
simulate-stuck-start = { $count ->
    [one] { $count } case could not be started: { $code }
   *[other] { $count } cases could not be started: { $code }
}

## Step by step in the terminal
simulate-begins = Trying: { $title }. There is no case, no mail and no ledger entry here.
simulate-help = Type s to start a case, a number to act on that task, +2d (or 4h, 2wd, 2026-12-08) to let time go by, next for the next thing that falls due; b back, f forward, ! gives up what is being filled in, r record, t trace, signal EVENT for a message from outside, save to keep it as a scenario, q to end, ? for this.
simulate-now = ── { $now }, { $day }, { $made ->
    [one] { $made } move
   *[other] { $made } moves
}
simulate-case = Case { $number }: { $states }
simulate-case-done = Case { $number } (ended): { $states }
simulate-open-tasks = To do
simulate-task = { $number }  { $title } · { $post } ({ $people })
simulate-task-of-person = { $number }  { $title } · { $people }
simulate-vacant = vacant
simulate-due-by = by { $moment }: { $why }
simulate-timers = By itself
simulate-timer = { $moment }  { $what }
simulate-timer-send = sends { $event }
simulate-mails = Mails that would go out
simulate-mail = → { $to }: { $subject }
simulate-mail-held = → { $to }: { $subject } (drill, not sent)
simulate-penalty = Penalty proposed: { $to } { $amount }
simulate-reward = Reward proposed: { $to } { $amount }
simulate-refused = ✕ { $why }
simulate-no-back = This is the beginning.
simulate-no-forward = There is no move to make again.
simulate-nothing-due = Nothing is waiting to fall due.
simulate-no-number = There is no “{ $number }” here.
simulate-nobody = Nobody holds a post that may do this.
simulate-ask-who = Who acts?
simulate-ask-choice = Which one?
simulate-ask-opinion = Opinion (required):
simulate-ask-opinion-or-not = Opinion (may be empty):
simulate-ask-field = { $field }:
simulate-ask-field-noted = { $field } ({ $notes }):
simulate-may-be-empty = may be empty
simulate-type-date = as 2026-11-30
simulate-type-time = as 2026-11-30T14:30
simulate-type-bool = yes or no
simulate-type-choices = several, with commas
simulate-type-money = yuan
simulate-row = { $field }, row { $row } (an empty first cell ends)
simulate-story = Tried until { $moment } ({ $state })
simulate-saved = Saved in { $file }
simulate-not-saved = Not saved in { $file }: with it, that would no longer be a file of scenarios that pass. Put this in by hand:
simulate-not-written = { $file } cannot be written: { $why }

## Pages
simulate-page-list = Try a procedure
simulate-page-what = Try whatever you like: there is no case, no mail and no ledger entry, and nothing is left when you close the page. People and registers come from the procedure's scenarios.
simulate-page-go = Try
simulate-page-try = Try this procedure
simulate-page-title = Trying: { $title }
simulate-page-clock = Time and moves
simulate-page-back = Back
simulate-page-forward = Forward
simulate-page-moves = { $made } of { $all } moves
simulate-page-start = Start
simulate-page-start-another = Start another case
simulate-page-who = Who acts
simulate-page-others = This can be done, too
simulate-page-open = Do this
simulate-page-no-tasks = Nothing is to be done now. Let time go by, or go back.
simulate-page-mails = Mails that would go out
simulate-page-held = drill, not sent
simulate-page-story = Keep as a scenario
simulate-page-story-hint = Copy it to the procedure's .test.yaml under policies/: where there is such a file already, only the part below scenarios, at its end.
simulate-page-anew = Begin anew
simulate-page-penalties = { $count ->
    [one] Penalty proposed: { $to }, { $amount }
   *[other] Penalties proposed: { $to }, { $count }, { $amount } together
}
simulate-page-rewards = { $count ->
    [one] Reward proposed: { $to }, { $amount }
   *[other] Rewards proposed: { $to }, { $count }, { $amount } together
}
