### Words on the pages of changes and of the editor.

## The list
editor-changes = Changes
editor-changes-how = Controlled documents are changed only by a change: prepared, reviewed, countersigned, approved, and in force from its day on.
editor-changes-waiting = Waiting for me
editor-changes-mine = Proposed by me
editor-changes-all = All
editor-changes-empty = There are no changes.
editor-begin = Propose a change
editor-column-change = Change
editor-column-status = Status
editor-column-author = Proposed by
editor-column-wanted = To take effect
editor-change-note = { $number } · { $count ->
    [one] 1 document
   *[other] { $count } documents
}
editor-at-once = Once approved
editor-number = Change { $number }

## Status
editor-status-draft = Being prepared
editor-status-review = In review
editor-status-approved = Approved, not yet in force
editor-status-effective = In force
editor-status-closed = Closed
editor-status-withdrawn = Withdrawn

## One change
editor-about = Proposed by { $author }, { $at }. { $wanted }
editor-wanted-at = To take effect { $at }.
editor-wanted-at-once = Takes effect once approved.
editor-reason-is = Reason: { $reason }
editor-case = What has happened
editor-tasks = Waiting for you
editor-items = Documents
editor-items-none = No documents yet. Add what is to be changed below.
editor-item-new = New
editor-item-changed = Changed
editor-item-same = Not changed yet
editor-item-obsolete = Obsolete
editor-item-note = From { $label }, edited by { $person }, { $at }
editor-item-note-new = Edited by { $person }, { $at }
editor-item-end = Make obsolete
editor-item-remove = Take out of the change
editor-stale = Base superseded
editor-stale-documents = Newer revisions of these documents have come into force since: { $documents }. Open each and join it with the revision in force before you submit.
editor-edit-voids = This change has been submitted. An edit now voids all signatures and leads back to preparation.
editor-add = Add a document
editor-add-which = Document to change
editor-add-do = Open the editor
editor-new = A new document
editor-new-kind = Kind
editor-new-name = Name
editor-new-hint = For a chapter its number, such as 8.16; for others small letters, digits and underscores, such as return_visit.
editor-new-do = Create and edit
editor-new-bad = This cannot be its name. A chapter takes its number; others small letters, digits and underscores, a letter first.
editor-new-taken = There is a document of this name already; add it above.
editor-kind-policy = Procedure
editor-kind-scenarios = Scenarios
editor-kind-form = Form
editor-kind-register = Register
editor-kind-mail = Mail text
editor-kind-table = Table
editor-kind-zh = Chapter (Chinese)
editor-kind-en = Chapter (English)
editor-kind-organisation = Organisation and posts
editor-kind-appointments = Appointments
editor-kind-calendar = Calendar
editor-kind-matrix = Responsibility matrix
editor-kind-distribution = Distribution of documents
editor-check = Verification
editor-check-how = Checks all documents, tells all scenarios, and lists the departments and cases concerned. Needed before submitting; whoever signs sees exactly this.
editor-check-do = Verify now
editor-check-old = Something has changed since it was last verified. Verify again.
editor-checked = Last verified: { $errors ->
    [one] 1 error
   *[other] { $errors } errors
}, { $warnings ->
    [one] 1 warning
   *[other] { $warnings } warnings
}; { $passed } scenarios passed, { $failed } failed.
editor-answer = The author's answer
editor-answer-do = Keep the answer
editor-edit = Edit name, reason and date
editor-title = Name
editor-reason = Reason
editor-wanted = To take effect
editor-wanted-hint = Empty: once approved.
editor-edition = New edition (the next letter, such as A/3 → B/0)
editor-emergency = Emergency: in force once approved, review and countersignatures follow
editor-edit-hint = After submission an edit voids all signatures.
editor-edit-do = Save
editor-withdraw = Withdraw this change
editor-withdraw-hint = A withdrawn change cannot be submitted again; the documents stay as they are.
editor-withdraw-do = Withdraw the change
editor-done-edited = Saved.
editor-done-gathered = Verified.
editor-done-withdrawn = Withdrawn.

## Editing a document
editor-save = Save into the change
editor-save-rebase = Save the joined text
editor-saved = Saved into the change.
editor-try = Check
editor-run = Tell the scenarios
editor-join = Join with the revision in force
editor-forget = Discard what is not saved
editor-forgotten = Discarded. Below is the text of the change.
editor-findings = Findings
editor-count = { $errors ->
    [one] 1 error
   *[other] { $errors } errors
}, { $warnings ->
    [one] 1 warning
   *[other] { $warnings } warnings
}, { $notes ->
    [one] 1 note
   *[other] { $notes } notes
}
editor-elsewhere = Errors that it brings to other documents
editor-line = line { $line }
editor-stories = Scenarios
editor-stories-none = There are errors in the documents, or no scenarios; nothing can be told now.
editor-trace = What happened up to there
editor-missing = What no scenario reaches
editor-picture = Picture
editor-preview = Preview
editor-compare = Compare with another text
editor-compare-none = No comparison
editor-text-saved = The text saved in the change
editor-text-theirs = The text somebody else just saved
editor-text-force = In force: { $label }
editor-text-base = The base it was made from: { $label }
editor-draft = What you typed { $at } and did not save is restored.
editor-draft-old = Somebody else has saved this document since you began to type. When you save you will see both texts.
editor-meanwhile = Not saved: somebody else saved this document after you opened it. Your text is kept below as it is, theirs is shown beneath; mend yours and save once more to put it in their text's place.
editor-typing = { $person } has been editing this document, too, since { $since }.
editor-stale-how = A newer revision of this document has come into force since. Press “Join with the revision in force”, look, and save.
editor-obsolete-how = The change makes this document obsolete. Saving a text takes that back.
editor-joined = Both edits are joined without conflict. Look, then save.
editor-joined-clashes = { $count ->
    [one] At 1 place both were changed; it is
   *[other] At { $count } places both were changed; they are
} marked with <<<<<<< and >>>>>>>. Mend, then save.
editor-kept = Draft kept on the server { $at }.
editor-moved = Somebody else has saved this document since you began; when you save you will see both texts.
editor-required = required
editor-gone = You are signed out. What you typed is kept in this browser; sign in and open this page again to restore it.
editor-large = The text is over the limit of { $limit } KB and is not saved on the server, only in this browser. Please shorten it, or split it into several documents.
editor-offline = The server cannot be reached. What you typed is kept in this browser.
editor-found = This browser holds a text that did not reach the server, typed
editor-restore = Restore it
editor-forget-local = Discard it
editor-change-this = Change this document
editor-change-in = Change it in { $change }

## Searching, completing … (built into the editor)
editor-cm-find = Find
editor-cm-replace = Replace
editor-cm-next = next
editor-cm-previous = previous
editor-cm-all = all
editor-cm-case = match case
editor-cm-regexp = regular expression
editor-cm-word = whole words
editor-cm-replace-one = replace
editor-cm-replace-all = replace all
editor-cm-close = close
editor-cm-line = Go to line
editor-cm-go = go
editor-cm-completions = Completions
editor-cm-diagnostics = Findings
editor-cm-no-diagnostics = Nothing found
editor-cm-fold = Fold
editor-cm-unfold = Unfold
editor-cm-accept = Keep mine
editor-cm-reject = Take theirs

## What a code means
editor-explain = What { $code } means
editor-wrong = Wrong
editor-right = Right

## Refusals
refusal-not-a-moment = “{ $got }” is no date and time
refusal-no-such-code = There is no code “{ $code }”. Near it: { $near }
editor-text-left = What { $name } had typed and not saved before leaving
