### Words of sub-processes: calls, called cases, messages between cases.

## G047: mistakes in writing
finding-G0470 = call: cannot stand here
    .hint = Write call: in an ordinary, compound or parallel state, not at the top of the file, in a final state or in a history.
finding-G0471 = on_return: cannot send events
    .hint = on_return: only puts what came back in order; send events under actions: of the on: that takes the message.
finding-G0472 = A state cannot have both for_each: and call:
    .hint = Put one of them into a state of its own.

## G069: against other files
finding-G0690 = There is no procedure “{ $name }”
    .hint = Procedures: { $known }.
finding-G0691 = There is no procedure “{ $name }”; did you mean “{ $guess }”?
    .hint = Procedures: { $known }.
finding-G0692 = The called procedure's form { $of } has no field “{ $name }”
    .hint = Fields: { $known }.
finding-G0693 = The called procedure's form { $of } has no field “{ $name }”; did you mean “{ $guess }”?
    .hint = Fields: { $known }.

## Why a step is refused
refusal-too-many-messages = This would lead to more than { $limit } further steps in other cases, and was not carried out
refusal-not-a-map = “{ $got }” is no set of fields

## What happened
calls-event-message = A message from another case
calls-event-done = A sub-process is complete
calls-event-cancel = Withdrawn: the case that called it has no need of it any more

## Cases
calls-parent = Part of
calls-children = Sub-processes
