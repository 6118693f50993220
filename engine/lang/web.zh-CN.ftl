### 页面自己的用语。案件、任务、条文的内容来自受控文件，不在这里。

## 框架
web-brand = 规程
web-brand-stop = 。
web-skip = 跳到正文
web-menu = 菜单
web-nav = 导航
web-nav-todo = 待办
web-nav-done = 已办
web-nav-started = 我发起的
web-nav-cc = 抄送我的
web-nav-work = 办事
web-nav-start = 发起流程
web-nav-cases = 案件
web-nav-registers = 台账
web-nav-people = 人员与岗位
web-nav-rules = 制度
web-nav-documents = 手册与文件
web-nav-check = 检查
web-nav-outbox = 发件箱
web-nav-audit = 审计
web-nav-demo = 演示
web-nav-clock = 拨动时钟
web-other-language = English
web-sign-out = 退出
web-demo-now = 演示时钟：{ $now }
web-demo-move = 拨动时钟

## 零件
web-clause = 制度 { $id }
web-clause-more = 看全文
web-tabs = 视图
web-pager = 翻页
web-pager-range = 第 { $from }–{ $to } 项，共 { $of } 项
web-pager-previous = 上一页
web-pager-next = 下一页
web-picture = 流程图，可左右滚动
web-picture-full = 单独看大图
web-progress = 进度
web-progress-done = 已完成：
web-progress-passed = 没有经过：
web-standing = 现在所处的状态

## 表单
web-required = 必填
web-optional = 可不填
web-choose = 请选择
web-unanswered = 不填
web-yes = 是
web-no = 否
web-personal = 个人信息，单独存放，只给办理需要的人看。
web-more-rows = 再加几行
web-act-opinion = 意见
web-act-opinion-for = 选择{ $choices }时必填。
web-act-section-for = 只有选择{ $choices }时需要填写。
web-act-quoted = “{ $choice }”
web-act-problems = { $count ->
   *[other] 有 { $count } 处需要改，已填的内容都还在
}

## 登录与说明
web-login = 登录
web-login-who = 登录名或邮箱
web-login-code-if = 启用了身份验证器才需要
web-login-lost = 忘记密码或丢失手机的，请管理员给您的邮箱发链接。
web-login-token = 登录凭证
web-login-why = 凭证由管理员在服务器上用 guicheng token create 生成，只显示一次。请像密码一样保管；不再使用时请管理员作废。办理单项任务不用登录，点邮件里的链接即可。
web-login-demo = 以谁的身份进入
web-login-demo-how = 这是演示公司，人物和数据都是虚构的。选一位进入，随时可以退出换人。
web-message-where = 出在哪里
web-message-mend = 怎么办
web-link-nothing-shown = 为保护案件内容，这里不显示任何数据。
web-link-sign-in = 登录后看我的待办
web-link-used = 这项任务您已经办过了
    .why = 邮件里的链接只对应当时那一项任务，办完即失效。
    .mend = 登录后可以在“已办”里看到它和后来的进展。
web-link-moved = 这项任务已经不在您这里
    .why = 发信之后，它可能已由别人办理、改派，或者流程已经往下走了。
    .mend = 无需再做什么。想知道进展，请登录后在“案件”里查找。
web-link-expired = 链接已过期
    .why = 邮件里的链接只在一段时间内有效。
    .mend = 任务如果还在您这里，登录后可以在“待办”里直接办理。
web-link-foreign = 这个链接是发给别人的
    .why = 链接只对收信人本人有效，您现在以另一个人的身份登录。
    .mend = 请不要替别人办理。如果您是代理人，系统会给您单独发信；请用那封信里的链接，或登录后在“待办”里办理。
web-link-unknown = 没有这个链接
    .why = 地址可能抄错了，或者被邮件程序截断了。
    .mend = 请回到邮件里重新点一次；还不行就登录后在“待办”里办理。

## 列表
web-search = 搜索
web-search-hint = 单号、客户、产品
web-inbox-what = 事项
web-inbox-policy = 流程
web-inbox-due = 期限
web-inbox-before = 上一步
web-inbox-empty-todo = 没有待办。有新任务时会发邮件给您。
web-inbox-empty-done = 您还没有办过任务。
web-inbox-empty-started = 您还没有发起过案件。
web-inbox-empty-cc = 没有抄送给您的事项。
web-inbox-empty-found = 没有符合条件的事项，换个词或去掉筛选试试。
web-inbox-filter-late = 已超期 { $count }
web-inbox-filter-today = 今天到期 { $count }
web-inbox-filter-week = 本周 { $count }
web-inbox-filter-all = 全部
web-cases-case = 案件
web-cases-standing = 现在在哪一步
web-cases-status = 状态
web-cases-running = 在办
web-cases-ended = 已结束
web-cases-stopped = 停住了
web-cases-all = 全部
web-cases-empty = 没有符合条件的案件。

