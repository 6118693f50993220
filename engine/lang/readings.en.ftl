# Reading documents: what has changed, the signature, reading before working
readings-title = Documents to read
readings-how = When a document changes, those who must know it look at each change and sign that they have read it.
readings-mine = For me
readings-empty = There is nothing that you must read.
readings-unread = Who has not read yet
readings-unread-empty = Everybody who must has signed that they have read.
readings-since = since { $at }
readings-read-at = read { $at }
readings-to-read = To read
readings-open = Read and sign
readings-change = Change { $number }
readings-changed = What has changed ({ $count })
readings-sign = Sign that I have read it
readings-first = Read first: what changed in revision { $label }
readings-nothing = There is nothing that you must read here.
readings-covers = Covered: the revision of the document above and each change that was ticked
readings-tick = I have seen this change
readings-whole = No changes are listed paragraph by paragraph: please read all of it
readings-column-person = Person
readings-column-document = Document
readings-column-since = In force since
readings-column-state = State

refusal-read-all = Some changes are not ticked as seen. Please look at each one, then sign.
refusal-read-first = This procedure is now at revision { $label } and you have not signed that you have read it. Please sign in, open “Documents to read” under the documents and read what has changed; then you can work on this task.
refusal-read-nothing = There is nothing that you must read in this document; perhaps you have signed already.
refusal-read-in-task = Reading this document is a task in your inbox: please sign it there.

readings-public = Public chapters of the manual
readings-public-how = These chapters are open to customers, each as it is in force.
readings-public-empty = There are no public chapters at present.
