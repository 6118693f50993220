### 各处通用的说法：日期、时长、金额、并列。

## 日期。年、月、日以文字传入，不作计数。
date-full = { $year } 年 { $month } 月 { $day } 日（{ $weekday }）
    .at = { $year } 年 { $month } 月 { $day } 日（{ $weekday }）{ $time }
date-near = { $month } 月 { $day } 日（{ $weekday }）
    .at = { $month } 月 { $day } 日（{ $weekday }）{ $time }
date-yesterday = 昨天
    .at = 昨天 { $time }
date-today = 今天
    .at = 今天 { $time }
date-tomorrow = 明天
    .at = 明天 { $time }
date-weekday-1 = 周一
date-weekday-2 = 周二
date-weekday-3 = 周三
date-weekday-4 = 周四
date-weekday-5 = 周五
date-weekday-6 = 周六
date-weekday-7 = 周日
date-month-1 = 1 月
date-month-2 = 2 月
date-month-3 = 3 月
date-month-4 = 4 月
date-month-5 = 5 月
date-month-6 = 6 月
date-month-7 = 7 月
date-month-8 = 8 月
date-month-9 = 9 月
date-month-10 = 10 月
date-month-11 = 11 月
date-month-12 = 12 月

## 时长
span-days = { $count } 天
span-hours = { $count } 小时
span-minutes = { $count } 分钟
span-moment = 不到 1 分钟
    .left = 还剩不到 1 分钟
    .over = 刚刚超时
span = { $span }
    .left = 还剩 { $span }
    .over = 超 { $span }

## 金额
money-yuan = { $amount } 元

## 并列
list-next = { $left }、{ $right }
list-last = { $left }、{ $right }

## 是与否
common-yes = 是
common-no = 否
