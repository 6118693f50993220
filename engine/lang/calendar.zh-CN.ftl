### 公司日历：期限、到期日怎么算出来、某一天上不上班。日期（$date、$from、$to）用 due-date 写好再传入。

## 日期。年、月、日以文字传入，不作计数。
due-date = { $year } 年 { $month } 月 { $day } 日

## 到期日怎么算：第一句是算式，后面各句说明特殊之处
due-explain-milliseconds = 自 { $from } { $from_time } 起 { $n } 毫秒 = { $to } { $to_time }
due-explain-seconds = 自 { $from } { $from_time } 起 { $n } 秒 = { $to } { $to_time }
due-explain-minutes = 自 { $from } { $from_time } 起 { $n } 分钟 = { $to } { $to_time }
due-explain-hours = 自 { $from } { $from_time } 起 { $n } 小时 = { $to } { $to_time }
due-explain-days = 自 { $from }起 { $n } 天 = { $to }
due-explain-working-days = 自 { $from }起 { $n } 个工作日 = { $to }
due-explain-months = 自 { $from }起 { $n } 个月 = { $to }
due-explain-years = 自 { $from }起 { $n } 年 = { $to }
due-explain-end-of-day = { $from }当天 = { $to }
due-explain-end-of-month = { $from }所在月的月底 = { $to }
due-explain-end-of-quarter = { $from }所在季度的季末 = { $to }
due-explain-end-of-year = { $from }所在年的年底 = { $to }
due-explain-day-of-month = 自 { $from }起最近的 { $day } 日 = { $to }
due-explain-day-of-next-month = { $from }所在月的次月 { $day } 日 = { $to }
due-explain-holiday = 跳过 { $date }（{ $name }）
due-explain-holidays = 跳过 { $from }至 { $to }（{ $name }）
due-explain-make-up = { $date }为{ $name }调休上班，算工作日
due-explain-weekends = 跳过周末 { $days } 天
due-explain-month-end = 该月没有 { $day } 日，取最后一天 { $date }
due-explain-already-closed = { $date }已过下班时间，顺延
due-explain-provisional = { $year } 年放假安排尚未公布，暂按现有日历计算
due-explain-uncovered = 公司日历没有 { $year } 年，只按周末计算
due-explain-closing = 当日 { $time } 下班前
due-explain-calendar = 按公司日历 { $revision } 版计算

## 写成一行：算式，其余各句放在括号里
due-line = { $sum }（{ $notes }）
due-line-next = { $left }；{ $right }

## 某一天上不上班
day-weekday = 工作日
day-weekend = 周末
day-holiday = { $name }放假
day-make-up = { $name }调休上班
day-provisional = { $year } 年放假安排尚未公布
day-uncovered = 公司日历没有 { $year } 年，只看周末

## 期限
period-milliseconds = { $n } 毫秒
period-seconds = { $n } 秒
period-minutes = { $n } 分钟
period-hours = { $n } 小时
period-days = { $n } 天
period-working-days = { $n } 个工作日
period-months = { $n } 个月
period-years = { $n } 年
period-end-of-day = 当天下班时
period-end-of-month = 月底
period-end-of-quarter = 季末
period-end-of-year = 年底
period-day-of-month = 最近的 { $day } 日
period-day-of-next-month = 次月 { $day } 日
