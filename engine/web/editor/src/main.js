// Upgrades the editor's page. Without this file the page is a plain form that does the same.
import { start } from "./editor.js";

const form = document.querySelector("form[data-editor]");
if (form) start(form, JSON.parse(form.dataset.editor));
