### Export and import between a folder and changes.

exchange-exported = { $count ->
    [one] 1 document
   *[other] { $count } documents
} written to { $folder }
exchange-not-empty = { $folder } holds documents already; --overwrite replaces them by those in force
exchange-bad-manifest = { $path } is no whole manifest of guicheng export: it was edited, comes from another version, or the export broke off. Export into a new folder and take your files over
exchange-changed = changed   { $path } (from { $label })
exchange-new = new       { $path }
exchange-obsolete = obsolete  { $path } ({ $label })
exchange-stale = changed   { $path } (from { $label }, which has been superseded: join it with the revision in force before you submit)
exchange-new-taken = new       { $path } (since the export another document of that name has taken effect: join it before you submit)
exchange-late = { $count ->
    [one] 1 of them was
   *[other] { $count } of them were
} made from a revision that has been superseded: another change took effect after your export. Your edits are kept in the change; join them with the revision in force on the change's page, it cannot be submitted before.
exchange-odd-folder = { $folder } holds these links or folders; nothing was exported. Move them away, or export into another folder
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
refusal-exchange-no-documents = It holds no documents; no change was made. Documents lie in the folders policies, manual and forms: name the folder that holds these, as guicheng export writes it
refusal-exchange-not-text = { $path } is no UTF-8 text and cannot be exported this way
refusal-exchange-no-such-base = “{ $document }” never had the revision { $label } that the manifest names. Export again
refusal-exchange-moved = Another change took effect this very moment; no change was made. Import again
