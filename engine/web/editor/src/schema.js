// Where in a YAML text a place is, as a path of keys, and what the schema says of such a path.
//
// Lines are read by their indentation, not by a parser: while one types the text is hardly ever whole.

// Indentation, the dashes of list items, and the key, if there is one.
const LINE = /^( *)((?:- +)*)(?:("[^"]*"|'[^']*'|[^\s:#,[\]{}"'&*!|>%@`-][^:#,[\]{}]*?)\s*:(?=\s|$))?/;

function read(text) {
  const [whole, indent, dashes, key] = LINE.exec(text);
  const columns = [];
  for (let at = 0; at < dashes.length; at++) if (dashes[at] === "-") columns.push(indent.length + at);
  const name = key?.replace(/^["']|["']$/g, "").trim();
  return { indent: indent.length, dashes: columns, column: indent.length + dashes.length, key: name, after: whole.length };
}

// The keys around a column, from the outermost in; `[]` is an item of a list.
function around(doc, number, line) {
  const path = line.dashes.map(() => "[]");
  let limit = line.dashes.length ? line.dashes[0] : line.column;
  for (let at = number - 1; at > 0 && (limit > 0 || path[0] === "[]"); at--) {
    const text = doc.line(at).text;
    if (/^\s*(#|$)/.test(text)) continue;
    const above = read(text);
    // A list may stand as far left as the key that holds it.
    const holds = (column) => column < limit || (column === limit && path[0] === "[]" && !above.dashes.length);
    if (above.key && holds(above.column)) {
      path.unshift(above.key);
      limit = above.column;
    }
    for (const column of [...above.dashes].reverse()) {
      if (column >= limit) continue;
      path.unshift("[]");
      limit = column;
    }
  }
  return path;
}

// Goes on inside `{ … }` and `[ … ]` of one line: further keys, and the key whose value stands at the end.
function inside(text) {
  const open = [];
  let key = null;
  let quote = "";
  let word = "";
  for (const c of text) {
    if (quote) {
      if (c === quote) quote = "";
      continue;
    }
    if ((c === '"' || c === "'") && !word.trim()) quote = c;
    else if (c === "{" || c === "[") {
      open.push({ c, key });
      key = null;
      word = "";
    } else if (c === "}" || c === "]") {
      open.pop();
      key = null;
      word = "";
    } else if (c === ",") {
      key = null;
      word = "";
    } else if (c === ":" && open.at(-1)?.c === "{" && key === null) {
      key = word.trim();
      word = "";
    } else word += c;
  }
  const path = [];
  for (const { c, key } of open) {
    if (key !== null) path.push(key);
    if (c === "[") path.push("[]");
  }
  return { path, flow: open.length > 0, inList: open.at(-1)?.c === "[", key };
}

// The place at a position: path of the map, and the key whose value it is in (null where a key stands).
export function placeAt(state, pos) {
  const at = state.doc.lineAt(pos);
  const line = read(at.text);
  const path = around(state.doc, at.number, line);
  const column = pos - at.from;
  if (!line.key || column < line.after) {
    const flow = inside(at.text.slice(line.column, Math.max(column, line.column)));
    return { path: [...path, ...flow.path], key: flow.key };
  }
  const flow = inside(at.text.slice(line.after, column));
  if (!flow.flow) return { path, key: line.key };
  const within = [...path, line.key, ...flow.path];
  return { path: within, key: flow.inList ? null : flow.key, inList: flow.inList };
}

// The other keys of the map that a position is in: none may stand twice.
export function siblings(state, pos) {
  const at = state.doc.lineAt(pos);
  const line = read(at.text);
  const column = pos - at.from;
  const start = line.key && column >= line.after ? line.after : line.column;
  if (inside(at.text.slice(start, column)).flow) return beside(at.text.slice(start, column), at.text.slice(column));
  const found = new Set();
  const look = (number) => {
    const text = state.doc.line(number).text;
    if (/^\s*(#|$)/.test(text)) return true;
    const other = read(text);
    if (other.column === line.column && other.key) found.add(other.key);
    return other.indent >= line.column;
  };
  // The first key of a list's item has nothing above it.
  if (!line.dashes.length) for (let up = at.number - 1; up > 0 && look(up); up--);
  for (let down = at.number + 1; down <= state.doc.lines && below(state.doc.line(down).text, line.column); down++) look(down);
  return found;
}

// Whether a line still belongs to the map at a column.
function below(text, column) {
  return /^\s*(#|$)/.test(text) || read(text).indent >= column;
}

// The keys of the innermost `{ … }` around a place in a line.
function beside(before, after) {
  const open = [];
  let word = "";
  for (const c of before) {
    if (c === "{" || c === "[") open.push(new Set());
    else if (c === "}" || c === "]") open.pop();
    else if (c === ":") open.at(-1)?.add(word.trim());
    word = /[\w.-]/.test(c) ? word + c : "";
  }
  const found = open.at(-1) ?? new Set();
  let depth = 0;
  word = "";
  for (const c of after) {
    if (c === "{" || c === "[") depth++;
    else if ((c === "}" || c === "]") && depth-- === 0) break;
    else if (c === ":" && depth === 0) found.add(word.trim());
    word = /[\w.-]/.test(c) ? word + c : "";
  }
  return found;
}

// All schemas that a schema may mean: references and choices are followed.
function flat(root, schema, found = [], seen = new Set()) {
  if (!schema || seen.has(schema)) return found;
  seen.add(schema);
  if (schema.$ref) flat(root, root.definitions[schema.$ref.split("/").pop()], found, seen);
  for (const some of [...(schema.anyOf ?? []), ...(schema.allOf ?? [])]) flat(root, some, found, seen);
  found.push(schema);
  return found;
}

// What may stand at a path, as flat schemas.
export function schemasAt(root, path) {
  let schemas = flat(root, root);
  for (const step of path) {
    const next = [];
    for (const schema of schemas) {
      if (step === "[]") flat(root, schema.items, next);
      else if (schema.properties?.[step]) flat(root, schema.properties[step], next);
      else if (typeof schema.additionalProperties === "object") flat(root, schema.additionalProperties, next);
    }
    schemas = next;
  }
  return schemas;
}

// What a key at a path means, in the reader's language.
export function meaning(root, path, key) {
  for (const schema of schemasAt(root, path)) {
    const said = schema.properties?.[key]?.description;
    if (said) return said;
  }
  return "";
}
