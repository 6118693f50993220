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
