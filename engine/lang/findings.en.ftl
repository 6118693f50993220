### What check reports (finding-*). A finding's .hint says how to mend it.

## G01: text and YAML
finding-G0100 = Too many findings: { $limit } are listed, { $count } more are not
    .hint = Mend those that are listed and check again.
finding-G0101 = The file has { $size } KiB, more than the limit of { $limit } KiB
    .hint = Split it into several files, or remove what does not belong in it.
finding-G0102 = The file is encoded in GBK (GB18030); only UTF-8 is read
    .hint = Save it as UTF-8 in your editor and check again, or convert it: iconv -f GB18030 -t UTF-8 old > new
finding-G0103 = The file is encoded in UTF-16; only UTF-8 is read
    .hint = In your editor choose “Save as” with the encoding UTF-8 (not “Unicode”), then submit it again.
finding-G0104 = The byte { $byte } here is not UTF-8 text
    .hint = The file may be damaged, or in another encoding. Save it again as UTF-8.
finding-G0105 = There is an invisible character here ({ $character })
    .hint = Delete it and retype the text around it; copying from web pages and chats brings it in. With invisible characters, what a reviewer reads is not what runs.
finding-G0106 = There is a control character here ({ $character })
    .hint = Delete it. A file may hold text, spaces, line breaks and tabs only.
finding-G0107 = There is a lone carriage return (CR) here, the line end of old Macintosh files
    .hint = Save the file with line ends LF (or CRLF, as Windows has them).
finding-G0108 = This is no text file but { $kind ->
        [office] an office document (Excel, Word) or an archive
        [pdf] a PDF file
        [picture] a picture
        [archive] an archive
        [database] a database
       *[xml] XML or a web page (HTML)
    }
    .hint = Procedures, forms, registers and the calendar are written as YAML text, the manual as Markdown, saved as UTF-8. Copy the content over, or delete the file.
finding-G0109 = Text has been lost here (replacement character U+FFFD)
    .hint = An earlier conversion left it. Fill in the text from the original and check again.
finding-G0110 = This is not valid YAML (the parser says: { $detail })
    .hint = Look at the indentation, quotes and brackets of this line and the one before.
finding-G0111 = There is a tab in the indentation
    .hint = YAML is indented with spaces only. Replace the tab at the beginning of this line by spaces.
finding-G0112 = After “{ $key }” there is a full-width colon “：”
    .hint = Write an ASCII colon and a space: { $key }: …
finding-G0113 = The quote that begins here never ends
    .hint = Add the same quotation mark at the end of the text.
finding-G0114 = The indentation does not match the lines above
    .hint = Entries of one level begin in the same column; the next level is indented by two more spaces.
finding-G0115 = There cannot be another colon here
    .hint = Put the whole text in quotes if it contains “: ”; if this is a new entry, begin a new line and align it.
finding-G0116 = The bracket of line { $line }, column { $column } is not closed, or a comma is missing here
    .hint = Check that [ ] and { "{" } { "}" } come in pairs and that entries are separated by ASCII commas.
finding-G0117 = The space here ({ $code }) is no ordinary space
    .hint = Replace it with an ordinary space; it comes from a full-width input method or from copying a web page.
finding-G0118 = In “{ $text }” the character “{ $character }” ({ $code }) looks like “{ $ascii }” and is another one
    .hint = Type it again with an English input method: { $meant }
finding-G0119 = This begins with a full-width equals sign “＝”
    .hint = An expression begins with an ordinary one: =record.…; if the sign itself is meant, put the text in quotes.
finding-G0120 = A YAML anchor or alias (& or *) is used here
    .hint = Write the content here in full: a controlled document runs as it reads. Put texts that begin with & or * in quotes.
finding-G0121 = A YAML merge key (<<) is used here
    .hint = Write the merged entries here in full.
finding-G0122 = A YAML type tag (!) is used here
    .hint = Delete the tag. Put texts that begin with ! in quotes.
finding-G0123 = The file holds more than one YAML document (---)
    .hint = Save each document in a file of its own.
finding-G0124 = “{ $key }” is here twice; the first is in line { $line }, column { $column }
    .hint = Keep one of them.
finding-G0125 = Nested deeper than { $limit } levels
    .hint = Move the inner part into a policy or form of its own.
finding-G0126 = More than { $limit } items
    .hint = Split the file.
finding-G0127 = A key must be a plain word
    .hint = Write one word before the colon; put texts with brackets in quotes.
finding-G0128 = The file is empty
    .hint = Write its content, or delete the file.
finding-G0129 = There is no key before the colon
    .hint = Write the key's name before the colon.
