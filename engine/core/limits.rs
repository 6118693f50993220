//! Every limit of the core, with its unit and its reason. A policy cannot raise them.

/// Bytes of one text file that the engine reads (policy, form, calendar, register definition).
/// The longest procedure of the manual is about 40 KB; beyond this a file is a mistake or an attack.
pub const SOURCE_BYTES: usize = 256 * 1024;

/// Characters of a source line that a finding carries. A terminal or page shows no more.
pub const SOURCE_LINE_CHARS: usize = 300;

/// Findings kept in one run. Nobody reads more, and a wrong encoding could make one per character.
pub const FINDINGS: usize = 1000;

/// Levels of lists and maps in a YAML file. A parallel region inside a composite state needs 11.
pub const YAML_DEPTH: usize = 16;

/// Lists, maps and scalars in a YAML file. 256 KiB of ordinary YAML has about 12,000.
pub const YAML_NODES: usize = 20_000;

/// Characters of an identifier (field, state, post, form). Longer ones break pages and mails.
pub const IDENTIFIER_CHARS: usize = 64;
