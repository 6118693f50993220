### 台账链的核验结果。$seq 是条目的序号，从 0 起。

ledger-bad-gap = 第 { $seq } 条缺失：这个位置上是第 { $found } 条
ledger-bad-hash = 第 { $seq } 条的内容与保存的哈希不符：保存的是 { $found }，算出的是 { $expected }
ledger-bad-version = 第 { $seq } 条的格式版本 { $version } 无法识别
ledger-bad-form = 第 { $seq } 条无法读取：{ $detail }
ledger-bad-canonical = 第 { $seq } 条的写法不规范：同样的内容可以有别的字节
ledger-bad-seq = 第 { $seq } 条的内容自称第 { $found } 条
ledger-bad-prev = 第 { $seq } 条与上一条接不上：它记的上一条哈希是 { $found }，实际是 { $expected }
ledger-backwards = 第 { $seq } 条的时间早于上一条（共 { $count } 处）。可能是时钟被回拨，请查明原因
