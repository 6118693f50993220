# 受控副本：清单、打印、扫码查询
copies-title = 受控副本
copies-how = 每份副本都有编号和持有人，每次打印都有记录。打印出的每一页都有二维码，扫一扫就知道是否有效。
copies-empty = 还没有您可以查看的受控副本。
copies-ask = 申请受控副本
copies-valid = 有效
copies-void = 已作废
copies-since = 自 { $at } 起
copies-holder = 持有人：{ $holder }
copies-issued = { $at } 发放
copies-printed = 已打印 { $count } 次，最多 { $limit } 次
copies-outstanding = 应收回，尚未交回
copies-returned = { $at } 已交回
copies-print = 打印 PDF
copies-give-back = 登记交回
copies-done-returned = 已登记交回。
copies-no-printer = 此版本的程序不含 PDF 打印功能，请联系系统管理员换用完整版本。
copies-no-fonts = 服务器上没有中文字体，无法生成 PDF。请系统管理员安装 fonts-noto-cjk。
copies-no-pdf = 无法生成 PDF

copies-sheet-number = 文件编号 { $number }
copies-sheet-revision = 版本 { $label }　生效日期 { $from }
copies-sheet-page-before = 第{" "}
copies-sheet-page-between = {" "}页，共{" "}
copies-sheet-page-behind = {" "}页
copies-sheet-mark = 受控副本 No. { $number }
copies-sheet-holder = 持有人 { $holder }
copies-sheet-hint = 扫码查询本副本是否有效

copies-check-title = 受控副本查询
copies-check-document = 文件编号
copies-check-revision = 版本
copies-check-copy = 副本编号
copies-check-unknown = 查不到这份副本
copies-check-unknown-why = 二维码不完整，或者这不是本公司发放的受控副本。
copies-check-busy = 查询的人太多，请一分钟后再试。

refusal-no-such-copy = 没有这份受控副本，或者它不是经您申请、发放的。
refusal-copy-void = 这份副本已作废，不能再打印。
refusal-copy-printed-out = 这份副本已打印 { $limit } 次，不能再打印；需要时请另行申请。
refusal-copy-count = 一次可以申请 1 至 { $limit } 份副本。
refusal-copy-not-in-force = 这份文件没有现行版本，不能发放副本。
refusal-copy-returned = 这份副本已经登记交回。
refusal-copy-reason = 请写明收回的原因，不超过 { $limit } 字。
refusal-copy-not-own = 副本只能由申请它的那件事（{ $number }）来发放、收回。
refusal-copy-status-unknown = 登记簿“受控副本”只认申请、发放、收回、交回四种状态。
refusal-copy-field = 申请里的“{ $field }”没有填好，不能发放副本。
refusal-copy-none = 文件分发表没有规定这份文件可以发放副本。