## 发起
web-start-how = 选一个流程。制度规定了由谁发起，不归您发起的也列在这里，方便您找到该找的人。
web-start-empty = 还没有生效的流程。
web-start-not-you = 不归您发起
web-start-go = 填写
web-start-do = 发起

## 任务与案件
web-task-about = 事由
web-task-where = 走到哪里了
web-task-past = 经过
web-task-closed = 这项任务已经结束
web-task-due-by = { $moment } 前
web-task-link = 邮件链接
web-task-link-for = 这个链接发给{ $person }（{ $post }），只用于办理这一项任务。请不要转发。
web-act-others = 其他办法
web-act-problem = { $field }：{ $error }
web-case-runs-on = 依据：
web-case-tasks = 等谁办
web-case-no-tasks = 现在没有人要办的事。
web-case-timers = 到时自动发生
web-case-facts = 已知情况
web-case-no-facts = 还没有登记内容。
web-case-mails = 往来邮件
web-case-no-mails = 还没有邮件。

## 发件箱
web-mail-subject = 主题
web-mail-to = 收件人
web-mail-when = 时间
web-mail-status = 状态
web-mail-error = 对方服务器的答复
web-mail-headers = 邮件头
web-mail-html = 邮件的 HTML 正文
web-mail-text = 纯文本正文
web-mail-attempts = 发送记录
web-mail-tab-both = 对照
web-mail-tab-html = HTML
web-mail-tab-text = 纯文本
web-mail-status-waiting = 等待发送
web-mail-status-sent = 已发出
web-mail-status-failed = 发不出去
web-mail-status-held = 演练，不发
web-mail-status-shown = 只存不发
web-mail-empty = 没有符合条件的邮件。
web-mail-how-none = 没有设置 SMTP：邮件只存放在这里，不会真的发出。

## 台账
web-registers-how = 客户、网点、产品批次等基础资料。流程从这里取数，改动都有记录。
web-register-history = 改动记录
web-register-empty = 没有符合条件的记录。
web-penalties = 奖惩提议
web-penalties-how = 系统只按条文算出提议，从不自行扣款或发奖；总经理批准后才生效，当事人可以提出异议。
web-penalties-empty = 没有这一类的提议。

## 人员与岗位
web-people-absence = 登记我不在的时间
web-people-absence-how = 不在期间，任务同时发给您指定的代理人。制度要求必须有代理人的岗位，不指定就不能登记。
web-people-away = 不在岗
web-people-back = 提前回来
web-people-vacant = 空岗
web-absence-do = 登记

## 演示时钟
web-clock = 演示时钟
web-clock-next = 走到下一件到期的事
web-clock-1h = 1 小时
web-clock-4h = 4 小时
web-clock-1d = 1 天
web-clock-1wd = 1 个工作日
web-clock-15d = 15 天
web-clock-length = 往前走多久
web-clock-length-hint = 例如 30m、2h、3d、1wd（工作日）。时钟只能往前走；途中到期的事按各自的时间依次发生。
web-clock-move = 往前走
web-clock-nothing = 途中没有到期的事。
web-clock-due = 接下来到期的事
web-clock-no-timers = 没有等着到期的事。

## 文件
web-documents-how = 现行有效的手册、流程、表单和其他受控文件。改动只能走文件变更流程。
web-documents-changed = 磁盘上的文件与现行版本不一致，系统没有采用
web-document-hash = 内容摘要（SHA-256）：{ $hash }
web-document-related = 相关：
web-document-contents = 目录

## 审计
web-audit-head = 账本
web-audit-entries = 条记录
web-audit-how = 每一次改动都在同一个事务里写入账本，条条以哈希相连；任何一条被改过，重新计算就会发现。
web-audit-verify = 从头重新计算
web-audit-good = 账本完整
web-audit-bad = 账本有问题
web-audit-latest = 最近的记录
web-audit-empty = 账本还是空的。
