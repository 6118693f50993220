### 子流程的文字：调用、被调用的案卷、案卷之间的消息。

## G047：写法上的问题
finding-G0470 = 这里不能写 call:
    .hint = call: 写在普通状态、复合状态或并行状态上，不写在文件顶层、结束状态或历史状态上。
finding-G0471 = on_return: 里不能发出事件
    .hint = on_return: 只整理带回来的数据；要发事件，写在接收它的 on: 的 actions: 里。
finding-G0472 = 同一个状态不能既有 for_each: 又有 call:
    .hint = 把其中一个放到单独的状态里。

## G069：对照其他文件
finding-G0690 = 没有“{ $name }”这个程序
    .hint = 已有的程序：{ $known }。
finding-G0691 = 没有“{ $name }”这个程序，是不是“{ $guess }”？
    .hint = 已有的程序：{ $known }。
finding-G0692 = 被调用程序的表单 { $of } 里没有“{ $name }”这个字段
    .hint = 可用的字段：{ $known }。
finding-G0693 = 被调用程序的表单 { $of } 里没有“{ $name }”这个字段，是不是“{ $guess }”？
    .hint = 可用的字段：{ $known }。

## 拒绝的原因
refusal-too-many-messages = 这一步在其他案卷里引起的后续超过 { $limit } 步，没有执行
refusal-not-a-map = “{ $got }”不是一组字段

## 经过
calls-event-message = 收到其他案卷的消息
calls-event-done = 子流程已完成
calls-event-cancel = 上级流程不再需要，已撤销

## 案件
calls-parent = 上级案卷
calls-children = 子流程
