### What the verification of the ledger found. $seq is the entry's number, from 0.

ledger-bad-gap = Entry { $seq } is missing: in its place is entry { $found }
ledger-bad-hash = Entry { $seq } does not fit its stored hash: stored { $found }, computed { $expected }
ledger-bad-version = Entry { $seq } has the unknown format version { $version }
ledger-bad-form = Entry { $seq } cannot be read: { $detail }
ledger-bad-canonical = Entry { $seq } is not written canonically: other bytes could say the same
ledger-bad-seq = Entry { $seq } calls itself entry { $found }
ledger-bad-prev = Entry { $seq } does not join the one before: it names the hash { $found }, but that one has { $expected }
ledger-backwards = The time of entry { $seq } lies before that of the entry before it ({ $count } in all). A clock may have been set back: find out why
