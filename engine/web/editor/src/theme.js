// The page's own colours, so that light, dark and the rest of the page agree. Words of the text get `tok-…` classes.
import { EditorView } from "@codemirror/view";

export function theme() {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const on = (colour) => ({ color: `var(--${colour})` });
  return EditorView.theme(
    {
      "&": { backgroundColor: "var(--card)", color: "var(--ink)", border: "1px solid var(--edge)", borderRadius: "8px", fontSize: "14px" },
      "&.cm-focused": { outline: "3px solid var(--blue)", outlineOffset: "1px" },
      ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6", minHeight: "240px", maxHeight: "70vh", overflow: "auto" },
      ".cm-content": { caretColor: "var(--ink)" },
      ".cm-cursor": { borderLeftColor: "var(--ink)" },
      ".cm-gutters": { backgroundColor: "var(--paper)", color: "var(--ink-3)", borderRight: "1px solid var(--line)" },
      ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--blue) 7%, transparent)" },
      ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
        backgroundColor: "color-mix(in srgb, var(--blue) 24%, transparent)",
      },
      ".cm-tooltip": { backgroundColor: "var(--card)", color: "var(--ink)", border: "1px solid var(--line)", borderRadius: "8px", maxWidth: "min(420px, 90vw)", fontFamily: "var(--sans)" },
      ".cm-say, .cm-tooltip.cm-completionInfo": { padding: "8px 12px", whiteSpace: "pre-line" },
      ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--blue)", color: "var(--on-blue)" },
      ".cm-completionDetail": { fontStyle: "normal", opacity: ".75" },
      ".cm-panels": { backgroundColor: "var(--paper)", color: "var(--ink)" },
      ".cm-button": { backgroundImage: "none", backgroundColor: "var(--card)" },
      ".cm-textfield": { backgroundColor: "var(--card)" },
      ".cm-diagnostic": { whiteSpace: "pre-line" },
      ".cm-foldPlaceholder": { backgroundColor: "transparent", border: "1px solid var(--line)", color: "var(--ink-2)" },
      ".tok-propertyName, .tok-definition": on("blue"),
      ".tok-comment, .tok-meta": on("ink-3"),
      ".tok-string, .tok-string2": on("green"),
      ".tok-number, .tok-bool, .tok-atom": on("amber"),
      ".tok-keyword, .tok-operator": on("amber"),
      ".tok-heading": { fontWeight: "600" },
      ".tok-strong": { fontWeight: "600" },
      ".tok-link, .tok-url": on("blue"),
    },
    { dark },
  );
}
