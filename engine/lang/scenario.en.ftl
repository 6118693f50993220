### What guicheng test prints.

scenario-failed = FAILED { $place }  { $name }
scenario-difference = { $what }: expected { $expected }, got { $got }
scenario-trace = What happened up to there:
scenario-coverage = Coverage of { $policy }: states { $states }, transitions { $transitions }, conditions (each way by itself) { $conditions }, rows of tables { $rows }
scenario-missing = Not exercised: line { $line } { $name }
scenario-more = { $count } more not exercised
scenario-count = { $passed } passed, { $failed } failed
