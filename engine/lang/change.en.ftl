### Changes of documents: the first release; why a change cannot be handled so.

change-release = First release
change-release-about = These { $count } documents are first revisions (A/0) and wait for the general manager's release. Nothing can be started before.
change-release-made = The first revisions have been released. Changes go through the change procedure from now on.
change-release-done = Released. Work can now go by these documents.
change-release-checked = The check finds { $errors } errors and { $warnings } warnings.
change-release-covers-all = The signature covers every byte of each document below, by its hash. Only your own password signs; no link and no session does.
change-release-do = Release all documents
change-release-documents = First revisions
change-release-document = Document
change-release-number = Number
change-release-revision = Revision
change-release-hash = Hash of its content (SHA-256)
change-release-order = Order of release
change-release-words = The service manual and the { $count } controlled documents listed here (first revisions, A/0) have been examined and meet the needs of this company's service management. They are approved and released, and in force from the moment of signature. Everybody works by them; from now on any change goes through the procedure for changes of documents.
change-release-by = Approved by
change-release-at = Approved at
change-release-proof = Proof
change-release-proof-password = Own password, typed at the signature
change-release-proof-both = Own password and code, typed at the signature
change-release-entry = Ledger entry
change-release-covers = Hash of what was signed

refusal-not-released = The documents have not been released yet, so nothing can be started. The general manager releases them on the page “First release”
refusal-released-already = The documents have been released already
refusal-release-seen-old = Since you opened the page, other documents wait for release. Please look at them again before you sign
refusal-release-not-yours = Only { $post } in person can make the first release
refusal-no-such-change = There is no such change, or you have nothing to do with it
refusal-change-no-author = A change is made by somebody; it cannot begin by itself
refusal-change-not-yours = Only its author and the certification lead can edit this change
refusal-change-author-only = Only its author can withdraw this change
refusal-change-not-let-go = The change procedure does not let it be withdrawn now
refusal-change-not-own = Only the case of change { $number } itself can move it on
refusal-change-ended = This change has taken effect, is closed or was withdrawn, and cannot be edited any more
refusal-change-edited-meanwhile = Since you opened the page, { $person } edited this change on { $at } ({ $documents }). Please open it again
refusal-change-busy = Somebody is editing this change, or documents have just come into force. Please check again in a moment
refusal-change-needs = { $field ->
    [title] Please say what the change is called
   *[reason] Please say why the change is made
  }
refusal-change-title-length = A title has at most { $limit } characters; this one has { $length }
refusal-change-reason-length = A reason has at most { $limit } characters; this one has { $length }
refusal-change-note-length = An answer has at most { $limit } characters; this one has { $length }
refusal-change-too-many-notes = A change has at most { $limit } answers
refusal-change-moves-too-long = What the change says about running cases is too long: at most { $limit } bytes
refusal-change-moves-unreadable = What the change says about running cases cannot be understood; please choose on the page “Running cases”
refusal-change-no-evidence = Nothing has been gathered about this change yet
refusal-change-too-many = A change has at most { $limit } documents
refusal-change-document-size = A document has at most { $limit } KB
refusal-change-bad-document = “{ $document }” is no name of a document
refusal-change-no-such-item = “{ $document }” is not in this change, or there is no such document in force
refusal-change-empty = There is no document in this change yet
refusal-change-item-same = “{ $document }” is the same as the revision in force. Please edit it, or take it out of the change
refusal-change-errors = The check still finds { $count } errors; they must be mended before the change can be submitted
refusal-change-stories-failed = { $count } scenarios fail; they must pass before the change can be submitted
refusal-change-stale = Newer revisions of these documents have come into force since they were drafted; the draft must first be put onto them: { $documents }
refusal-change-unfit = Together with the documents in force this change has errors and cannot take effect. Please check it and mend it
refusal-change-evidence-old = The evidence is out of date: the change or the documents in force have moved since. Please gather it again and look at it before you sign
refusal-change-not-signed = { $meaning ->
    [prepare] The author's signature over the present contents is missing
    [review] The reviewer's signature over the present contents is missing
   *[approve] The approver's signature over the present contents is missing
  }
refusal-change-same-person = Three different people must prepare, review and approve; nobody reviews or approves what they edited themselves
refusal-change-too-early = This change takes effect on { $at }; it is too early
refusal-change-status = A change cannot go from “{ $from }” to “{ $to }”
refusal-change-status-unknown = What the change procedure writes to a change is not a status
refusal-change-own-work = You prepared or edited this change, so you cannot review or approve it. Have another holder of the post, or the delegate, sign it
