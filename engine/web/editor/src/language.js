// Languages: YAML with rhai inside the values of keys that hold scripts, and Markdown with YAML at its beginning.
import { markdown } from "@codemirror/lang-markdown";
import { yamlFrontmatter, yamlLanguage } from "@codemirror/lang-yaml";
import { indentService, LanguageSupport, StreamLanguage } from "@codemirror/language";
import { rust } from "@codemirror/legacy-modes/mode/rust";
import { parseMixed } from "@lezer/common";

// Keys whose values are scripts. `title` and `in` are also plain words elsewhere: highlighting them does no harm.
const SCRIPTS = new Set(["guard", "actions", "entry", "exit", "in", "from", "person", "drill", "folder", "if", "log"]);
const VALUES = new Set(["Literal", "QuotedLiteral", "BlockLiteralContent"]);

const rhai = StreamLanguage.define(rust);

function keyOf(node, input) {
  for (let at = node.parent; at; at = at.parent) {
    if (at.name !== "Pair") continue;
    const key = at.getChild("Key");
    return key ? input.read(key.from, key.to) : "";
  }
  return "";
}

const mixed = yamlLanguage.configure({
  wrap: parseMixed((node, input) => {
    if (!VALUES.has(node.name) || node.node.parent?.name === "Key") return null;
    return SCRIPTS.has(keyOf(node.node, input)) ? { parser: rhai.parser } : null;
  }),
});

// A new line stands where the one before it stood, deeper after a key without a value. The language's own rule takes the
// column of a comment behind the key for that of the map below it.
const indentation = indentService.of((context, pos) => {
  if (context.simulatedBreak === null) return context.lineIndent(pos);
  const text = context.lineAt(pos, -1).text.replace(/(^|\s)#.*$/, "");
  const [, indent, dashes, content] = /^( *)((?:- +)*)(.*)$/.exec(text);
  const column = indent.length + dashes.length;
  if (/:(\s*[|>][+-]?)?\s*$/.test(content)) return column + 2;
  return dashes && !/^[^\s:]+\s*:(\s|$)/.test(content) ? indent.length : column;
});

export function language(kind) {
  if (kind === "markdown") return yamlFrontmatter({ content: markdown() });
  return new LanguageSupport(mixed, [indentation]);
}
