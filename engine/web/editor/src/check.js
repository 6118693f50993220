// Findings, picture and preview of what is typed: asked of the server a moment after the last key.
import { setDiagnostics } from "@codemirror/lint";
import { send } from "./send.js";

const PAUSE = 150;

export function checker(form, config, known) {
  let timer = 0;
  let asked = 0;
  // One question at a time: what was wanted meanwhile is asked when the answer has come.
  let asking = false;
  let again = false;
  let begun = false;
  const parts = new Map([...document.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part]));

  async function check(view) {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    again = false;
    const turn = ++asked;
    const text = view.state.doc.toString();
    const answer = await send(config.check, form, { text });
    asking = false;
    if (again) return check(view);
    // More was typed meanwhile: its own question will come.
    if (!answer.json || view.state.doc.toString() !== text) return;
    const { findings, names, parts: shown } = answer.json;
    known.names = names;
    view.dispatch(setDiagnostics(view.state, findings.map((finding) => diagnostic(view.state.doc, finding))));
    for (const [name, html] of Object.entries(shown)) {
      const part = parts.get(name);
      if (part && part.innerHTML !== html) part.innerHTML = html;
    }
    if (!begun && parts.has("picture")) begin(parts.get("picture"));
    begun = true;
    form.dataset.checked = String(turn);
  }

  function soon(view) {
    clearTimeout(timer);
    timer = setTimeout(() => check(view), PAUSE);
  }

  // A finding in the list leads to its place.
  function follow(view) {
    parts.get("findings")?.addEventListener("click", (event) => {
      const line = event.target.closest("[data-line]");
      if (!line) return;
      event.preventDefault();
      const at = place(view.state.doc, [Number(line.dataset.line), Number(line.dataset.column)]);
      view.dispatch({ selection: { anchor: at }, scrollIntoView: true });
      view.focus();
    });
  }

  async function run(button) {
    const part = parts.get("stories");
    button.disabled = true;
    part.setAttribute("aria-busy", "true");
    const answer = await send(config.run, form, { text: form.elements.text.value });
    if (answer.json) part.innerHTML = answer.json.parts.stories;
    part.removeAttribute("aria-busy");
    button.disabled = false;
    part.closest("details")?.setAttribute("open", "");
    part.scrollIntoView({ block: "nearest" });
  }

  return { check, soon, follow, run };
}

// A wide picture is shown from where its chart begins, not from an empty corner.
function begin(part) {
  const dot = part.querySelector("svg .dot");
  if (!dot) return;
  const from = dot.getBoundingClientRect().left - part.getBoundingClientRect().left + part.scrollLeft;
  part.scrollLeft = Math.max(0, from - part.clientWidth / 2);
}

// A place of the server (line and character from 1) as a position.
function place(doc, [line, column]) {
  const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
  const before = [...at.text].slice(0, column - 1).join("");
  return Math.min(at.from + before.length, at.to);
}

function diagnostic(doc, finding) {
  const from = place(doc, finding.from);
  const to = Math.max(place(doc, finding.to), from);
  const severity = finding.severity === "note" ? "info" : finding.severity;
  return { from, to, severity, source: finding.code, message: finding.hint ? `${finding.message}\n${finding.hint}` : finding.message };
}
