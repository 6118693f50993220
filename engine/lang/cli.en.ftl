# The command line
cli-days-order = The first day must not lie after the last
cli-days-many = At most { $limit } days at a time
cli-no-calendar = There is no calendar: name the folder with policies/calendar.yaml by --documents
cli-working = working
cli-not-working = off
cli-weekday = weekday
cli-weekend = weekend
cli-holiday = { $name }
cli-make-up = made up for { $name }
cli-provisional = { " " }(provisional: the year's arrangement is not published yet)
cli-uncovered = { " " }(the calendar has no such year: weekends only)
cli-data-in = data in { $folder }
cli-people = people to try:
cli-file-differs = { $document }: the file differs from the revision in force and is not used; what is in force stays
cli-file-new = { $document }: a new file that nobody has approved as a document; it is not used
cli-file-missing = { $document }: in force, but the folder has no such file
cli-refused = The documents have mistakes: nothing was started and nothing stored; mend them and start again