finding-G0130 = Entries of the form “key: value” are needed here
    .hint = For example { "{" } zh: 投诉, en: Complaint { "}" }, or indented lines such as en: Complaint.
finding-G0131 = A list is needed here
    .hint = For example [one, two], or lines that begin with “- ”.
finding-G0132 = A single value is needed here, not a list and not “key: value”
    .hint = Put texts that contain [ ] or { "{" } { "}" } in quotes.
finding-G0133 = “{ $key }” is missing
    .hint = Add { $key }: on this level.
finding-G0134 = There is no entry “{ $name }” here
    .hint = Possible are: { $known }
finding-G0135 = There is no entry “{ $name }” here. Did you mean “{ $guess }”?
    .hint = Possible are: { $known }
finding-G0136 = This must not be empty
    .hint = Write its content, or remove the entry.
finding-G0137 = “{ $text }” is not a whole number
    .hint = Write ASCII digits only, with a minus sign if need be; no leading zeros, commas or units.
finding-G0138 = “{ $text }” is not a decimal number
    .hint = Write it like 1000 or 0.50: ASCII digits and one point; no commas or units.
finding-G0139 = “{ $text }” is neither true nor false
    .hint = Write true or false.
finding-G0140 = “{ $text }” is just a word here; write { $meant }
    .hint = yes, no, on and off are ordinary words here. The truth values are true and false.
finding-G0141 = “{ $text }” cannot be a name
    .hint = A name begins with a letter and has letters (a–z), digits and underscores only, at most { $limit } characters. What people read goes into title.
finding-G0142 = The English text is missing
    .hint = Write { "{" } zh: …, en: … { "}" }. Without it the English pages show the Chinese text.
finding-G0143 = “{ $name }” is here twice; the first is in line { $line }
    .hint = Keep one of them.
finding-G0144 = “{ $name }” is not possible here
    .hint = Possible are: { $known }
finding-G0145 = “{ $name }” is not possible here. Did you mean “{ $guess }”?
    .hint = Possible are: { $known }
finding-G0146 = The number must be between { $min } and { $max }
    .hint = Choose a number within the bounds.
finding-G0147 = “{ $text }” is not a date
    .hint = Write it like 2026-11-30: four digits for the year, two for the month, two for the day.
finding-G0148 = “{ $text }” is not the number of a clause
    .hint = Write a clause of the manual, such as 8.14-4.2.2.
finding-G0149 = “{ $text }” has no value: a comma cut the text before it
    .hint = Put the whole text in quotes if it contains a comma.
finding-G0150 = This line is longer than { $limit } bytes
    .hint = Break it into several lines; a long text can be written as a block with “|”.
finding-G0151 = The file has { $count } more such characters, which are not listed
    .hint = Replace all of them at once with your editor and check again.
finding-G0152 = This file cannot be read: { $detail ->
        [permission] permission denied
        [gone] what the link points to is not there
        [loop] the links point at each other
        [link] it is a link; import takes files themselves only
        [special] it is a pipe or a device, no ordinary file
       *[other] { $detail }
    }
    .hint = Mend its permissions or the link, or delete it, and check again.
finding-G0153 = This is a folder with the name of a file
    .hint = Rename the folder, or move its files to where they belong; a folder's name has no .yaml or .md.
finding-G0154 = The folder is a link that leads back into itself
    .hint = Delete the link.
finding-G0155 = Folders are nested too deeply, beyond { $limit }
    .hint = Move the files into a folder above.
finding-G0156 = There are too many files, more than { $limit }; the rest was not read
    .hint = Move away what does not belong here.
finding-G0157 = The row's “{ $field }” is not filled in right: { $detail }
    .hint = Mend it as the register asks.
finding-G0158 = “{ $text }” has a Chinese comma, which makes it one word
    .hint = Separate the entries of a list by ordinary commas, for example [a, b].

## G02: forms
finding-G0201 = The form is called “{ $id }” but its file “{ $file }”
    .hint = Use the same name: form { $id } lies in forms/{ $id }.yaml.
finding-G0202 = Too many here: at most { $limit }
    .hint = Split the form; use a register (type: ref) where there are many choices.
finding-G0203 = There is no field “{ $name }”
    .hint = The fields are: { $known }
finding-G0204 = There is no field “{ $name }”. Did you mean “{ $guess }”?
    .hint = The fields are: { $known }
finding-G0205 = The lower bound { $min } is above the upper bound { $max }
    .hint = Exchange min and max, or correct one of them.
