### 页面在办事时说的话：拒绝、经过、期限、列表里的值。版面上固定的字在 web 里。

## 没有办成
pages-not-found = 没有找到
pages-not-found-mend = 地址可能抄错了，或者这件事与您的岗位无关。请从待办或案件里进入。
pages-forbidden = 不归您办
pages-conflict = 已经有人办过了
pages-refused = 没有办成
pages-script = 流程里的一段脚本出错，没有办成
pages-script-place = 位置
pages-script-mend = 什么都没有改变。请把这一页转给维护流程的人。
pages-broken = 系统出了故障
pages-broken-mend = 什么都没有改变。请稍后再试；还不行请告诉管理员。
pages-broken-early = 系统出了故障
    .why = 什么都没有改变。请稍后再试；还不行请告诉管理员。
pages-nowhere = 没有这个页面
    .why = 地址可能抄错了。请从待办进入。
pages-refused-origin = 这个请求不是从本系统的页面发出的
    .why = 为了您的安全，没有执行。请从本系统的页面里重新操作。
pages-refused-token = 这个表单已经失效
    .why = 可能是登录已过期，或者在别处换了身份。请返回上一页，刷新后再提交。
pages-refused-form = 无法识别提交的内容
    .why = 请从本系统的页面里提交。
pages-refused-size = 提交的内容太多
    .why = 请把内容分几次提交，或者缩短文字。
pages-press-a-button = 还没有提交。请按下面的按钮选择怎么办。
pages-go-inbox = 回到待办
pages-go-case = 看这件案卷

## 办成
pages-done = 办好了。
pages-done-next = 办好了。下面是您在这件案卷里的下一项任务。
pages-absence-done = 已登记。
pages-link-done = 办好了
pages-link-done-why = 您的办理已经记下，可以关闭这个页面了。

## 身份
pages-as-delegate = { $post }（代理）
pages-you-are-delegate = 您以{ $post }代理人的身份办理。
pages-link-for = 这个链接发给{ $person }，只用于办理这一项任务。请不要转发。
pages-posts-between = 、
pages-can-start = 可以发起：{ $procedures }
pages-engine = 系统
pages-outside = 外部

## 表单
pages-row = 第 { $n } 行
pages-only-if = 仅当“{ $field }”为{ $values }时填写。
pages-yuan = 元
pages-facts-first = 办理所需
pages-facts-computed = 系统登记
pages-sealed = （个人信息，只给办理的人看）
pages-cell = { $field }：{ $value }
pages-cells-between = ；

## 签名的含义
## 任务
pages-closed-done = { $who } 已于 { $at } 办理，选择了“{ $choice }”。
pages-closed-cancelled = 这项任务已于 { $at } 撤销，因为案卷已经往下走了。
pages-task-done = 已办结
pages-task-cancelled = 已撤销
pages-you-acted = 您于 { $at } 办理
pages-waits-for = 等{ $who }办理
pages-progress = 签署进度 { $done }/{ $of }
pages-not-yet = 还没有
pages-decide-one = 任一人办理即可
pages-decide-all = 全部同意才算通过
pages-decide-sequence = 依次签署，全部同意才算通过
pages-decide-share = 超过或达到 { $part }/{ $whole } 同意即通过
pages-decide-weights = 加权满 { $reach } 分即通过
pages-standing = { $since } 起，等{ $posts }
pages-standing-since = { $since } 起

## 经过
pages-event-start = 发起
pages-event-act = { $task }：{ $choice }
pages-event-signal = 收到外部消息
pages-event-incident = 自动步骤失败，已交系统管理员
pages-event-other = { $kind }
pages-timer = 到时自动往下走
pages-timer-state = 到时自动离开“{ $state }”
pages-timer-remind = 提醒办理：{ $task }
pages-timer-overdue = 超期处理：{ $task }
pages-schedule = 自动发起：{ $procedure }

