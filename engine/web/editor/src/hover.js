// Hover: what a key means, and what a name is called.
import { hoverTooltip } from "@codemirror/view";
import { kindOf } from "./complete.js";
import { meaning, placeAt } from "./schema.js";

export function hover(config, known) {
  return hoverTooltip((view, pos) => {
    const line = view.state.doc.lineAt(pos);
    const column = pos - line.from;
    let from = column;
    let to = column;
    while (from > 0 && /[\w.-]/.test(line.text[from - 1])) from--;
    while (to < line.text.length && /[\w.-]/.test(line.text[to])) to++;
    if (from === to) return null;
    const text = explain(config, known, view.state, line, from, to);
    if (!text) return null;
    return {
      pos: line.from + from,
      end: line.from + to,
      create: () => {
        const dom = document.createElement("div");
        dom.className = "cm-say";
        dom.textContent = text;
        return { dom };
      },
    };
  });
}

function explain(config, known, state, line, from, to) {
  const word = line.text.slice(from, to);
  const title = (kind) => known.names[kind]?.find(([name]) => name === word)?.[1];
  const dotted = /^(record|values|vars)\.(\w+)/.exec(word);
  if (dotted) {
    const kind = { record: "field", values: "value", vars: "var" }[dotted[1]];
    return known.names[kind]?.find(([name]) => name === dotted[2])?.[1] ?? "";
  }
  if (config.kind === "markdown" || !known.schema) return title("clause") ?? "";
  const place = placeAt(state, line.from + from);
  if (/^\s*:(\s|$)/.test(line.text.slice(to))) return meaning(known.schema, place.path, word);
  const kind = kindOf(place);
  return (kind && title(kind)) || "";
}
