### 为什么没有办成。规程自己写了拒绝的话时，用规程的话；脚本出错时用 script-*。

## 找不到
refusal-no-such-case = 没有这件案卷，或者它与您无关
refusal-no-such-task = 没有这项任务，或者它与您无关
refusal-no-such-policy = 没有这个程序
refusal-no-such-section = 表单里没有“{ $name }”这一节
refusal-no-such-person = 没有这个人，或者他已经离职
refusal-no-such-post = 没有“{ $post }”这个岗位
refusal-no-such-register = 没有这本台账
refusal-register-kept = 台账“{ $register }”由引擎记，不能导入
refusal-no-such-mail = 没有这封邮件
refusal-no-such-mail-text = 没有“{ $name }”这篇邮件文本
refusal-no-such-document = 没有这份文件
refusal-no-such-page = 没有这个地址
refusal-no-such-signer = 这项任务没有第 { $slot } 个签署人
refusal-no-such-timer = 第 { $timer } 号定时已经不在了

## 不许做
refusal-no-token = 请在请求头里带上令牌：Authorization: Bearer …
refusal-bad-token = 令牌不对、已过期或已作废
refusal-link-one-task = 邮件里的链接只能办这一项任务，其他事请登录后办理
refusal-demo-only = 只有演示环境才能这样做
refusal-not-yours = { $posts ->
    [none] 这项任务不归您办
   *[other] 这项任务不归您办，应由{ $posts }办理
}
refusal-not-your-post = 您不是{ $post }，不能为这个岗位指定代理人
refusal-may-not-start = 这个程序由{ $posts }发起，您不能发起
refusal-auditors-only = 只有能查阅全部案卷的岗位才能看

## 别人先办了
refusal-task-done = { $person } 已于 { $at } 办完这项任务
refusal-task-cancelled = 这项任务已于 { $at } 撤销，因为案卷已经往下走了
refusal-task-closed = 这项任务已经结束
refusal-already-acted = { $person } 已于 { $at } 在这个位置上签过
refusal-idempotency-mismatch = 这个 Idempotency-Key 已经用于另一个请求，请换一个新的
refusal-already-started = 案卷 { $number } 已经开始
refusal-case-ended = 案卷 { $number } 已经结束

## 填得不对
refusal-fields = { $count } 处需要改正
refusal-malformed = 请求的内容不是完整的 JSON：{ $detail }
refusal-not-an-object = 请求的内容应当是一个 JSON 对象
refusal-not-json = 请求的内容类型应当是 application/json
refusal-too-large = 请求太大，最多 { $limit } 字节
refusal-method-not-allowed = 这个地址不接受 { $method } 请求
refusal-parameter = 地址里的参数不对
refusal-idempotency-key = Idempotency-Key 应当有 1 到 { $limit } 个可见的 ASCII 字符
refusal-nothing-asked = 发起时不需要填写任何字段
refusal-opinion-required = 请写明意见
refusal-opinion-too-long = 意见最多 { $limit } 个字，现在有 { $length } 个
refusal-unknown-choice = 这里没有“{ $choice }”这个选择；可选的有：{ $known }
refusal-not-your-turn = 还没轮到您，要等前面的人先签

## 规程不许
refusal-guard = 现在不能选“{ $choice }”：规程的条件不满足
refusal-quota-full = 名额已满：{ $quota } 最多 { $max } 个（{ $scope }）
refusal-unknown-quota = 规程里没有“{ $name }”这个名额
refusal-nobody-to-act = 走到“{ $state }”时没有人可以办，请先任命相关岗位
refusal-table-no-row = 判定表 { $table } 没有一行适用于 { $inputs }
refusal-table-several-rows = 判定表 { $table } 有几行同时适用于 { $inputs }：第 { $rows } 行
refusal-table-not-numbers = 判定表 { $table } 的结果不是数，无法合计（{ $inputs }）
refusal-not-an-event = “{ $got }”不是事件名称
refusal-reserved-name = “{ $name }”是引擎自己的名称，不能用作循环变量
refusal-not-a-list = { $name } 应当是一个清单
refusal-not-an-amount = “{ $got }”不是金额
refusal-not-a-time = “{ $got }”不是日期或时间
refusal-not-a-period = “{ $got }”不是期限
refusal-no-due-date = 算不出期限：{ $detail }
refusal-endless = 规程转了 { $limit } 步还停不下来
refusal-too-much-work = 这一步要算的太多（超过 { $limit } 次运算），已中止，什么都没有改变。请把循环改短，或分几步做
refusal-for-each-not-running = “{ $state }”没有在进行，不能加入新的对象
refusal-too-many-items = “{ $state }”最多有 { $limit } 个对象
refusal-item-twice = “{ $state }”里已经有 { $key }
refusal-timer-not-due = 第 { $timer } 号定时还没有到时间
refusal-too-many-questions = 这一步要查的东西太多（超过 { $limit } 轮）

## 离岗
refusal-absence-order = 返回时间应当晚于离开时间，并且晚于现在
refusal-delegate-required = 离岗期间，{ $post } 必须有代理人
refusal-delegate-self = 代理人不能是本人

## 演示时钟
refusal-clock-backwards = 时钟只能往前拨
refusal-clock-length = “{ $got }”不是一段时间，请写成 30m、4h、15d、2wd 这样
refusal-nothing-due = 没有在等时间的事情
refusal-too-many-firings = 拨动途中到期的事情超过 { $limit } 件，时钟停在最后一件上
refusal-too-many-moves = 步数太多，最多 { $limit } 步；请退几步或重新开始

