### How things were at a moment, what carries the manual out, suspects.

as-of-reads-all = See every case
