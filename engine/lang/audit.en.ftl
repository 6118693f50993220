### Verifying the ledger: which row does not agree with it.

audit-row = { $table }: { $why }
audit-row-told = { $table }: { $why } (entry { $entry } of the ledger)
audit-table =
    .entry = Ledger entry
    .blob = Bytes
    .document = Document
    .revision = Revision
    .person = Person
    .appointment = Appointment
    .absence = Absence
    .change = Change
    .change_item = Document in a change
    .signature = Signature
    .suspect = Suspect place
    .reading = Reading
    .copy = Controlled copy
audit-why =
    .changed = changed behind the engine's back
    .added = no entry tells of this row
    .gone = the row is gone
    .back = an entry deleted it, and it is there again
    .unread = damaged, it does not read
    .columns = the columns for queries differ from the entry itself
    .bytes = the content does not have its hash
    .missing = the content is gone
