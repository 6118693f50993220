// Puts the parts together over the form's text area, which stays the form's field.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { checker } from "./check.js";
import { comparing } from "./compare.js";
import { completion } from "./complete.js";
import { drafts } from "./draft.js";
import { hover } from "./hover.js";
import { language } from "./language.js";
import { theme } from "./theme.js";

export function start(form, config) {
  const area = form.elements.text;
  const state = document.querySelector("[data-note]");
  const note = (text, warn) => {
    state.textContent = text;
    state.classList.toggle("soon", Boolean(warn));
  };
  // What is known of the documents around: the schema, and names by kind.
  const known = { names: {}, schema: null };
  const check = checker(form, config, known);
  const draft = drafts(form, config, note);
  const compare = new Compartment();

  const changed = EditorView.updateListener.of((update) => {
    if (!update.docChanged) return;
    area.value = update.state.doc.toString();
    draft.typed(area.value);
    check.soon(update.view);
  });
  const save = () => {
    form.requestSubmit(form.querySelector("button[value=save]"));
    return true;
  };
  const view = new EditorView({
    parent: area.parentElement,
    state: EditorState.create({
      doc: area.value,
      extensions: [
        EditorView.cspNonce.of(config.nonce),
        EditorState.phrases.of(config.phrases),
        EditorState.tabSize.of(2),
        indentUnit.of("  "),
        lineNumbers(), foldGutter(), lintGutter(), history(), drawSelection(), indentOnInput(), bracketMatching(),
        closeBrackets(), highlightActiveLine(), highlightActiveLineGutter(), highlightSelectionMatches(),
        autocompletion({ override: [completion(config, known)] }),
        hover(config, known),
        language(config.kind),
        syntaxHighlighting(classHighlighter),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": config.words.label, spellcheck: "false", tabindex: "0" }),
        keymap.of([
          { key: "Mod-s", run: save, preventDefault: true },
          ...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap,
          ...completionKeymap, ...lintKeymap,
        ]),
        theme(),
        changed,
        compare.of([]),
      ],
    }),
  });
  area.hidden = true;
  form.classList.add("upgraded");

  draft.offer((text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }));
  comparing(compare, view);
  check.follow(view);
  check.check(view);
  form.querySelector("button[value=run]")?.addEventListener("click", (event) => {
    event.preventDefault();
    check.run(event.currentTarget);
  });
  if (config.schema) loadSchema(config.schema, known);
}

async function loadSchema(url, known) {
  try {
    const answer = await fetch(url);
    if (answer.ok) known.schema = await answer.json();
  } catch {
    // Completion does without.
  }
}
