// Completion: keys and words from the schema, names from the documents around (states, fields, posts, clauses …).
import { meaning, placeAt, schemasAt, siblings } from "./schema.js";

// Which names a key's value takes.
const TAKES = {
  target: "state", initial: "state", post: "post", posts: "post", maintained_by: "post", head: "post",
  reports_to: "post", owner: "post", escalate: "post", cc: "post", clause: "clause", informative: "clause",
  form: "form", register: "register", mail: "mail", ask: "section", show: "field", policy: "policy",
  call: "policy", uses: "table", optional: "field", fields: "field", choice: "event",
};
// What stands before a dot in a script.
const OF = { record: "field", values: "value", vars: "var" };
// Functions whose first argument names something.
const ASKS = { row: "register", rows: "register", table: "table", in_state: "state", quota: "quota", holds: "post", holders: "post" };

export function kindOf(place) {
  const key = place.key ?? place.path.filter((step) => step !== "[]").at(-1);
  return TAKES[key];
}

function options(names, kind) {
  return (names[kind] ?? []).map(([label, detail]) => ({ label, detail, type: kind }));
}

export function completion(config, known) {
  return (context) => {
    const before = context.state.doc.lineAt(context.pos).text.slice(0, context.pos - context.state.doc.lineAt(context.pos).from);
    const dotted = /\b(record|values|vars)\.(\w*)$/.exec(before);
    if (dotted) return { from: context.pos - dotted[2].length, options: options(known.names, OF[dotted[1]]), validFor: /^\w*$/ };
    const asked = /\b(\w+)\(\s*["']([\w.]*)$/.exec(before);
    if (asked && ASKS[asked[1]]) {
      return { from: context.pos - asked[2].length, options: options(known.names, ASKS[asked[1]]), validFor: /^[\w.]*$/ };
    }
    if (config.kind === "markdown") return clauses(context, known);
    const word = context.matchBefore(/[\w.-]*$/);
    if (word.from === word.to && !context.explicit && !/[:{,[-]\s+$/.test(before)) return null;
    const place = placeAt(context.state, word.from);
    const found = place.key === null && !place.inList ? keys(config, known, place, siblings(context.state, word.from)) : values(known, place);
    return found.length ? { from: word.from, options: found, validFor: /^[\w.-]*$/ } : null;
  };
}

function keys(config, known, place, used) {
  const found = new Map();
  const schema = known.schema;
  if (schema) {
    for (const at of schemasAt(schema, place.path)) {
      for (const name of Object.keys(at.properties ?? {})) {
        if (used.has(name)) continue;
        const required = at.required?.includes(name);
        found.set(name, {
          label: name, apply: `${name}: `, type: "property", boost: required ? 1 : 0,
          detail: required ? config.words.required : "", info: meaning(schema, place.path, name),
        });
      }
    }
  }
  // A list of names may be written item by item.
  if (place.path.at(-1) === "[]") for (const option of values(known, { ...place, key: null })) found.set(option.label, option);
  return [...found.values()];
}

function values(known, place) {
  const found = options(known.names, kindOf(place));
  const path = place.key === null ? place.path : [...place.path, place.key];
  if (known.schema) {
    for (const at of schemasAt(known.schema, path)) {
      const words = [...(at.enum ?? []), ...(at.const === undefined ? [] : [at.const]), ...(at.examples ?? [])];
      if (at.type === "boolean") words.push(true, false);
      for (const word of words) found.push({ label: String(word), type: "enum" });
    }
  }
  const seen = new Set();
  return found.filter((option) => !seen.has(option.label) && seen.add(option.label));
}

function clauses(context, known) {
  const anchor = context.matchBefore(/\{#[\w.-]*$/);
  if (!anchor) return null;
  return { from: anchor.from + 2, options: options(known.names, "clause"), validFor: /^[\w.-]*$/ };
}