## 出了故障
refusal-store = 数据库暂时不可用，什么都没有改变，请稍后再试
refusal-outcome-unknown = 不知道这次是否已经办成。请用同一个 Idempotency-Key 再发一次
refusal-broken = 程序内部出错，已记入日志，什么都没有改变

## 规程里的脚本出错。何处、哪一行、看到了哪些值，另行显示。
script-missing-field = 脚本要用 { $name }，但它还没有填写
script-unknown-name = 脚本里的 { $name } 不存在
script-unknown-function = 脚本里没有 { $name } 这样的函数
script-arithmetic = 脚本算不下去：{ $detail }
script-too-long = 脚本运算超过 { $limit } 步，已被中止
script-too-deep = 脚本嵌套调用超过 { $limit } 层，已被中止
script-too-large = 脚本里的数据太大（{ $what }），已被中止
script-wrong-type = 脚本应当得到 { $wanted }，却得到 { $got }
script-constant = 脚本不能改变 { $name }
script-no-such-item = 脚本要取第 { $name } 项，但没有这么多
script-no-value = 脚本得到的不是可以保存的值
script-failed = 脚本出错：{ $detail }

refusal-sign-in-needed = 请先用密码登录再办理这一项
refusal-code-required = 请输入身份验证器上的 6 位验证码
refusal-no-authenticator = 没有等待启用的身份验证器，请重新设置
refusal-signing-needed = 这一项要签名：请输入您的密码
refusal-seen-old = 您打开页面之后，这项任务已经变了，请重新阅读后再签
refusal-change-seen-old = 您打开页面之后，这份变更单（内容、证据或状态）已经变了，请重新阅读后再签
refusal-reads-only = 审计账户只能查看，不能改动任何内容
refusal-admins-only = 只有管理员可以管理人员和账户
refusal-person-id = 登录名只能用小写字母、数字、“-”和“_”，最多 { $limit } 个字符
refusal-person-name = 请填写姓名，最多 { $limit } 个字符
refusal-person-until = 请填写今后的截止日期；审计账户必须有截止日期
refusal-person-exists = 登录名 { $person } 已经有人用了
refusal-leave-self = 不能办理自己的离任，请另一位管理员办理
refusal-left-before = 此人已经离任
refusal-setup-over = 初始设置的地址已经用过、已过期或不完整。尚未设置的，请重新启动服务器，用它打印的新地址
refusal-setup-same = 总经理和认证负责人须是两个人，登录名不能相同
refusal-left = 您已不在本公司任职，不能再办理
refusal-password-short = 密码太短，至少 { $limit } 个字符
refusal-password-long = 密码太长，最多 { $limit } 个字符
refusal-password-simple = 密码太容易猜，请换一个
refusal-no-such-session = 没有这个登录，或者它已经退出
refusal-suspect-reason = 请写明为什么此处可以不改（不超过 2000 字）
refusal-suspect-not-yours = 存疑处由该文件的主管岗位或负责变更程序的岗位处理，您目前没有这个岗位
refusal-suspect-cleared-before = 这一处已经有人处理过了
refusal-no-such-suspect = 没有这一存疑处
refusal-as-of-future = 只能查看过去的时刻，这个时刻还没有到
refusal-as-of-unread = 请按“2026-10-01”或“2026-10-01T08:00”的格式填写时刻
refusal-as-of-nothing = 那一时刻还没有任何文件生效
refusal-moves-too-many = 一次变更最多改动 { $limit } 件在办事项，请缩小范围，其余的按原版办完
refusal-moves-shape = 在办事项去向的写法不对：{ $detail }
refusal-appointed-unknown = 任命里的“{ $person }”还没有登记为本公司人员
refusal-sign-in-wrong = 登录名或密码不对，请重新输入。连续输错 5 次就要等待，等待时间逐次加倍
refusal-sign-in-locked = 连续输错次数过多，请 { $minutes } 分钟后再试；忘了密码的，请管理员给您的邮箱发设密码链接
refusal-signing-wrong = 密码不对，没有签名，请重新输入。还可以再试 { $left } 次，之后要等待
refusal-proof-old = 密码刚刚更改过，没有签名，请输入新密码
refusal-code-wrong = 验证码不对，请看手机上现在的 6 位数字再输入。还可以再试 { $left } 次，之后要等待
refusal-code-used = 这个验证码已经用过，每个只能用一次，请等下一个出现再输入
refusal-code-first-wrong = 验证码不对，请核对手机的时间，输入现在显示的 6 位数字
refusal-no-password = 您还没有密码，不能签名。请管理员给您的邮箱发一个设密码链接，设置后再签
refusal-password-not-alike = 两次输入的密码不一样，请重新输入
refusal-password-same = 新密码和原来的一样，请换一个
refusal-no-mailbox = { $person }没有登记邮箱，链接发不出去。请用 guicheng load 登记邮箱，或者在服务器上运行 guicheng invite
refusal-no-mail-server = 本系统没有邮件服务器，链接发不出去。请在服务器上运行 guicheng invite 加此人的登录名，把得到的链接交给本人
refusal-no-authenticator-of = 此人没有启用身份验证器，不需要停用
refusal-person-mail = 请填写本人的邮箱地址，设置密码的链接发到那里
refusal-person-mail-taken = 这个邮箱已经登记在别人名下，每个人须有自己的邮箱
refusal-invitation-over = 此链接已经用过、已过期或不完整，请管理员重新发一个
