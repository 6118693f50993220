### What is wrong with decision tables, figures, weights, comparisons, the matrix (finding-G10).

## How they are written
finding-G0901 = A bound of an input must be a number
    .hint = For example amount: { "{" } is: record.amount, min: 0, max: 1000, places: 2 { "}" }.
finding-G0902 = collect says how the hits are put together, but hit is not collect
    .hint = Write hit: collect, or take collect out.
finding-G0903 = This hit policy needs an order of outputs
    .hint = Add order: with an output and its values, the best first, for example order: { "{" } grade: [serious, minor] { "}" }.
finding-G0904 = An order of outputs means nothing under this hit policy
    .hint = Write hit: priority or hit: output_order, or take order out.
finding-G0905 = The output “{ $column }” of this row is not in the order
    .hint = Add its value to order; a calculated output cannot be ordered.
finding-G0906 = This table has no rows
    .hint = Write at least one row under rows:.
finding-G0907 = There are { $got } weights here instead of { $wanted }
    .hint = One weight for each name under of:, in their order; "-" where it does not count.
finding-G0908 = “{ $text }” is no weight
    .hint = Write a number that is not negative, such as 15, 0.15 or 15%; "-" where it does not count.
finding-G0909 = “{ $text }” is no judgement
    .hint = Write how many times as much the row counts: 3, 1/3, 0.5; between 1/1000 and 1000.
finding-G0910 = “{ $name }” counts as much as itself
    .hint = Take this judgement out, or write 1.
finding-G0911 = “{ $one }” and “{ $other }” are not compared
    .hint = Add a judgement of this pair; one direction is enough.
finding-G0912 = No weight is stated for “{ $name }”
    .hint = Add it, or take weights: out: then the calculated ones are used.
finding-G0913 = A comparison has 2 to { $limit } things
    .hint = Divide more into groups and compare the groups first.
finding-G0914 = { $name } is here already; the shared document “{ $document }” brings another
    .hint = Rename one of them, or use only one.

## Tables that contradict themselves
finding-G0920 = The weights of “{ $column }” in { $table } add up to { $sum }, not { $total }
    .hint = Correct a weight; if another total is meant, write total:.
finding-G0921 = “{ $title_en }” ({ $title }) is listed twice in { $table }; line { $line } has it already
    .hint = Put both weights together, or give one the name that was meant.
finding-G0922 = “{ $name }” in { $table } has no weight in any column
    .hint = Give it a weight or delete it.
finding-G0923 = “{ $one }” and “{ $other }” in { $table } are judged both ways and the two do not agree (the other in line { $line })
    .hint = One is the reciprocal of the other: 3 and 1/3. Keep one of them.
finding-G0924 = This judgement of “{ $one }” and “{ $other }” in { $table } is not on the scale
    .hint = The scale has { $known } and their reciprocals.
finding-G0925 = The judgements of { $table } do not agree with each other: consistency ratio { $ratio }, above { $limit }
    .hint = Judge again the pairs that differ most from what the others imply.
finding-G0926 = The judgements of { $table } run in a circle: { $path }
    .hint = Judge one of these pairs again.
finding-G0927 = { $table } states { $stated } as the weight of “{ $name }”, but { $computed } follows from its judgements
    .hint = Correct the weight or the judgements; until then the stated weight counts (use: computed takes the other).
finding-G0928 = { $table } puts “{ $one }” above “{ $other }”, its judgements put it below
    .hint = Look at the judgements of both.
finding-G0929 = The stated weights of { $table } add up to { $sum }; { $difference } off 1
    .hint = Weights of factors add up to 1, as far as rounding allows.
finding-G0930 = “{ $name }” is { $value } here, but “{ $other }” about the same thing is { $other_value } ({ $place }, clause { $other_clause })
    .hint = Make them equal, or say with for: where each applies.
finding-G0931 = { $table } is too large to tell whether it leaves something out
    .hint = Divide it into two tables, one feeding the other.
finding-G0932 = This row of { $table } says the same as that of line { $line } and counts twice: { $example }
    .hint = Delete one of them.
finding-G0933 = This row of { $table } and that of line { $line } meet at a closed end and differ: { $example }. The earlier one counts
    .hint = Open one end, for example [8..10) and [10..12], so that the table reads the same in any order.
finding-G0934 = No row of { $table } hits: { $example }. Nothing is collected then
    .hint = If something should be, add a row.
finding-G0935 = Not every month has a day { $day } (“{ $name }”): in a shorter one its last day is meant
    .hint = If that is right nothing need be done; otherwise write end of month or an earlier day.
finding-G0936 = The stated weights of { $table } follow from its judgements by { $method ->
        [geometric] the geometric means of the rows
       *[other] the means of the normalised columns
    }, not by the principal eigenvector
    .hint = Say so in the manual; the methods agree only for judgements that agree.
finding-G0937 = There is no shared document “{ $name }”
    .hint = Shared documents: { $known }; they lie in policies/tables/.
finding-G0938 = There is no shared document “{ $name }”; did you mean “{ $guess }”?
    .hint = Shared documents: { $known }.
finding-G0939 = There is no weight “{ $name }” here
    .hint = There are: { $known }. Written weight.table.column.indicator or pairwise.table.factor.
finding-G0940 = There is no weight “{ $name }” here; did you mean “{ $guess }”?
    .hint = There are: { $known }.
finding-G0941 = { $table } is said to add up to { $stated }, but its weights add up to { $sum }
    .hint = Correct the sum or a weight.

## The responsibility matrix
finding-G0950 = The matrix has no element “{ $name }”
    .hint = Elements: { $known }.
finding-G0951 = The matrix has no element “{ $name }”; did you mean “{ $guess }”?
    .hint = Elements: { $known }.
finding-G0952 = By the matrix { $title_en } ({ $title }) is in charge of element { $element }, but has no task here
    .hint = Give a task to one of its posts ({ $posts }), or change the matrix.
finding-G0953 = { $title_en } ({ $title }) has tasks here, but no part in element { $element } by the matrix
    .hint = Give the task of { $posts } to another post, or change the matrix.
finding-G0954 = The policy carries out element { $element }, its chapter { $chapter } says { $other }
    .hint = Make them equal.
finding-G0960 = The function “{ $name }” needs a department or a post, one of them
    .hint = For example { "{" } department: after_sales { "}" }.
finding-G0961 = There are { $got } marks here instead of { $wanted }
    .hint = One for each function, in their order: ■ leads, □ co-leads, ▲ in charge, △ assists, "-" nothing.

## Paragraphs and the documents that carry them out
finding-G0740 = No document carries out clause { $name }
    .hint = Cite it with clause: where a procedure, form or table carries it out; if there is nothing to carry out, list it under informative: in the chapter's head.
finding-G0741 = Clause { $name } was changed since this document was read against it
    .hint = Read both; if the document still carries it out, write { $name }: { $fingerprint } under reviewed:.
finding-G0742 = This document was not yet read against clause { $name }
    .hint = If it carries the clause out, write { $name }: { $fingerprint } under reviewed:.
finding-G0743 = Clause { $name } under reviewed is not cited in this document
    .hint = Take it out, or cite it where it is carried out.
finding-G0744 = Nobody holds the post “{ $name }”, which has work here
    .hint = Appoint somebody, or give the work to another post. Tasks of a vacant post wait for the administrator.
finding-G0680 = Nothing leads on from “{ $state }” when { $example }
    .hint = Add a transition for it, or a last one without a guard; otherwise such a case stands still here.
