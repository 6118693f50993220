### The company's calendar: periods, how a due date is counted, whether a day is worked. Dates ($date, $from, $to) come in written by due-date.

## Dates. Year, month and day come in as text, not as counts.
due-date = { $day } { $month } { $year }

## How a due date is counted: the first sentence is the sum, the others tell what is special
due-explain-milliseconds = { $n } ms from { $from } { $from_time } = { $to } { $to_time }
due-explain-seconds = { $n } s from { $from } { $from_time } = { $to } { $to_time }
due-explain-minutes = { $n } min from { $from } { $from_time } = { $to } { $to_time }
due-explain-hours = { $n } h from { $from } { $from_time } = { $to } { $to_time }
due-explain-days = { $n } d from { $from } = { $to }
due-explain-working-days = { $n ->
    [one] { $n } working day
   *[other] { $n } working days
} from { $from } = { $to }
due-explain-months = { $n ->
    [one] { $n } month
   *[other] { $n } months
} from { $from } = { $to }
due-explain-years = { $n ->
    [one] { $n } year
   *[other] { $n } years
} from { $from } = { $to }
due-explain-end-of-day = same day as { $from } = { $to }
due-explain-end-of-month = end of the month of { $from } = { $to }
due-explain-end-of-quarter = end of the quarter of { $from } = { $to }
due-explain-end-of-year = end of the year of { $from } = { $to }
due-explain-day-of-month = next day { $day } of a month from { $from } = { $to }
due-explain-day-of-next-month = day { $day } of the month after { $from } = { $to }
due-explain-holiday = { $date } is not counted ({ $name })
due-explain-holidays = { $from } to { $to } are not counted ({ $name })
due-explain-make-up = { $date } counts: worked to make up for { $name }
due-explain-weekends = { $days ->
    [one] { $days } weekend day is
   *[other] { $days } weekend days are
} not counted
due-explain-month-end = that month has no day { $day }: its last day, { $date }
due-explain-already-closed = the company had already closed on { $date }: the next possible day
due-explain-provisional = the holidays of { $year } are not published yet; counted by the calendar as it stands
due-explain-uncovered = the company's calendar has no year { $year }; counted by weekends alone
due-explain-closing = until { $time } that day, when the company closes
due-explain-calendar = counted by the company's calendar, revision { $revision }

## On one line: the sum, the other sentences in brackets
due-line = { $sum } ({ $notes })
due-line-next = { $left }; { $right }

## Whether a day is worked
day-weekday = working day
day-weekend = weekend
day-holiday = holiday: { $name }
day-make-up = worked to make up for { $name }
day-provisional = the holidays of { $year } are not published yet
day-uncovered = the company's calendar has no year { $year }: weekends alone

## Periods
period-milliseconds = { $n } ms
period-seconds = { $n } s
period-minutes = { $n } min
period-hours = { $n } h
period-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
period-working-days = { $n ->
    [one] { $n } working day
   *[other] { $n } working days
}
period-months = { $n ->
    [one] { $n } month
   *[other] { $n } months
}
period-years = { $n ->
    [one] { $n } year
   *[other] { $n } years
}
period-end-of-day = end of the day
period-end-of-month = end of the month
period-end-of-quarter = end of the quarter
period-end-of-year = end of the year
period-day-of-month = day { $day } of the month
period-day-of-next-month = day { $day } of the next month
