### How things stood at a moment, what carries the manual out, suspects.

as-of-reads-all = Sees every case
as-of-banner = This is how things stood at { $at }, not now.
as-of-back = Back to now
as-of-form = Look at a past moment
as-of-moment = Moment
as-of-look = Look
as-of-other-kinds = Others
as-of-number = Number
as-of-next-review = Next review
as-of-owner = Owner
as-of-numbered = Number { $number }
as-of-kept-by = Kept by: { $post }
as-of-was-in-force = { $label }, in force from { $from } to { $to }
as-of-older = This is { $label }, which is not in force.
as-of-to-present = To the revision in force
as-of-pending = Changes under way:{" "}
as-of-change = Change
as-of-language =
    .zh-CN = Chinese
    .en = English
as-of-diff = { $new } compared with { $old }
as-of-no-diff = The texts are the same.
as-of-folded = { $lines ->
    [one] 1 line is the same
   *[other] { $lines } lines are the same
} and left out
as-of-said = Paragraphs it carries out

as-of-place =
    .whole = the document as a whole
    .state = state “{ $name }”
    .transition = transition “{ $name }”
    .table = table { $name }
    .value = figure { $name }
    .field = field “{ $name }”
    .post = post “{ $name }”
    .rule = rule { $name }
as-of-above = {" "}({ $clause })
as-of-often = { $year } in the last year, { $all } in all
as-of-carried = { $places ->
    [one] carried out in 1 place
   *[other] carried out in { $places } places
}
as-of-carried-often = { $places ->
    [one] carried out in 1 place
   *[other] carried out in { $places } places
} · { $year } tasks in the last year, { $all } in all
as-of-nothing-carries = Nothing carries this out

as-of-coverage = How much of the manual is carried out
as-of-external = External documents
as-of-issuer = Issued by
as-of-review-come = Due { $on }
as-of-external-link = External documents: { $count }, due for review: { $due }
as-of-review-due = Next review: { $date }
as-of-coverage-link = { $percent } of the manual is carried out
as-of-coverage-sum = { $carried } of { $ruling } ruling paragraphs are carried out by procedures, forms, figures or duties of posts.
as-of-coverage-how = How it is counted: ruling paragraphs that are carried out, divided by all ruling paragraphs. Headings rule nothing, nor do paragraphs declared informative (purpose, scope, terms). A paragraph is carried out if a document cites it, or one above or below it; a citation of the whole chapter does not count. Fractions of a percent are dropped.
as-of-percent = { $percent } %
as-of-by-chapter = By chapter
as-of-chapter = Chapter
as-of-ruling = Ruling
as-of-carried-out = Carried out
as-of-share = Share
as-of-no-chapters = The manual has no chapters yet.
as-of-uncovered = Paragraphs that nothing carries out
as-of-paragraph = Paragraph
as-of-words = Words
as-of-all-carried = Every ruling paragraph is carried out.

as-of-suspects = Suspect places
as-of-suspects-link = { $open ->
    [one] 1 suspect place
   *[other] { $open } suspect places
}
as-of-suspects-how = Where a paragraph changed and what carries it out did not, or the reverse, somebody must look and say why it may stay.
as-of-no-suspects = No suspect places.
as-of-why =
    .carrier = The paragraph it rests on changed, this place did not:
    .paragraph = What carries this paragraph out changed, the paragraph did not:
    .translation = The Chinese paragraph changed, its translation did not:
as-of-suspect-since = Suspect since { $at }
as-of-reason = Why it may stay as it is
as-of-clear = Looked at, may stay
as-of-cleared = Looked at { $at } by { $who }: { $reason }
as-of-cleared-now = It is in the ledger.
as-of-may = What it may do
as-of-power =
    .start = starts: { $what }
    .task = acts on: { $what }
    .register = keeps: { $what }
    .read-all = { $what }
as-of-powers-how = Tasks whose post is found by a table or field are not listed.
as-of-release-link = Order of release
