### What guicheng check prints around findings; their own sentences are in findings and policy.

check-error = error
check-warning = warning
check-note = note
check-hint = help
check-clause = clause { $clause } of the manual
check-count = { $errors ->
    [0] { $warnings ->
        [0] No findings
       *[other] No errors
    }
    [one] { $errors } error
   *[other] { $errors } errors
  }{ $warnings ->
    [0] { "" }
    [one] , { $warnings } warning
   *[other] , { $warnings } warnings
  }{ $notes ->
    [0] { "" }
    [one] , { $notes } note
   *[other] , { $notes } notes
  }
check-wrong = Wrong:
check-right = Right:
check-mend = To mend it: { $hint }
check-no-code = There is no finding { $code }. The nearest is { $near }; guicheng explain lists all.
finding-G0970 = The number “{ $number }” stands for two documents, { $first } and { $document }
    .hint = Change number: so that each document has its own.
finding-G0971 = No rule of the list of distribution fits { $document }: it has no number and no owner
    .hint = Add a rule whose documents: fits it.
finding-G0972 = This rule applies to no document: { $pattern }
    .hint = Change documents:, or put it before the wider rule.
finding-G0973 = Nothing is called {"{"}{ $text }{"}"} in a number: there are {"{"}name{"}"} and {"{"}own{"}"}
    .hint = Take one of the two, or the braces off.
finding-G0974 = The appointment to “{ $post }” ends before it begins
    .hint = Change from: or to:.
finding-G0975 = { $person } is appointed to “{ $post }” twice for the same days; line { $line } says so already
    .hint = Take a line away, or let one end before the other begins.
