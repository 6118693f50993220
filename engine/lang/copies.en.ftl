# Controlled copies: the list, printing, what a QR code opens
copies-title = Controlled copies
copies-how = Each copy has a number and a holder, and each print is written down. The QR code on every printed page tells whether the copy is valid.
copies-empty = There are no controlled copies that you may see yet.
copies-ask = Ask for a controlled copy
copies-valid = Valid
copies-void = Void
copies-since = since { $at }
copies-holder = Holder: { $holder }
copies-issued = issued { $at }
copies-printed = printed { $count } times, at most { $limit }
copies-outstanding = To be given back
copies-returned = given back { $at }
copies-print = Print as PDF
copies-give-back = Note the return
copies-done-returned = The return is noted.
copies-no-printer = This build of the program cannot print PDF; please ask your administrator for the full one.
copies-no-fonts = The server has no Chinese fonts and cannot make a PDF. Your administrator can install fonts-noto-cjk.
copies-no-pdf = No PDF could be made

copies-sheet-number = Document { $number }
copies-sheet-revision = Revision { $label }, in force since { $from }
copies-sheet-page-before = Page{" "}
copies-sheet-page-between = {" "}of{" "}
copies-sheet-page-behind = {""}
copies-sheet-mark = Controlled copy No. { $number }
copies-sheet-holder = Holder { $holder }
copies-sheet-hint = Scan to see whether this copy is valid

copies-check-title = Controlled copy
copies-check-document = Document
copies-check-revision = Revision
copies-check-copy = Copy
copies-check-unknown = This copy is not known
copies-check-unknown-why = The code is incomplete, or this is no controlled copy that the company has issued.
copies-check-busy = Too many people are asking; please try again in a minute.

refusal-no-such-copy = There is no such controlled copy, or it was not issued through you.
refusal-copy-void = This copy is void and cannot be printed any more.
refusal-copy-printed-out = This copy was printed { $limit } times and cannot be printed again; please ask for another one.
refusal-copy-count = You can ask for 1 to { $limit } copies at once.
refusal-copy-not-in-force = No revision of this document is in force, so no copy can be issued.
refusal-copy-returned = The return of this copy is already noted.
refusal-copy-reason = Say why the copies are called back, in at most { $limit } characters.
refusal-copy-not-own = Copies are issued and recalled only by the case that asked for them ({ $number }).
refusal-copy-status-unknown = The register of copies knows four states only: asked, issued, recalled, returned.
refusal-copy-field = “{ $field }” of the request is not filled in as it should be, so no copy can be issued.
refusal-copy-none = The list of distribution provides for no copies of this document.
