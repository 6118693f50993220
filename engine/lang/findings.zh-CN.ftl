### check 报告的问题（finding-*）。每条 finding 的 .hint 说怎么改。

## G01：文本与 YAML
finding-G0100 = 问题太多：只列出 { $limit } 条，另有 { $count } 条没有列出
    .hint = 先改好已列出的问题，再检查一遍。
finding-G0101 = 文件有 { $size } KiB，超过上限 { $limit } KiB
    .hint = 把它拆成几个文件，或删去不属于这里的内容。
finding-G0102 = 文件用的是 GBK（GB18030）编码，本系统只读 UTF-8
    .hint = 在编辑器里选“另存为”，编码选 UTF-8，再检查一遍；也可以用命令转换：iconv -f GB18030 -t UTF-8 旧文件 > 新文件。
finding-G0103 = 文件用的是 UTF-16 编码，本系统只读 UTF-8
    .hint = 在编辑器里选“另存为”，编码选 UTF-8（不是“Unicode”），再提交一次。
finding-G0104 = 这里的字节 { $byte } 不是 UTF-8 文字
    .hint = 文件可能损坏，或用了别的编码。请以 UTF-8 重新保存。
finding-G0105 = 这里有一个看不见的字符（{ $character }）
    .hint = 删掉它再重新输入前后的文字；从网页或聊天软件复制时常会带进来。看不见的字符会让审核的人看到的与系统执行的不一样。
finding-G0106 = 这里有一个控制字符（{ $character }）
    .hint = 删掉它。文件里只能有文字、空格、换行和制表符。
finding-G0107 = 这里有一个单独的回车符（CR），是旧式苹果电脑的换行
    .hint = 在编辑器里把换行改成 LF（或 Windows 的 CRLF）再保存。
finding-G0108 = 这不是文本文件，而是{ $kind ->
        [office] { " " }Excel、Word 之类的办公文档或压缩包
        [pdf] { " " }PDF 文件
        [picture] 图片
        [archive] 压缩包
        [database] 数据库文件
       *[xml] { " " }XML 或网页（HTML）
    }
    .hint = 规程、表单、台账和日历写成 YAML 文本，手册写成 Markdown 文本，用 UTF-8 保存；把内容抄写过来，或删掉这个文件。
finding-G0109 = 这里的文字已经丢失（替换符 U+FFFD）
    .hint = 这是以前转换编码时留下的。对照原件补上文字，再检查一遍。
finding-G0110 = 这里不合 YAML 的写法（解析器的说法：{ $detail }）
    .hint = 检查这一行和上一行的缩进、引号和括号。
finding-G0111 = 缩进里有制表符（Tab）
    .hint = YAML 的缩进只能用空格。把这一行开头的 Tab 换成空格。
finding-G0112 = “{ $key }”后面是全角冒号“：”
    .hint = 换成半角冒号，再加一个空格：{ $key }: …
finding-G0113 = 从这里开始的引号没有结束
    .hint = 在文字末尾补上同样的引号。
finding-G0114 = 这里的缩进与上面各行对不上
    .hint = 同一层的各项要从同一列开始，下一层要多缩进两个空格。
finding-G0115 = 这里不能再有一个冒号
    .hint = 文字里含有“: ”时，用引号把整段文字括起来；如果这是新的一项，请另起一行并对齐。
finding-G0116 = 第 { $line } 行第 { $column } 列开始的括号没有结束，或这里少了逗号
    .hint = 检查 [ ] 和 { "{" } { "}" } 是否成对，各项之间要用半角逗号。
finding-G0117 = 这里的空格（{ $code }）不是普通的空格
    .hint = 换成半角空格；这种空格常由全角输入法或从网页复制带进来。
finding-G0118 = “{ $text }”里的“{ $character }”（{ $code }）看起来像“{ $ascii }”，其实是另一个字符
    .hint = 切换到英文半角输入法，重新输入：{ $meant }
finding-G0119 = 这里以全角等号“＝”开头
    .hint = 表达式要以半角等号开头：=record.…；如果真要写这个符号，请加引号。
finding-G0120 = 这里用了 YAML 的锚点或别名（& 或 *）
    .hint = 把内容直接写在这里。受控文件里所见即所行，不作引用；以 & 或 * 开头的文字请加引号。
finding-G0121 = 这里用了 YAML 的合并键（<<）
    .hint = 把要合并的各项直接写在这里。
finding-G0122 = 这里用了 YAML 的类型标签（!）
    .hint = 删掉标签；以 ! 开头的文字请加引号。
finding-G0123 = 一个文件里有不止一份 YAML 文档（---）
    .hint = 每份文档单独存成一个文件。
finding-G0124 = “{ $key }”重复了，第 { $line } 行第 { $column } 列已有
    .hint = 只留一处。
finding-G0125 = 层次太深，超过 { $limit } 层
    .hint = 把里面的部分拆成单独的规程或表单。
finding-G0126 = 内容太多，超过 { $limit } 项
    .hint = 拆成几个文件。
finding-G0127 = 键不是一个简单的词
    .hint = 冒号前面写一个词；含括号的文字请加引号。
