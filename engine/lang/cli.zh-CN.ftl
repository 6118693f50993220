# 命令行
cli-days-order = 起始日期不能晚于结束日期
cli-days-many = 一次最多列出 { $limit } 天
cli-no-calendar = 没有日历：请用 --documents 指出 policies/calendar.yaml 所在的文件夹
cli-working = 上班
cli-not-working = 休息
cli-weekday = 工作日
cli-weekend = 周末
cli-holiday = { $name }放假
cli-make-up = { $name }调休上班
cli-provisional = （暂定：当年放假安排尚未公布）
cli-uncovered = （日历未收入这一年，只按周末计算）
cli-data-in = 数据存放在 { $folder }
cli-people = 可以试用的人员：
cli-file-differs = { $document }：文件与现行版本不同，未采用；现行版本不变
cli-file-new = { $document }：文件夹里的新文件，尚未批准为受控文件，未采用
cli-file-missing = { $document }：现行有效，但文件夹里没有这个文件
cli-refused = 文件有错误，未启动，也没有存入任何内容；改正后再启动
