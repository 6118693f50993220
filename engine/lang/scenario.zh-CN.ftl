### guicheng test 的输出。

scenario-failed = 失败 { $place }  { $name }
scenario-difference = { $what }：应为 { $expected }，实为 { $got }
scenario-trace = 到此为止的经过：
scenario-coverage = { $policy } 的覆盖：状态 { $states }，转移 { $transitions }，条件（成立与不成立分开算）{ $conditions }，判定表的行 { $rows }
scenario-missing = 没有走到：第 { $line } 行 { $name }
scenario-more = 还有 { $count } 处没有走到
scenario-count = { $passed } passed, { $failed } failed
