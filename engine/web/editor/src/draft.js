// Nothing typed is lost: it is kept in the browser at once and on the server after a pause. The browser's copy goes when
// the server has the same text; what is left after a crash or an ended session is offered when the page is opened again.
import { body, send } from "./send.js";

const LOCAL = 250;
const SERVER = 1200;

export function drafts(form, config, note) {
  const saved = form.elements.text.value;
  let local = 0;
  let server = 0;
  let text = saved;
  let kept = saved;

  // A browser that keeps nothing (private windows, full disks) still has the server's draft.
  const store = (value) => {
    try {
      if (value === null) localStorage.removeItem(config.key);
      else localStorage.setItem(config.key, JSON.stringify({ text: value, at: new Date().toISOString() }));
    } catch {
      // See above.
    }
  };
  const stored = () => {
    try {
      return JSON.parse(localStorage.getItem(config.key));
    } catch {
      return null;
    }
  };

  async function put() {
    const sent = text;
    if (sent === kept) return;
    // Too long to be a document: it stays in this browser, and that is said.
    if (new TextEncoder().encode(sent).length > config.limit) return note(config.words.large, true);
    const answer = await send(config.draft, form, { text: sent, began: form.elements.began.value });
    if (answer.gone) return note(config.words.gone, true);
    if (!answer.json) return note(config.words.offline, true);
    kept = sent;
    if (text === sent) store(null);
    note(answer.json.said, answer.json.warn);
  }

  function typed(now) {
    text = now;
    clearTimeout(local);
    clearTimeout(server);
    local = setTimeout(() => store(text), LOCAL);
    server = setTimeout(put, SERVER);
  }

  // The page goes away: the browser keeps the text for certain, the server most likely.
  function leave() {
    if (text === kept) return;
    store(text);
    navigator.sendBeacon(config.draft, body(form, { text, began: form.elements.began.value }));
  }
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave());
  // Sent: until the answer says that it was saved, the browser's copy stays.
  form.addEventListener("submit", () => {
    if (text !== saved) store(text);
    kept = text;
  });

  function offer(take) {
    const found = stored();
    if (!found) return;
    if (found.text === saved || config.done) return store(null);
    const bar = document.createElement("div");
    bar.className = "notice soon";
    bar.setAttribute("role", "status");
    const say = document.createElement("p");
    say.textContent = `${config.words.found} ${new Date(found.at).toLocaleString(config.lang)}`;
    bar.append(say);
    for (const [word, act] of [
      [config.words.restore, () => take(found.text)],
      [config.words.forget, () => store(null)],
    ]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = word;
      button.addEventListener("click", () => {
        act();
        bar.remove();
      });
      bar.append(button, " ");
    }
    form.before(bar);
  }

  return { typed, offer };
}
