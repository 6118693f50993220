### 文件夹与变更单之间的导出、导入。

exchange-exported = 已导出 { $count } 份文件到 { $folder }
exchange-not-empty = { $folder } 里已经有文件。要用现行版本覆盖它们，请加 --overwrite
exchange-bad-manifest = { $path } 不是 guicheng export 写出的完整清单：它被改动过、来自别的版本，或者导出中断了。请重新导出到新文件夹，再把您改的文件放进去
exchange-changed = 修改  { $path }（{ $label } 的基础上）
exchange-new = 新增  { $path }
exchange-obsolete = 作废  { $path }（{ $label }）
exchange-stale = 修改  { $path }（{ $label } 的基础上；这个版本已被取代，提交前要与现行版本合并）
exchange-new-taken = 新增  { $path }（导出以后，别人的同名文件已经生效，提交前要与它合并）
exchange-late = 其中 { $count } 份文件所依据的版本已被取代：导出以后，别人的变更先生效了。您的修改都已保存在变更单里；请在变更单页面逐份与现行版本合并，合并以前不能提交。
exchange-odd-folder = { $folder } 里有上面这些链接或文件夹，没有导出。请移走它们，或导出到别的文件夹
exchange-missing = 缺少  { $path }：仍然有效。要作废它，请加 --obsolete
exchange-imported = 已建立变更单 { $number }，涉及 { $count } 份文件

refusal-exchange-errors = 有 { $count } 个错误，没有建立变更单
refusal-exchange-nothing = 与现行文件没有不同，没有建立变更单
refusal-exchange-no-documents = 里面没有文件，没有建立变更单。文件应当放在 policies、manual、forms 三个文件夹里，请给出包含它们的那个文件夹（guicheng export 写出的就是）
refusal-exchange-not-text = 文件 { $path } 不是 UTF-8 文本，不能这样导出
refusal-exchange-no-such-base = “{ $document }”没有清单所说的 { $label } 版本。请重新导出
refusal-exchange-moved = 正在导入时另一张变更单生效了，没有建立变更单。请再导入一次