finding-G0128 = 文件是空的
    .hint = 写上内容，或删掉这个文件。
finding-G0129 = 冒号前面没有键
    .hint = 在冒号前写上键名。
finding-G0130 = 这里要写成“键: 值”的形式
    .hint = 例如 { "{" } zh: 投诉, en: Complaint { "}" }，或另起一行缩进后写 zh: 投诉。
finding-G0131 = 这里要写成列表
    .hint = 例如 [甲, 乙]，或每行以“- ”开头。
finding-G0132 = 这里要写一个单独的值，不能是列表，也不能是“键: 值”
    .hint = 含有 [ ] 或 { "{" } { "}" } 的文字请加引号。
finding-G0133 = 缺少“{ $key }”
    .hint = 在这一层补上 { $key }:
finding-G0134 = 这里没有“{ $name }”这一项
    .hint = 可以写的有：{ $known }
finding-G0135 = 这里没有“{ $name }”这一项，是不是“{ $guess }”？
    .hint = 可以写的有：{ $known }
finding-G0136 = 这里不能是空的
    .hint = 写上内容，或去掉这一项。
finding-G0137 = “{ $text }”不是整数
    .hint = 只写半角数字，前面可以有负号，不加 0、逗号和单位。
finding-G0138 = “{ $text }”不是小数
    .hint = 写成 1000 或 0.50 这样，只用半角数字和一个小数点，不加逗号和单位。
finding-G0139 = “{ $text }”不是 true 或 false
    .hint = 只能写 true（是）或 false（否）。
finding-G0140 = “{ $text }”在这里只是一个词，请写 { $meant }
    .hint = 本系统里 yes、no、on、off 都是普通的词；是写 true，否写 false。
finding-G0141 = “{ $text }”不能用作名称
    .hint = 名称以英文字母开头，只含英文字母、数字和下划线，不超过 { $limit } 个字符。给人看的名字写在 title 里。
finding-G0142 = 缺少英文
    .hint = 写成 { "{" } zh: …, en: … { "}" }。没有英文时，英文页面会显示中文。
finding-G0143 = “{ $name }”重复了，第 { $line } 行已有
    .hint = 只留一处。
finding-G0144 = 这里不能写“{ $name }”
    .hint = 可以写的有：{ $known }
finding-G0145 = 这里不能写“{ $name }”，是不是“{ $guess }”？
    .hint = 可以写的有：{ $known }
finding-G0146 = 这里的数应在 { $min } 到 { $max } 之间
    .hint = 改成范围内的数。
finding-G0147 = “{ $text }”不是日期
    .hint = 写成 2026-11-30 这样：四位年、两位月、两位日。
finding-G0148 = “{ $text }”不是条款号
    .hint = 写手册里的条款号，例如 8.14-4.2.2。
finding-G0149 = “{ $text }”没有值：逗号把前面的文字断开了
    .hint = 文字里有半角逗号时，用引号把整段文字括起来；中文请用全角逗号。
finding-G0150 = 这一行超过 { $limit } 字节
    .hint = 分成几行写；长文字可以用“|”另起一段。
finding-G0151 = 这个文件里这样的字符还有 { $count } 个，没有一一列出
    .hint = 用编辑器的“替换”一次改完，再检查一遍。
finding-G0152 = 读不了这个文件：{ $detail ->
        [permission] 没有权限
        [gone] 链接指向的文件不存在
        [loop] 链接互相指向
        [link] 它是链接；导入只认文件本身
        [special] 它是管道或设备，不是普通文件
       *[other] { $detail }
    }
    .hint = 改好文件的权限或链接，或删掉它，再检查一遍。
finding-G0153 = 这是一个文件夹，名字却像文件
    .hint = 给文件夹改名，或把里面的文件移到正确的位置；文件夹名里不要有 .yaml 或 .md。
finding-G0154 = 文件夹的链接绕回了自己
    .hint = 删掉这个链接。
finding-G0155 = 文件夹太深，超过 { $limit } 层
    .hint = 把文件移到上面的文件夹里。
finding-G0156 = 文件太多，超过 { $limit } 个，其余没有读
    .hint = 把不属于这里的文件移走。
finding-G0157 = 这一行的“{ $field }”填得不对：{ $detail }
    .hint = 按台账的要求改好。
finding-G0158 = “{ $text }”里用了全角逗号或顿号，成了一个词
    .hint = 列表各项之间要用半角逗号，例如 [甲, 乙]。

## G02：表单
finding-G0201 = 表单名“{ $id }”与文件名“{ $file }”不一致
    .hint = 两处写成一样：表单 { $id } 存放在 forms/{ $id }.yaml。
finding-G0202 = 这里太多了，最多 { $limit } 个
    .hint = 拆成几份表单；选项很多时改用台账（type: ref）。
finding-G0203 = 没有“{ $name }”这个字段
    .hint = 已有的字段：{ $known }
finding-G0204 = 没有“{ $name }”这个字段，是不是“{ $guess }”？
    .hint = 已有的字段：{ $known }
finding-G0205 = 下限 { $min } 大于上限 { $max }
    .hint = 把 min 和 max 对调，或改正其中一个。
