// How long from a key to what the editor says of it, on this machine, against a release build:
//
//     GUICHENG_BINARY=target/release/guicheng node tests/browser/findings.mjs
//
// From the key until findings, names, picture and preview stand on the page; the editor's own pause of 150 ms after the
// last key is part of it. One line of JSON. Not a test: figures belong to a machine.

import { enter, fill } from "./company.mjs";
import { launch, startGuicheng } from "./support.mjs";

const KEYS = 40;
const browser = await launch();
const engine = await startGuicheng();
try {
  for (const document of ["policies/complaint", "policies/recall", "manual/zh/8.14"]) {
    const lead = await enter(browser, engine.url, "cl");
    await lead.goto(`${engine.url}/documents/${document}`);
    await lead.locator('a[href^="/changes/new"]').click();
    await fill(lead, { title: "计时", reason: "计时。", emergency: "false" });
    await Promise.all([
      lead.waitForURL(/\/changes\/.*\/documents\//),
      lead.locator("main button[value=start]:visible:not(.sr)").click(),
    ]);
    await lead.locator("form[data-checked]").waitFor();
    await lead.locator(".cm-content").click();
    await lead.keyboard.press("Control+End");
    const took = [];
    for (let n = 0; n < KEYS; n++) {
      const before = await lead.locator("form[data-checked]").getAttribute("data-checked");
      // Timed in the page, so that the driver's own way there and back is not in it.
      await lead.evaluate(
        (old) => {
          window.checked = new Promise((resolve) => {
            const form = document.querySelector("form[data-checked]");
            const begun = { at: 0 };
            document.addEventListener("keydown", () => (begun.at ||= performance.now()), { capture: true, once: true });
            new MutationObserver((_, observer) => {
              if (form.dataset.checked === old) return;
              observer.disconnect();
              resolve(performance.now() - begun.at);
            }).observe(form, { attributes: true, attributeFilter: ["data-checked"] });
          });
        },
        before,
      );
      await lead.keyboard.press(n % 2 ? "Backspace" : "x");
      took.push(await lead.evaluate(() => window.checked));
    }
    took.sort((a, b) => a - b);
    const at = (part) => Math.round(took[Math.ceil((took.length - 1) * part)]);
    console.log(JSON.stringify({ document, keys: KEYS, p50_ms: at(0.5), p99_ms: at(0.99), max_ms: at(1) }));
    await lead.close();
  }
} finally {
  await browser.close();
  await engine.stop();
}