## 案件
pages-started-by = { $at } 由{ $person }发起
pages-started-by-engine = { $at } 自动发起
pages-case-cancelled = 已撤销
pages-all-procedures = 全部流程
pages-vacant = { $post }（空岗）
pages-kind-policy = 流程
pages-kind-form = 表单
pages-kind-organisation = 组织
pages-kind-calendar = 日历
pages-incident-nobody-to-mail = { $post }现在没有人可以收信，已交系统管理员处理。
pages-incident-nobody-has-read = { $post }没有一个人读过流程的 { $label } 版，现在无人可以办理，已告知流程的归口岗位。
pages-incident-no-address = 台账里 { $key } 没有可用的邮箱，已交系统管理员处理。
pages-incident-timer-failed = 到时的自动步骤失败，已交系统管理员处理（{ $why }）。
pages-incident-other = 有一个问题等系统管理员处理（{ $code }）。

## 发起
pages-start-anyone = 任何在职人员都可以发起
pages-start-by = 由{ $posts }发起
pages-revision = { $label } 版

## 邮件
pages-mail-again = 已试 { $count } 次，{ $at } 再试
pages-mail-tried = 已试 { $count } 次
pages-mail-link = 打开邮件里的链接

## 台账
pages-register-count = { $count } 行
pages-register-kept-by = 由{ $post }维护

## 人员
pages-away = 不在岗
pages-delegate = 代理
pages-since = { $from } 起
pages-from-to = { $from } 至 { $to }
pages-stands-in = { $post }由{ $person }代理
pages-absence-from = 从什么时候起
pages-absence-to = 什么时候回来
pages-absence-delegate = { $post }的代理人

## 演示时钟
pages-moved = { $count ->
    [0] { $from } → { $to }，途中没有到期的事
   *[other] { $from } → { $to }，途中发生了 { $count } 件事
}

## 文件
pages-kinds-chapter = 手册
pages-kinds-policy = 流程
pages-kinds-table = 数值与判定表
pages-kinds-form = 表单与台账
pages-kinds-mail = 邮件文本
pages-kinds-company = 组织、任命、职能、分发与日历
pages-kinds-scenarios = 流程的演练
pages-document-title = 名称
pages-document-path = 文件
pages-document-revision = 修订
pages-document-from = 生效
pages-in-force = 现行有效
pages-in-force-since = 修订 { $label }，自 { $from } 起生效
pages-changed-differs = { $document }：磁盘上的文件与现行版本不同
pages-changed-new = { $document }：磁盘上有，但还不是受控文件
pages-changed-missing = { $document }：现行有效，但磁盘上没有这个文件

## 审计
pages-verified = { $entries } 条全部相符，每一份文件的内容都与登记的摘要一致
pages-verified-head = 账本登记的末条与实际不符：末尾可能被截断或改动。
pages-verified-document = 内容与摘要不符的文件
pages-entry-seq = 序号
pages-entry-at = 时间
pages-entry-kind = 事项
pages-entry-who = 谁
pages-entry-hash = 哈希
pages-entry =
    .setup = 初始设置
    .start = 发起
    .act = 办理
    .timer = 到时
    .signal = 外部消息
    .deliver = 案卷消息
    .cancel = 撤销
    .incident = 异常
    .documents = 文件发布
    .appointment = 任命
    .absence = 离岗
    .register = 台账
    .setting = 设置
    .token = 凭证
    .sign-in = 登录
    .clock = 拨动时钟
    .person = 新增人员
    .leave = 离任
    .sessions-ended = 退出登录
    .password = 设置密码
    .invitation = 邀请
    .authenticator = 设置身份验证器
    .authenticator-confirmed = 启用身份验证器
    .session-ended = 退出设备
    .edit = 修改变更单
    .overtaken = 另一份变更先生效，签字作废
    .evidence = 收集证据
    .move = 转到新版
    .release = 发布生效
    .pass-on = 任务移交
    .copy-printed = 打印受控副本
    .copy-recalled = 提前收回受控副本
    .copy-returned = 受控副本交回
    .authenticator-removed = 停用身份验证器
    .lock = 得到锁
    .mail = 邮件
    .moves = 在办事项的移动
    .read = 学习签收
    .schedule = 定期发起
    .suspect-cleared = 存疑核清
