// Two texts at once: the one in force, the one saved meanwhile, or none, marked in the text that is edited.
import { unifiedMergeView } from "@codemirror/merge";

export function comparing(compartment, view) {
  const chooser = document.querySelector("[data-compare]");
  if (!chooser) return;
  const show = () => {
    const other = document.querySelector(`[data-text="${CSS.escape(chooser.value)}"]`);
    const extension = other
      ? unifiedMergeView({ original: other.value, mergeControls: chooser.value === "theirs", collapseUnchanged: { margin: 3, minSize: 6 } })
      : [];
    view.dispatch({ effects: compartment.reconfigure(extension) });
  };
  chooser.addEventListener("change", show);
  chooser.closest("[hidden]")?.removeAttribute("hidden");
  if (chooser.value) show();
}
