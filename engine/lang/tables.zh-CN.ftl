### 判定表、数值、权重、成对比较、职能分配表的问题（finding-G10）。

## 写法
finding-G0901 = 输入的界限必须是数
    .hint = 例如 amount: { "{" } is: record.amount, min: 0, max: 1000, places: 2 { "}" }。
finding-G0902 = collect 说的是怎样汇总命中的各行，但这里的 hit 不是 collect
    .hint = 写 hit: collect，或去掉 collect。
finding-G0903 = 这种命中方式需要输出的次序
    .hint = 加上 order:，写明输出列和它的各个值，最优先的在前，例如 order: { "{" } grade: [serious, minor] { "}" }。
finding-G0904 = 这种命中方式用不到输出的次序
    .hint = 写 hit: priority 或 hit: output_order，或去掉 order。
finding-G0905 = 这一行的输出“{ $column }”不在次序之中
    .hint = 把它的值加进 order；计算出来的输出不能排次序。
finding-G0906 = 这张表没有行
    .hint = 在 rows: 下面至少写一行。
finding-G0907 = 这里有 { $got } 个权重，应当是 { $wanted } 个
    .hint = of: 下面每个名称一个权重，次序相同；不计的写 "-"。
finding-G0908 = “{ $text }”不是权重
    .hint = 写不小于零的数，例如 15、0.15、15%；不计的写 "-"。
finding-G0909 = “{ $text }”不是判断值
    .hint = 写这一行是那一列的多少倍：3、1/3、0.5，在 1/1000 和 1000 之间。
finding-G0910 = “{ $name }”与自己同样重要
    .hint = 去掉这个判断，或写 1。
finding-G0911 = “{ $one }”与“{ $other }”没有比较
    .hint = 补上这一对的判断，写一个方向就够。
finding-G0912 = 没有写明“{ $name }”的权重
    .hint = 补上，或去掉 weights:，改用计算出的权重。
finding-G0913 = 成对比较要有 2 至 { $limit } 项
    .hint = 项目更多时先分组，比较各组。
finding-G0914 = 这里已有 { $name }，共用文件“{ $document }”又带来一个
    .hint = 给其中一个改名，或只用一个。

## 自相矛盾
finding-G0920 = { $table } 中“{ $column }”的权重合计为 { $sum }，不是 { $total }
    .hint = 改正权重；如果合计本来就是别的数，写 total:。
finding-G0921 = { $table } 中“{ $title }”（{ $title_en }）列了两次，第 { $line } 行已有
    .hint = 把两处权重合在一起，或给其中一处写上本来要写的名称。
finding-G0922 = { $table } 中“{ $name }”在各列都没有权重
    .hint = 给它权重，或删掉。
finding-G0923 = { $table } 中“{ $one }”与“{ $other }”两个方向都作了判断，但不相符（另一处在第 { $line } 行）
    .hint = 两个判断互为倒数，例如 3 和 1/3。只留一个。
finding-G0924 = { $table } 中“{ $one }”对“{ $other }”的判断不在标度之内
    .hint = 标度为 { $known } 及其倒数。
finding-G0925 = { $table } 的判断前后不一致：一致性比率 { $ratio }，超过 { $limit }
    .hint = 把与其他判断相差最大的几对重新判断。
finding-G0926 = { $table } 的判断绕成了圈：{ $path }
    .hint = 重新判断其中一对。
finding-G0927 = { $table } 写明“{ $name }”的权重为 { $stated }，而由判断算出的是 { $computed }
    .hint = 改正权重或判断；改正之前以写明的权重为准（写 use: computed 则用算出的）。
finding-G0928 = { $table } 把“{ $one }”排在“{ $other }”之前，而判断的结果相反
    .hint = 核对这两项的判断。
finding-G0929 = { $table } 写明的权重合计为 { $sum }，与 1 相差 { $difference }
    .hint = 各因素的权重合计应当为 1，只容许四舍五入的误差。
finding-G0930 = “{ $name }”在这里是 { $value }，而说同一件事的“{ $other }”是 { $other_value }（{ $place }，条款 { $other_clause }）
    .hint = 改成一致，或用 for: 写明各自适用的范围。