finding-G0206 = The choice field “{ $field }” has no choices
    .hint = Add choices: with one line for each, such as minor: { "{" } zh: 轻微, en: Minor { "}" }.
finding-G0207 = “{ $field }” is written by the policy (computed); people cannot be asked for it
    .hint = Remove it from the section's fields; put it under show if people should see it.
finding-G0208 = “{ $field }” is personal and cannot be a condition
    .hint = Use a field that is not personal. Personal values take no part in decisions and stay out of the ledger.
finding-G0209 = The field “{ $field }” has the type { $type } and cannot be a condition
    .hint = A condition looks at a choice, choices or bool field.
finding-G0210 = “{ $field }” is under optional, but this section does not ask for it
    .hint = Add it to fields, or remove it from optional.
finding-G0211 = “{ $field }” is both asked for and shown in this section
    .hint = Remove it from show if it is filled in here, from fields if it is only shown.
finding-G0212 = The section “{ $section }” neither asks for nor shows a field
    .hint = Write fields or show, or delete the section.
finding-G0213 = The condition of “{ $field }” depends on itself in the end: it can never be filled in
    .hint = Change only_if so that conditions end at a field without one.
finding-G0214 = No section asks for “{ $field }”: it stays empty for ever
    .hint = Add it to a section's fields; mark it computed: true if the policy writes it; otherwise delete it.
finding-G0215 = “{ $field }” is a reserved word of the script language and cannot name a field
    .hint = Choose another name, or scripts cannot say record.{ $field }.
finding-G0216 = A column of a table cannot have { $key }
    .hint = Put { $key } on the whole table (type: rows).
finding-G0217 = The column “{ $field }” is itself a table
    .hint = Tables have one level. Make the inner table a field of its own.
finding-G0218 = This bound has more than { $places } decimal places
    .hint = Use fewer decimal places, or a larger places.
finding-G0219 = The table “{ $field }” needs 1 to { $limit } columns
    .hint = Write the columns under fields.
finding-G0220 = “{ $field }” and “{ $other }” cannot be in one section: one belongs to each item of a for_each (item: true), the other to the whole case
    .hint = Make two sections of it, or correct the item of one field.
finding-G0221 = “{ $field }” is personal and cannot be in a summary
    .hint = Summaries stand in lists and mail subjects. Use a field that is not personal.
finding-G0222 = The pattern “{ $pattern }” is not valid ({ $detail })
    .hint = Write a regular expression such as B-[0-9]{ "{" }4{ "}" }.
finding-G0223 = A brace in the summary has no partner
    .hint = Write a field like { "{" }name{ "}" }.

## G03: the company's calendar, and periods
finding-G0301 = There is no time zone “{ $name }”
    .hint = Write the IANA name, for example Asia/Shanghai.
finding-G0302 = “{ $text }” is not a time of day
    .hint = Write it as "09:00": two digits each for hour and minute, 24-hour clock, in quotes.
finding-G0303 = The company must close after it opens
    .hint = For example { "{" } opens: "09:00", closes: "18:00" { "}" }.
finding-G0304 = All seven days are weekend: no working day would ever come
    .hint = Leave at least one day out of weekend.
finding-G0305 = “{ $name }” is not a year
    .hint = Write a year of four digits from { $min } to { $max }, for example 2026:.
finding-G0306 = { $year } is marked provisional, but nothing says why
    .hint = Add note: { "{" } zh: …, en: … { "}" } and say which days may still change.
finding-G0307 = { $date } does not lie in { $year }
    .hint = Correct the date, or move it to its own year; a holiday over the turn of the year is written in both.
finding-G0308 = The last day of the holiday, { $to }, lies before the first, { $from }
    .hint = Check whether from and to are exchanged.
finding-G0309 = { $date } is here twice; line { $line } has it already
    .hint = A day belongs to one holiday, or it is worked to make up for one; never both.
finding-G0310 = { $date } is worked anyway ({ $weekday }); there is nothing to make up
    .hint = Check the date; working lists only weekends that are worked.
finding-G0311 = This holiday has { $days } days
    .hint = More than { $limit } days mostly mean a wrong month; if it is right, nothing need be done.
finding-G0320 = “{ $text }” is not a period
    .hint = Write 10s (seconds), 30m (minutes), 4h (hours), 15d (days), 2wd (working days), 1mo (months), 1y (years), or end of day, end of month, end of quarter, end of year, day 15 of month, day 15 of next month. There is no space between number and unit.
finding-G0321 = The period “{ $text }” is too long
    .hint = At most { $limit }.
finding-G0322 = There is no day { $day } of a month
    .hint = Write 1 to 31; in a shorter month day 31 is its last.
