### 文件夹与变更单之间的导出、导入。

exchange-exported = 已导出 { $count } 份文件到 { $folder }
exchange-not-empty = { $folder } 里已经有文件。要用现行版本覆盖它们，请加 --overwrite
exchange-bad-manifest = { $path } 不是 guicheng export 写出的清单
exchange-changed = 修改  { $path }（{ $label } 的基础上）
exchange-new = 新增  { $path }
exchange-obsolete = 作废  { $path }（{ $label }）
exchange-stale = 修改  { $path }（{ $label } 的基础上；这个版本已被取代，提交前要与现行版本合并）
exchange-missing = 缺少  { $path }：仍然有效。要作废它，请加 --obsolete
exchange-imported = 已建立变更单 { $number }，涉及 { $count } 份文件

refusal-exchange-errors = 有 { $count } 个错误，没有建立变更单
refusal-exchange-nothing = 与现行文件没有不同，没有建立变更单
refusal-exchange-no-such-base = “{ $document }”没有清单所说的 { $label } 版本。请重新导出
