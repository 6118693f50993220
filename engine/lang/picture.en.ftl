### What the picture of a chart says.

picture-title = Chart: { $policy }
picture-progress = Progress: { $policy }
picture-describe = { $n ->
    [one] { $n } step.
   *[other] { $n } steps.
}
picture-describe-present = { $steps } At present: { $present }.

## A step: who, how long, how far
picture-signers = { $names } ({ $rule })
picture-decide-one = either
picture-decide-all = all must agree
picture-decide-sequence = one after the other
picture-decide-share = { $part }/{ $whole } must agree
picture-decide-weights = weights reach { $reach }
picture-due = within { $period }
picture-due-on = by: { $field }
picture-and-more = { $first }, etc.
picture-steps = { $n ->
    [one] holds { $n } step
   *[other] holds { $n } steps
}

## One by one
picture-each = For each: { $title }
picture-complete-all = until all are done
picture-complete-count = until { $n } done
picture-in-sequence = one at a time

## Ways
picture-after = after { $period }
picture-otherwise = otherwise
picture-condition = if its condition holds
picture-signer = whom the procedure names
picture-choice-if = { $choice } (if { $guard })
picture-from = { $state }: { $choice }
picture-is = { $field }: { $value }
picture-filled = { $field } given
picture-in = while at “{ $state }”
picture-not-in = not at “{ $state }”
picture-reached = after { $state }
picture-and = { $left } and { $right }
picture-or = { $left } or { $right }
picture-not = not: { $inside }
picture-brackets = ({ $inside })
picture-resume = where it was before
picture-call = sub-process: { $policy }
picture-lock = one at a time: { $lock }

## What differs between a draft and what is in force
picture-mark-new = [new] { $text }
picture-mark-gone = [gone] { $text }
picture-mark-changed = [changed] { $text }
picture-describe-new = { " " }New: { $states }.
picture-describe-gone = { " " }Taken out: { $states }.
picture-describe-changed = { " " }Changed: { $states }.
