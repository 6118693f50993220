### Export and import between a folder and changes.

exchange-exported = { $count ->
    [one] 1 document
   *[other] { $count } documents
} written to { $folder }
exchange-not-empty = { $folder } holds documents already; --overwrite replaces them by those in force
exchange-bad-manifest = { $path } is no manifest of guicheng export
exchange-changed = changed   { $path } (from { $label })
exchange-new = new       { $path }
exchange-obsolete = obsolete  { $path } ({ $label })
exchange-stale = changed   { $path } (from { $label }, which has been superseded: join it with the revision in force before you submit)
exchange-missing = missing   { $path }: stays in force; --obsolete makes it obsolete
exchange-imported = Change { $number } made with { $count ->
    [one] 1 document
   *[other] { $count } documents
}

refusal-exchange-errors = { $count ->
    [1] 1 error
   *[other] { $count } errors
}; no change was made
refusal-exchange-nothing = Nothing differs from what is in force; no change was made
refusal-exchange-no-such-base = “{ $document }” never had the revision { $label } that the manifest names. Export again
