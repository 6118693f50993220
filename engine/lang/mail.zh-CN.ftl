### 系统写给人的邮件。任务、条文、信函的内容来自受控文件，不在这里。
### 案件编号、期限说明等以文字传入；$days 是超过期限的天数，0 表示当天。

## 主题
mail-subject = { $what } · { $case }

## 各种邮件：第一句话，主题，链接上的字
mail-task = 有一项任务等您办理。
    .subject = { $title }
    .open = 打开任务
mail-reminder = 这项任务快到期了，还没有办，请抓紧。
    .subject = 快到期：{ $title }
    .open = 打开任务
mail-moved = 办理这项任务所依据的文件已换版，完成期限随之变动，请按下面的新期限办理。任务本身和已填内容不变。
    .subject = 期限变动：{ $title }
    .open = 打开任务
mail-reading = 您担任的岗位有任务在等，但流程已换版，要先阅读有改动的内容并签“已阅”，才能办理。读完后任务在“待办”里。期限照算。没有链接时，请登录后打开“手册与文件”里的“文件学习”。
    .subject = 先学后办：{ $title }
    .open = 去阅读
mail-unread = 这项任务由{ $holder }办理，但该岗位没有一个人读过流程的新版本，现在无人可以办理。请督促阅读，或者安排已经读过的人代理。
    .of-nobody = 应当办理这项任务的人没有读过流程的新版本，现在无人可以办理。请督促阅读。
    .subject = 无人可办：{ $title } 还没有人阅读
    .open = 查看案件
mail-overdue = { $days ->
    [0] 这项任务已过期限，请马上办理。
   *[other] 这项任务已超期 { $days } 天，请马上办理。
}
    .subject = { $days ->
    [0] 已过期限：{ $title }
   *[other] 已超期 { $days } 天：{ $title }
}
    .open = 打开任务
mail-escalation = { $days ->
    [0] 这项任务由{ $holder }办理，已过期限，按制度上报给您，请督促。
   *[other] 这项任务由{ $holder }办理，已超期 { $days } 天，按制度上报给您，请督促。
}
    .of-nobody = { $days ->
    [0] 这项任务已过期限，按制度上报给您，请督促。
   *[other] 这项任务已超期 { $days } 天，按制度上报给您，请督促。
}
    .subject = { $days ->
    [0] 上报：已过期限，{ $title }
   *[other] 上报：已超期 { $days } 天，{ $title }
}
    .open = 查看案件
mail-cc = 抄送给您知悉，不需要您办理。
    .subject = 抄送：{ $title }
    .open = 查看案件
mail-text =
    .subject = { $title }
    .open = 查看案件
mail-account =
    .subject = { $title }
    .open = 打开链接

## 内容
mail-row = { $label }：{ $value }
mail-case = 案件
mail-waits = 等着办的任务
mail-about = 事由
mail-due = 期限
mail-until = { $date }{ $time } 前
mail-clause = 制度
mail-choices = 可选
mail-choice-or = { " / " }
mail-penalty = 罚款提议
mail-penalty-by = { $amount }（{ $clause }）
mail-penalty-how = 这只是提议：总经理批准后才生效，当事人可以提出异议。

## 信末
mail-as-post = 您收到这封信，是因为您担任{ $post }。
mail-as-delegate = 您收到这封信，是因为您是{ $post }的代理人。
mail-link-yours = 链接是给您本人的，请不要转发。打开链接不会改变任何东西。
mail-automatic = 这封信由规程系统自动发出，请不要直接回复。

## 发不出去的邮件（事件）
mail-incident-refused = 有一封邮件被拒收（{ $code }），地址可能已经失效。请核对收件人登记的邮箱。
mail-incident-exhausted = 有一封邮件多次发送都没有成功，已停止重试。请检查邮件服务器。
mail-incident-unfit = 有一封邮件发不出去：收件人登记的邮箱写得不对。
