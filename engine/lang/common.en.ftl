### What is said everywhere: dates, spans, money, rows of things.

## Dates. Year, month and day come in as text, not as counts.
date-full = { $weekday } { $day } { $month } { $year }
    .at = { $weekday } { $day } { $month } { $year } { $time }
date-near = { $weekday } { $day } { $month }
    .at = { $weekday } { $day } { $month } { $time }
date-yesterday = yesterday
    .at = yesterday { $time }
date-today = today
    .at = today { $time }
date-tomorrow = tomorrow
    .at = tomorrow { $time }
date-weekday-1 = Mon
date-weekday-2 = Tue
date-weekday-3 = Wed
date-weekday-4 = Thu
date-weekday-5 = Fri
date-weekday-6 = Sat
date-weekday-7 = Sun
date-month-1 = Jan
date-month-2 = Feb
date-month-3 = Mar
date-month-4 = Apr
date-month-5 = May
date-month-6 = Jun
date-month-7 = Jul
date-month-8 = Aug
date-month-9 = Sep
date-month-10 = Oct
date-month-11 = Nov
date-month-12 = Dec

## Spans
span-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
span-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
span-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
span-moment = less than a minute
    .left = less than a minute left
    .over = just overdue
span = { $span }
    .left = { $span } left
    .over = { $span } overdue

## Money
money-yuan = CNY { $amount }

## Rows of things
list-next = { $left }, { $right }
list-last = { $left } and { $right }

## Answers
common-yes = yes
common-no = no
