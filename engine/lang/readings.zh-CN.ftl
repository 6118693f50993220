# 文件学习：有改动的内容、已阅、先学后办
readings-title = 文件学习
readings-how = 文件有改动时，必读人员逐条看过有改动的内容，签“已阅”。
readings-mine = 我的学习
readings-empty = 没有需要您学习的文件。
readings-unread = 尚未阅读的人员
readings-unread-empty = 需要阅读的人员都已签“已阅”。
readings-since = 自 { $at } 起
readings-read-at = { $at } 已阅
readings-to-read = 未阅
readings-open = 阅读并签“已阅”
readings-change = 变更单 { $number }
readings-changed = 有改动的内容（{ $count } 处）
readings-sign = 签“已阅”
readings-first = 先学后办：请先阅读 { $label } 版有改动的内容
readings-nothing = 目前没有需要您阅读的内容。
readings-covers = 签名覆盖：该文件的上述版本，以及勾选的每一处改动
readings-tick = 这一处我已看过
readings-whole = 这里没有逐段列出的改动，请通读全文
readings-column-person = 人员
readings-column-document = 文件
readings-column-since = 生效时间
readings-column-state = 情况

refusal-read-all = 还有改动没有勾选“我已看过”。请逐条看完，再签“已阅”。
refusal-read-first = 这个流程已换为 { $label } 版，您还没有签“已阅”。请登录后打开“手册与文件”里的“文件学习”，读完有改动的内容，再办理这项任务。
refusal-read-nothing = 这份文件没有需要您阅读的内容，也许您已经签过“已阅”。
refusal-read-in-task = 这份文件的阅读在您的待办任务里，请在任务里签“已阅”。

readings-public = 公开的手册章节
readings-public-how = 以下章节向顾客公开，所示均为现行版本。
readings-public-empty = 目前没有公开的章节。
