### 案件配合的文字：邮箱、补偿、返回、锁、共享资料夹。

## G046：写法上的问题
finding-G0460 = back: straight 要指向一个有任务的状态
    .hint = 目标写一个状态，它要有 task，并且 on: 里至少有一个选项；对方第一个选项就是直接送回。

finding-G0461 = 状态“{ $state }”已经在占用锁“{ $lock }”，里面再等同一把锁，会一直等自己
    .hint = 去掉里面这一层的 lock:，外层占用期间一直有效。
finding-G0462 = 没有地方等待事件 lock.{ $state }，锁还没拿到就会往下走
    .hint = 在这个状态里写 on: lock.{ $state }，拿到锁才转到下一步；或者在条件里用 held("锁名")。
finding-G0463 = 用到了共享资料夹，但规程没有写 folder:
    .hint = 在文件顶层写 folder: 加一个表达式，取值相同的案件共用一个资料夹。

finding-G0464 = 选项叫“{ $name }”，引擎自己发出的 { $name }.… 事件也会触发它
    .hint = 换一个名字，例如 finish；事件名按前缀匹配，done 会匹配 done.state 开头的全部事件。

## 拒绝的原因
refusal-mailbox-full = 事件“{ $event }”没人接收，而未接收的消息已达上限 { $limit } 条
refusal-too-many-compensations = 需要补偿的步骤已达上限 { $limit } 个，不能再从“{ $state }”往下走
refusal-not-a-lock = 锁名不对：“{ $got }”（不能为空，最多 { $limit } 个字）
refusal-lock-circle = 再等锁“{ $lock }”就会互相等下去：占用它的案件正在等本案件让出另一把锁
refusal-not-waiting = 案件没有在这里等锁（{ $place }）
refusal-not-a-folder = 资料夹名太长：“{ $got }”（最多 { $limit } 个字）
refusal-no-folder = 案件还不属于任何资料夹，不能写入共享资料

## 案件页
pages-event-lock = “{ $state }”：轮到本案件，已拿到要等的锁
pages-event-lock-untitled = 轮到本案件：已拿到要等的锁
pages-lock-held = “{ $what }”正由本案件独占，其他案件要等它办完
pages-lock-waits = “{ $what }”正在排队等候，前面还有 { $ahead } 个，现由 { $case } 占用
pages-lock-waits-for-another = “{ $what }”正在排队等候，前面还有 { $ahead } 个，现由另一个案件占用
