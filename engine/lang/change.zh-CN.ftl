### 文件更改：首次发布；变更单不能这样办的原因。

change-release = 批准发布
change-release-about = 下列 { $count } 份文件是首版（A/0），等待总经理批准发布。批准以前，任何流程都不能开始。
change-release-made = 首版文件已经批准发布。以后的更改请走变更单。
change-release-done = 已批准发布。现在可以按这些文件开展工作了。
change-release-checked = 检查结果：{ $errors } 个错误，{ $warnings } 个提醒。
change-release-covers-all = 签名覆盖下列每一份文件的全部内容（以哈希为准）。签名须由本人输入密码，链接和登录都不能代替。
change-release-do = 批准发布全部文件
change-release-documents = 首版文件
change-release-document = 文件
change-release-number = 编号
change-release-revision = 版本
change-release-hash = 内容哈希（SHA-256）
change-release-order = 批准发布令
change-release-words = 服务管理手册及所列 { $count } 份受控文件（首版 A/0）已经审阅，符合本公司服务管理的要求，现予批准发布，自签名之时起施行。全体人员须遵照执行；此后的任何更改，一律按文件变更程序办理。
change-release-by = 批准人
change-release-at = 批准时间
change-release-proof = 身份核验
change-release-proof-password = 签名时本人输入密码
change-release-proof-both = 签名时本人输入密码和验证码
change-release-entry = 账本记录
change-release-covers = 签名内容的哈希

refusal-not-released = 文件还没有批准发布，现在不能开始任何流程。请总经理先在“批准发布”页签发
refusal-released-already = 文件已经批准发布，不能再发布一次
refusal-release-seen-old = 打开页面以后，待发布的文件变了。请重新看过再签
refusal-release-not-yours = 只有“{ $post }”本人可以批准首次发布
refusal-no-such-change = 没有这张变更单，或者它与您无关
refusal-change-no-author = 变更单必须由人提出，不能自动开始
refusal-change-not-yours = 只有编制人和认证负责人可以修改这张变更单
refusal-change-author-only = 只有编制人可以撤回这张变更单
refusal-change-not-let-go = 变更程序不允许现在撤回
refusal-change-not-own = 只有变更单 { $number } 自己的流程可以改变它的状态
refusal-change-ended = 这张变更单已经生效、关闭或撤回，不能再修改
refusal-change-edited-meanwhile = 打开页面以后，{ $person } 在 { $at } 修改了这张变更单（{ $documents }）。请重新打开再改
refusal-change-busy = 有人正在修改这张变更单或有文件刚刚生效，请稍后再核对
refusal-change-needs = { $field ->
    [title] 请写明变更单的名称
   *[reason] 请写明更改的原因
  }
refusal-change-title-length = 名称最多 { $limit } 个字，现在有 { $length } 个字
refusal-change-reason-length = 原因最多 { $limit } 个字，现在有 { $length } 个字
refusal-change-note-length = 答复最多 { $limit } 个字，现在有 { $length } 个字
refusal-change-too-many-notes = 一张变更单最多 { $limit } 条答复
refusal-change-moves-too-long = 对在办案卷的安排太长，最多 { $limit } 字节
refusal-change-moves-unreadable = 对在办案卷的安排看不懂，请在“在办案卷”页上选择
refusal-change-no-evidence = 这张变更单还没有核对过
refusal-change-too-many = 一张变更单最多 { $limit } 份文件
refusal-change-document-size = 一份文件最多 { $limit } KB
refusal-change-bad-document = “{ $document }”不是文件的名称
refusal-change-no-such-item = 变更单里没有“{ $document }”，或者没有这份有效文件
refusal-change-empty = 变更单里还没有文件
refusal-change-item-same = “{ $document }”与有效版本完全相同。请修改它，或者从变更单里移出
refusal-change-errors = 检查还有 { $count } 个错误，改正以后才能提交
refusal-change-stories-failed = 有 { $count } 个场景没有通过，改正以后才能提交
refusal-change-stale = 这些文件在编制以后另有新版本生效，需要先在新版本上重新编制：{ $documents }
refusal-change-unfit = 变更单与现行文件合在一起有错误，不能生效。请核对以后改正
refusal-change-evidence-old = 核对结果已经过时：变更单或现行文件在核对以后有变动。请重新核对，看过再签
refusal-change-not-signed = { $meaning ->
    [prepare] 还缺编制人对现在这份内容的签字
    [review] 还缺审核人对现在这份内容的签字
   *[approve] 还缺批准人对现在这份内容的签字
  }
refusal-change-same-person = 编制、审核、批准必须由三个不同的人签字；修改过内容的人不能审核或批准
refusal-change-too-early = 变更单定于 { $at } 生效，现在还早
refusal-change-status = 变更单不能从“{ $from }”变为“{ $to }”
refusal-change-status-unknown = 变更程序写给变更单的不是一个状态
refusal-change-own-work = 这份变更单的内容您编制或修改过，不能再由您审核或批准。请由该岗位的其他任职人或代理人签字