finding-G0931 = { $table } 太大，无法判断是否有遗漏
    .hint = 拆成两张表，一张的输出作另一张的输入。
finding-G0932 = { $table } 的这一行与第 { $line } 行相同，会重复计入：{ $example }
    .hint = 删掉其中一行。
finding-G0933 = { $table } 的这一行与第 { $line } 行在闭区间的端点相接而结果不同：{ $example }，以前一行为准
    .hint = 把其中一端改成开的，例如 [8..10) 和 [10..12]，这样行的次序不影响结果。
finding-G0934 = { $table } 没有一行命中：{ $example }，这时什么也汇总不到
    .hint = 如果应当有结果，加一行。
finding-G0935 = 不是每个月都有 { $day } 日（“{ $name }”）：短的月份按最后一天算
    .hint = 本来就是这个意思的，不必修改；否则写 end of month 或更早的日子。
finding-G0936 = { $table } 写明的权重由判断按{ $method ->
        [geometric] 方根法
       *[other] 和积法
    }得出，不是按特征向量
    .hint = 在手册中写明所用的方法；判断不一致时各种方法的结果不同。
finding-G0937 = 没有共用文件“{ $name }”
    .hint = 共用文件有：{ $known }；它们放在 policies/tables/。
finding-G0938 = 没有共用文件“{ $name }”，是不是“{ $guess }”？
    .hint = 共用文件有：{ $known }。
finding-G0939 = 这里没有权重“{ $name }”
    .hint = 可以写的有：{ $known }。写法是 weight.表.列.指标 或 pairwise.表.因素。
finding-G0940 = 这里没有权重“{ $name }”，是不是“{ $guess }”？
    .hint = 可以写的有：{ $known }。
finding-G0941 = { $table } 写明权重合计 { $stated }，而各权重相加是 { $sum }
    .hint = 改正合计数或权重。

## 职能分配表
finding-G0950 = 职能分配表没有要素“{ $name }”
    .hint = 要素有：{ $known }。
finding-G0951 = 职能分配表没有要素“{ $name }”，是不是“{ $guess }”？
    .hint = 要素有：{ $known }。
finding-G0952 = 按职能分配表，要素 { $element } 由{ $title }（{ $title_en }）主管，但这里没有它的任务
    .hint = 给它的岗位（{ $posts }）分配任务，或修改职能分配表。
finding-G0953 = { $title }（{ $title_en }）在这里有任务，但按职能分配表与要素 { $element } 无关
    .hint = 把 { $posts } 的任务交给别的岗位，或修改职能分配表。
finding-G0954 = 流程执行要素 { $element }，而所属的第 { $chapter } 章写的是 { $other }
    .hint = 改成一致。
finding-G0960 = 职能“{ $name }”要写部门或岗位，二者选一
    .hint = 例如 { "{" } department: after_sales { "}" }。
finding-G0961 = 这里有 { $got } 个标记，应当是 { $wanted } 个
    .hint = 每个职能一个，次序相同：■ 领导、□ 协助领导、▲ 主管、△ 配合，"-" 无关。

## 条款与执行条款的文件
finding-G0740 = 没有文件执行条款 { $name }
    .hint = 在执行它的流程、表单或判定表处用 clause: 注明；不需要执行的，列在本章开头的 informative: 里。
finding-G0741 = 条款 { $name } 在本文件核对之后改过
    .hint = 对照阅读；本文件仍然符合的，在 reviewed: 下写 { $name }: { $fingerprint }。
finding-G0742 = 本文件还没有与条款 { $name } 核对
    .hint = 核对相符的，在 reviewed: 下写 { $name }: { $fingerprint }。
finding-G0743 = reviewed 里的条款 { $name } 在本文件中没有注明
    .hint = 删掉，或在执行它的地方注明。
finding-G0744 = 岗位“{ $name }”没有人担任，而这里有它的工作
    .hint = 任命人员，或把工作交给别的岗位。空缺岗位的任务要等管理员处理。
finding-G0680 = { $example } 时，“{ $state }”没有去向
    .hint = 为这种情况加一个转移，或在最后加一个没有 guard 的；否则案件会停在这里。
