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
finding-G0970 = 编号“{ $number }”给了两份文件：{ $first } 和 { $document }
    .hint = 改 number:，让每份文件的编号不同。
finding-G0971 = 文件分发表里没有 { $document }：它没有编号和归口岗位
    .hint = 加一条写明 documents: 的规定。
finding-G0972 = 这条规定没有用在任何文件上：{ $pattern }
    .hint = 改 documents:，或把它移到更宽的规定前面。
finding-G0973 = 编号里的 {"{"}{ $text }{"}"} 不认识，只能用 {"{"}name{"}"} 和 {"{"}own{"}"}
    .hint = 改成这两个之一，或去掉花括号。
finding-G0974 = “{ $post }”的任命在开始之前就结束了
    .hint = 改 from: 或 to:。
finding-G0975 = { $person } 在同一段时间里两次任“{ $post }”，第 { $line } 行已经写过
    .hint = 去掉一行，或把起止日期错开。
