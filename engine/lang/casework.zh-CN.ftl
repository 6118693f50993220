### 案件配合的文字：邮箱、补偿、返回、锁、共享资料夹。

## G046：写法上的问题
finding-G0460 = back: straight 要指向一个有任务的状态
    .hint = 目标写一个状态，它要有 task，并且 on: 里至少有一个选项；对方第一个选项就是直接送回。

## 拒绝的原因
refusal-mailbox-full = 事件“{ $event }”没人接收，而未接收的消息已达上限 { $limit } 条
refusal-too-many-compensations = 需要补偿的步骤已达上限 { $limit } 个，不能再从“{ $state }”往下走
