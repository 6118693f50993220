### 核对账本：哪一行与账本不符。

audit-row = { $table }：{ $why }
audit-row-told = { $table }：{ $why }（账本第 { $entry } 条）
audit-table =
    .entry = 账本记录
    .blob = 文件内容
    .document = 文件
    .revision = 文件版本
    .person = 人员
    .appointment = 任职
    .absence = 离岗
    .change = 变更单
    .change_item = 变更单中的文件
    .signature = 签名
    .suspect = 存疑处
    .reading = 学习记录
    .copy = 受控副本
audit-why =
    .changed = 内容被绕过系统改动
    .added = 账本中没有这一行
    .gone = 这一行不见了
    .back = 已由账本删除，却又出现
    .unread = 内容已损坏，无法读取
    .columns = 查询用的栏目与账本记录本身不一致
    .bytes = 内容与其摘要不符
    .missing = 内容不见了
