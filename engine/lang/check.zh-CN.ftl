### guicheng check 的输出：等级、提示、总数。问题本身的文字在 findings 和 policy 里。

check-error = 错误
check-warning = 警告
check-note = 说明
check-hint = 改法
check-clause = 手册条款 { $clause }
check-count = { $errors ->
    [0] { $warnings ->
        [0] 没有问题
       *[other] 没有错误
    }
   *[other] { $errors } 个错误
  }{ $warnings ->
    [0] { "" }
   *[other] ，{ $warnings } 个警告
  }{ $notes ->
    [0] { "" }
   *[other] ，{ $notes } 条说明
  }
check-wrong = 错误写法：
check-right = 正确写法：
check-mend = 改法：{ $hint }
check-no-code = 没有编号为 { $code } 的问题，最接近的是 { $near }；guicheng explain 列出全部编号。
