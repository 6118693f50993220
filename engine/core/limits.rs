//! Every limit of the core, with its unit and its reason. A policy cannot raise them.

/// Bytes of one text file that the engine reads (policy, form, calendar, register definition).
/// The longest procedure of the manual is about 40 KB; beyond this a file is a mistake or an attack.
pub const SOURCE_BYTES: usize = 256 * 1024;

/// Characters of a source line that a finding carries. A terminal or page shows no more.
pub const SOURCE_LINE_CHARS: usize = 300;

/// Findings kept in one run. Nobody reads more, and a wrong encoding could make one per character.
pub const FINDINGS: usize = 1000;

/// Findings about single characters of one file. Who copied a whole page from a program has one in each line.
pub const CHARACTER_FINDINGS: usize = 30;

/// Bytes of one line. The longest paragraph of the manual has about 1,500 characters.
pub const LINE_BYTES: usize = 20_000;

/// Levels of lists and maps in a YAML file. A parallel region inside a composite state needs 11, each state around it
/// two more.
pub const YAML_DEPTH: usize = 48;

/// Lists, maps and scalars in a YAML file. 256 KiB of ordinary YAML has about 12,000.
pub const YAML_NODES: usize = 20_000;

/// Characters of an identifier (field, state, post, form). Longer ones break pages and mails.
pub const IDENTIFIER_CHARS: usize = 64;

/// Fields of one form. A page with more cannot be filled in; the longest of the manual has 48.
pub const FORM_FIELDS: usize = 200;

/// Sections of one form: about one a state.
pub const FORM_SECTIONS: usize = 100;

/// Choices of one field. More belong into a register.
pub const FORM_CHOICES: usize = 100;

/// Entries of a register, or people or posts, that a JSON Schema lists one by one.
pub const SCHEMA_CHOICES: usize = 200;

/// Characters of a one-line text field, at most and if the form says nothing. Two lines on paper.
pub const TEXT_CHARS: i64 = 500;
pub const TEXT_CHARS_DEFAULT: i64 = 100;

/// Characters of a long text field, at most and if the form says nothing. Twenty pages; two pages.
pub const LONG_TEXT_CHARS: i64 = 20_000;
pub const LONG_TEXT_CHARS_DEFAULT: i64 = 2_000;

/// Magnitude of an integer or decimal field. Far below what 64 bits and JavaScript hold exactly.
pub const FIELD_NUMBER: i64 = 1_000_000_000_000;

/// Yuan in a money field: above any contract of the company.
pub const MONEY_YUAN: i64 = 10_000_000_000;

/// Decimal places of a decimal field. With [`FIELD_NUMBER`] this stays exact in 96 bits.
pub const DECIMAL_PLACES: i64 = 8;

/// Columns of a table in a form: what fits on a page.
pub const ROW_COLUMNS: usize = 20;

/// Rows of a table in a form, at most and if the form says nothing. Longer lists are imported.
pub const ROWS: i64 = 500;
pub const ROWS_DEFAULT: i64 = 100;

/// Years that a date in a form may lie in. A half-typed date picker sends the year 0002.
pub const FIRST_YEAR: i16 = 1900;
pub const LAST_YEAR: i16 = 2199;

/// Characters of somebody's input that an answer repeats.
pub const ECHO_CHARS: usize = 80;

/// Days of one holiday in the calendar, beyond which `check` warns: the longest so far had 10, so a
/// longer one is most likely a wrong month in `to`.
pub const HOLIDAY_DAYS: usize = 31;
/// Microsteps of one macrostep: a chart that takes more runs in a circle.
pub const MICROSTEPS: u32 = 1_000;

/// Macrosteps of one command: events that a case sends itself without delay.
pub const MACROSTEPS: u32 = 1_000;

/// Steps in other cases that follow from one command: called cases that begin, end and answer, and messages.
pub const DELIVERIES: usize = 1_000;

/// States of a policy, those of its `for_each` charts included.
pub const STATES: usize = 1_000;

/// How often one rule about an overdue task acts: a year of days, so that a forgotten task does not act for ever.
pub const OVERDUE_TIMES: u32 = 366;

/// Operations of one script. One takes about 40 ns; work on lists, maps and texts is charged by size. Some milliseconds,
/// far below the 50 ms that a guard may take.
pub const SCRIPT_OPERATIONS: u64 = 100_000;

/// Operations that starting a script costs.
pub const SCRIPT_CALL_OPERATIONS: u64 = 32;

/// Operations of all scripts and actions of one step: about 20 ms.
pub const STEP_OPERATIONS: u64 = 500_000;

/// Operations that a step has more for each item of a `for_each` that there is or that it makes.
pub const ITEM_OPERATIONS: u64 = 2_000;

/// Operations of one action or one microstep: what it does outside of scripts.
pub const ACTION_OPERATIONS: u64 = 20;

/// Bytes up to which a script without loops counts as short: too few to copy a large value often.
pub const SCRIPT_SHORT_BYTES: usize = 256;

/// Calls within calls of one script.
pub const SCRIPT_CALLS: usize = 8;

/// Nesting of one script's expressions.
pub const SCRIPT_DEPTH: usize = 32;

/// Variables of one script.
pub const SCRIPT_VARIABLES: usize = 64;

/// Bytes of a text that a script makes.
pub const SCRIPT_STRING_BYTES: usize = 16 * 1024;

/// Items of a list or map that a script makes.
pub const SCRIPT_LIST_ITEMS: usize = 10_000;

/// Lists and maps within each other in a value that a script makes. JSON is read 128 deep.
pub const VALUE_DEPTH: usize = 32;

/// Characters of a value shown in a script's error.
pub const ERROR_VALUE_CHARS: usize = 80;

/// Items of a `for_each`.
pub const FOR_EACH_ITEMS: usize = 10_000;

/// Characters of a register row's key. It stands in addresses, mails and labels.
pub const KEY_CHARS: usize = 64;

/// Places that one level of a picture takes: a box takes one, a line up to two for each rank that it passes. The
/// complaint procedure takes about a hundred; what goes beyond is told in words.
pub const PICTURE_CELLS: usize = 4_000;

/// Timers that one `advance` of a story may fire: a year of a daily rule on a hundred tasks.
pub const STORY_TIMERS: usize = 40_000;

/// Messages that came early and wait in a case's mailbox.
pub const MAILBOX: usize = 1_000;

/// Completed states of one chart whose compensation is remembered.
pub const COMPENSATIONS: usize = 1_000;

/// Cases of one simulated run: they wait for the same people, and each is looked at after each step of its own.
pub const RUN_CASES: usize = 10_000;

/// Things that happen in one simulated run, so that a chart that never rests comes to an end.
pub const RUN_EVENTS: usize = 5_000_000;

/// Cases of one simulation.
pub const SIMULATED_CASES: usize = 1_000_000;

/// Moves that somebody makes while trying a policy; each is made again for every page.
pub const TRIED_MOVES: usize = 200;

/// Timers that fire in one trial of a chart: two months of an hourly rule and more.
pub const TRIAL_TIMERS: usize = 10_000;

/// Elements, texts and attributes of an SCXML document that is read in.
pub const SCXML_NODES: usize = 50_000;

/// Documents within or called by one that is read in.
pub const SCXML_DOCUMENTS: usize = 50;

/// Characters of a lock's name: two register keys.
pub const LOCK_CHARS: usize = 2 * KEY_CHARS;

/// Characters of a folder's name: two register keys.
pub const FOLDER_CHARS: usize = 2 * KEY_CHARS;
