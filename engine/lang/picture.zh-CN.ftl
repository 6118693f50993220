### 流程图上的说法。

picture-title = 流程图：{ $policy }
picture-progress = 办理进度：{ $policy }
picture-describe = 共 { $n } 个办理环节。
picture-describe-present = { $steps }现在：{ $present }。

## 一个环节：谁、多久、做到什么程度
picture-signers = { $names }（{ $rule }）
picture-decide-one = 任一人
picture-decide-all = 全部同意
picture-decide-sequence = 依次同意
picture-decide-share = { $part }/{ $whole } 同意
picture-decide-weights = 加权满 { $reach } 分
picture-due = { $period }内
picture-due-on = 期限：{ $field }
picture-and-more = { $first }等
picture-steps = 内含 { $n } 个环节

## 逐项办理
picture-each = 逐项：{ $title }
picture-complete-all = 全部办完为止
picture-complete-count = 办完 { $n } 项为止
picture-in-sequence = 依次办理

## 走向
picture-after = { $period }后
picture-otherwise = 其他情况
picture-condition = 符合条件时
picture-signer = 由流程确定的人
picture-choice-if = { $choice }（{ $guard }）
picture-from = { $state }：{ $choice }
picture-is = { $field }：{ $value }
picture-filled = 已填写{ $field }
picture-in = 正在“{ $state }”环节
picture-not-in = 不在“{ $state }”环节
picture-reached = { $state }完成后
picture-and = { $left }，且{ $right }
picture-or = { $left }，或{ $right }
picture-not = 不满足：{ $inside }
picture-brackets = （{ $inside }）
picture-resume = 回到上次的环节
picture-call = 子流程：{ $policy }
picture-lock = 排队：{ $lock }

## 拟行版本与现行版本的差别
picture-mark-new = 【新增】{ $text }
picture-mark-gone = 【取消】{ $text }
picture-mark-changed = 【改】{ $text }
picture-describe-new = 新增：{ $states }。
picture-describe-gone = 取消：{ $states }。
picture-describe-changed = 有改动：{ $states }。
