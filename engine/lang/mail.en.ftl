### Mails that the system writes to people. What tasks, clauses and letters say comes from controlled documents.
### Case numbers and the like come in as text; $days are the days past the deadline, 0 on the day itself.

## Subject
mail-subject = { $what } · { $case }

## Kinds of mail: first sentence, subject, the words on the link
mail-task = A task is waiting for you.
    .subject = { $title }
    .open = Open the task
mail-reminder = The deadline is near and the task is still open. Please see to it soon.
    .subject = Due soon: { $title }
    .open = Open the task
mail-moved = The documents behind this task have a new revision, and its deadline has moved with them. Please keep the new deadline below. The task itself and what has been filled in stay as they are.
    .subject = Deadline moved: { $title }
    .open = Open the task
mail-reading = A task waits for your post, but its procedure has a new revision: please read what has changed and sign that you have read it, then the task can be taken. It is in your inbox then. Its deadline runs on. Without a link below, sign in and open “Reading” under the documents.
    .subject = Read first: { $title }
    .open = Go to the reading
mail-unread = This task is { $holder }'s, but nobody in that post has read the procedure's new revision, so nobody can take it now. Please have it read, or let somebody who has read it stand in.
    .of-nobody = Whoever should take this task has not read the procedure's new revision, so nobody can take it now. Please have it read.
    .subject = Nobody can take it: { $title } has not been read
    .open = Look at the case
mail-overdue = { $days ->
    [0] The deadline of this task is over. Please do it now.
    [one] This task is { $days } day overdue. Please do it now.
   *[other] This task is { $days } days overdue. Please do it now.
}
    .subject = { $days ->
    [0] Overdue: { $title }
    [one] { $days } day overdue: { $title }
   *[other] { $days } days overdue: { $title }
}
    .open = Open the task
mail-escalation = { $days ->
    [0] The deadline of this task is over. It is with: { $holder }. The procedure brings it before you; please see that it is done.
    [one] This task is { $days } day overdue. It is with: { $holder }. The procedure brings it before you; please see that it is done.
   *[other] This task is { $days } days overdue. It is with: { $holder }. The procedure brings it before you; please see that it is done.
}
    .of-nobody = { $days ->
    [0] The deadline of this task is over. The procedure brings it before you; please see that it is done.
    [one] This task is { $days } day overdue. The procedure brings it before you; please see that it is done.
   *[other] This task is { $days } days overdue. The procedure brings it before you; please see that it is done.
}
    .subject = { $days ->
    [0] Brought before you: overdue, { $title }
    [one] Brought before you: { $days } day overdue, { $title }
   *[other] Brought before you: { $days } days overdue, { $title }
}
    .open = See the case
mail-cc = A copy for your information; there is nothing for you to do.
    .subject = Copy: { $title }
    .open = See the case
mail-text =
    .subject = { $title }
    .open = See the case
mail-account =
    .subject = { $title }
    .open = Open the link

## Contents
mail-row = { $label }: { $value }
mail-case = Case
mail-waits = Task that waits
mail-about = About
mail-due = Due
mail-until = { $date }, { $time }
mail-clause = Clause
mail-choices = Choices
mail-choice-or = { " / " }
mail-penalty = Proposed penalty
mail-penalty-by = { $amount } ({ $clause })
mail-penalty-how = This is a proposal: it counts only once the general manager approves it, and the person concerned may object.

## At the end
mail-as-post = You get this mail because you hold the post: { $post }.
mail-as-delegate = You get this mail because you are the delegate of: { $post }.
mail-link-yours = The link is yours alone; please do not forward it. Opening it changes nothing.
mail-automatic = Guicheng sent this mail by itself; please do not reply to it.

## Mails that don't go out (incidents)
mail-incident-refused = A mail was refused ({ $code }); the address may be dead. Please check the address held for the recipient.
mail-incident-exhausted = A mail could not be sent however often we tried; we stopped trying. Please check the mail server.
mail-incident-unfit = A mail can't be sent: the address held for the recipient is not well-formed.