finding-G0206 = 选择字段“{ $field }”没有写选项
    .hint = 补上 choices:，每个选项一行，例如 minor: { "{" } zh: 轻微, en: Minor { "}" }。
finding-G0207 = “{ $field }”由规程写入（computed），不能让人填写
    .hint = 从这一节的 fields 里去掉；要给人看，就写在 show 里。
finding-G0208 = “{ $field }”是个人信息，不能用作条件
    .hint = 换一个不含个人信息的字段。个人信息不进入判断，也不进入台账凭证。
finding-G0209 = 字段“{ $field }”的类型是 { $type }，不能用作条件
    .hint = 条件只能看 choice、choices 或 bool 字段。
finding-G0210 = “{ $field }”写在 optional 里，但这一节并不填写它
    .hint = 把它加到 fields 里，或从 optional 里去掉。
finding-G0211 = “{ $field }”在这一节里既要填写又要展示
    .hint = 要填写就从 show 里去掉；只展示就从 fields 里去掉。
finding-G0212 = “{ $section }”这一节既不填写也不展示任何字段
    .hint = 写上 fields 或 show，或删掉这一节。
finding-G0213 = “{ $field }”的条件绕了一圈又依赖它自己，永远填不了
    .hint = 改掉 only_if，使条件最终落在一个没有条件的字段上。
finding-G0214 = 没有哪一节填写“{ $field }”，它会一直是空的
    .hint = 加到某一节的 fields 里；如果由规程写入，标上 computed: true；否则删掉。
finding-G0215 = “{ $field }”是脚本语言的保留字，不能用作字段名
    .hint = 换一个名字，否则脚本里写不出 record.{ $field }。
finding-G0216 = 表格的列不能写 { $key }
    .hint = 把 { $key } 写在整个表格（type: rows）上。
finding-G0217 = 表格的列“{ $field }”又是表格
    .hint = 表格只能有一层。把里面的表格另设一个字段。
finding-G0218 = 这个界限的小数位超过 { $places } 位
    .hint = 减少小数位，或改大 places。
finding-G0219 = 表格“{ $field }”要有 1 到 { $limit } 列
    .hint = 在 fields 里写上各列。
finding-G0220 = “{ $field }”与“{ $other }”不能放在同一节：一个属于 for_each 的每一项（item: true），一个属于整个事项
    .hint = 分成两节，或改正其中一个字段的 item。
finding-G0221 = “{ $field }”是个人信息，不能出现在一行摘要里
    .hint = 摘要会出现在列表和邮件标题中。换一个不含个人信息的字段。
finding-G0222 = 编号格式“{ $pattern }”写得不对（{ $detail }）
    .hint = 写成 B-[0-9]{ "{" }4{ "}" } 这样的正则表达式。
finding-G0223 = 摘要里的花括号没有成对
    .hint = 字段写成 { "{" }name{ "}" } 这样。

## G03：公司日历与期限
finding-G0301 = 没有“{ $name }”这个时区
    .hint = 写 IANA 时区名，例如 Asia/Shanghai。
finding-G0302 = “{ $text }”不是时刻
    .hint = 写成 "09:00" 这样：两位小时、两位分钟，24 小时制，加引号。
finding-G0303 = 下班时间必须晚于上班时间
    .hint = 例如 { "{" } opens: "09:00", closes: "18:00" { "}" }。
finding-G0304 = 一周七天都成了周末，永远数不到工作日
    .hint = 至少留一天不写进 weekend。
finding-G0305 = “{ $name }”不是年份
    .hint = 写 { $min } 到 { $max } 之间的四位年份，例如 2026:。
finding-G0306 = { $year } 年标为暂定（provisional），但没有说明原因
    .hint = 加上 note: { "{" } zh: …, en: … { "}" }，写明哪些日子还会变。
finding-G0307 = { $date } 不在 { $year } 年里
    .hint = 改正日期，或把它移到所属的年份下；跨年的假期分写在两个年份下。
finding-G0308 = 假期的最后一天 { $to } 早于第一天 { $from }
    .hint = 检查 from 和 to 是否写反。
finding-G0309 = { $date } 重复了，第 { $line } 行已有
    .hint = 一天只能属于一个假期，或者是调休上班，不能都是。
finding-G0310 = { $date } 本来就上班（{ $weekday }），不必写成调休
    .hint = 检查日期是否写错；working 里只写要上班的周末。
finding-G0311 = 这个假期长达 { $days } 天
    .hint = 超过 { $limit } 天的假期多半是月份写错了；如果没写错，可以不理会。
finding-G0320 = “{ $text }”不是期限
    .hint = 写成 10s（秒）、30m（分钟）、4h（小时）、15d（天）、2wd（工作日）、1mo（月）、1y（年），或 end of day、end of month、end of quarter、end of year、day 15 of month、day 15 of next month。数字与单位之间没有空格。
finding-G0321 = 期限“{ $text }”太长
    .hint = 最长 { $limit }。
finding-G0322 = 一个月里没有 { $day } 日
    .hint = 写 1 到 31；day 31 在较短的月份里指最后一天。
