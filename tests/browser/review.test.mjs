// The general manager's page of the demo's waiting change: read on a phone and at a desk, by day and by night, in both
// languages; the lead answers what is open; a page that is out of date does not sign and says what has moved.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { enter, press } from "./company.mjs";
import { accessibilityFaults, launch, overflow, screens, screenshot, startGuicheng } from "./support.mjs";

let browser;
let engine;

before(async () => {
  browser = await launch();
  engine = await startGuicheng();
});

after(async () => {
  await browser?.close();
  await engine?.stop();
});

/** Somebody's first task that waits in the inbox, opened. */
async function firstTask(page) {
  await page.goto(`${engine.url}/inbox`);
  await page.locator("main a.title").first().click();
  await page.waitForLoadState();
}

for (const screen of ["phone", "desk"]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`the page reads on a ${screen}, ${colorScheme}`, async () => {
      const locale = colorScheme === "dark" ? "en-GB" : "zh-CN";
      const page = await enter(browser, engine.url, "gm", { screen: screens[screen], colorScheme, locale });
      await firstTask(page);
      for (const details of await page.locator("details").all()) {
        await details.evaluate((element) => (element.open = true));
      }
      await screenshot(page, `review-${screen}-${colorScheme}`);
      assert.deepEqual(await accessibilityFaults(page), []);
      assert.ok((await overflow(page)) <= 0, "nothing lies beside the page");
      const change = await page.locator(".ask a[href^='/cases/']").first().getAttribute("href");
      await page.goto(`${engine.url}${change.replace("/cases/", "/changes/")}`);
      assert.deepEqual(await accessibilityFaults(page), []);
      assert.ok((await overflow(page)) <= 0);
      assert.deepEqual(page.problems, []);
      await page.context().close();
    });
  }
}

test("the procedure comes first, the stories last and folded; open suspects stand above the signature", async () => {
  const page = await enter(browser, engine.url, "gm", { screen: screens.phone });
  await firstTask(page);
  const titles = await page.locator(".differs h3").allInnerTexts();
  assert.match(titles[0], /流程/);
  assert.match(titles.at(-1), /场景/);
  assert.ok((await page.locator(".differs details").count()) >= 2, "the other language and the stories are folded");
  const text = await page.locator("main").innerText();
  assert.ok(!text.includes("**"), "no signs of Markdown");
  assert.ok(!/vars\.|record\.|row\(|actor\./.test(text), "no formulas: conditions are told in words or not at all");
  assert.match(text, /周日\s+6 小时 → 4 小时/);
  const top = async (selector) => (await page.locator(selector).first().boundingBox()).y;
  assert.ok((await top("#review-suspects")) < (await top("#sign")));
  assert.ok((await page.locator("#review-readers").innerText()).includes("已阅"));
  // Without an opinion it is refused, and what was asked stands there.
  await press(page, "approve");
  assert.match(await page.locator("main").innerText(), /理由/);
  await page.context().close();
});

test("a page that is out of date does not sign, and says what has moved", async () => {
  const manager = await enter(browser, engine.url, "gm", { screen: screens.phone });
  await firstTask(manager);
  const change = (await manager.locator(".ask a[href^='/cases/']").first().getAttribute("href")).split("/").pop();
  const lead = await enter(browser, engine.url, "cl");
  await lead.goto(`${engine.url}/changes/${change}`);
  for (const field of await lead.locator("#review-suspects input[name^='note.']").all()) {
    await field.fill("只改时限，此处引用该条，内容仍然适用。");
  }
  await lead.locator("button[value=reasons]").click();
  await lead.waitForURL(/done=edited/);
  await manager.fill("textarea[name=opinion]", "同意。");
  await press(manager, "approve");
  const since = await manager.locator("#since").innerText();
  assert.match(since, /李四/);
  assert.match(since, /由 5 处变为 0 处/);
  assert.equal(await manager.locator("textarea[name=opinion]").inputValue(), "同意。", "what was typed is kept");
  await screenshot(manager, "review-stale-phone");
  assert.deepEqual(await accessibilityFaults(manager), []);
  await press(manager, "approve");
  await manager.goto(`${engine.url}/changes/${change}`);
  assert.match(await manager.locator("main").innerText(), /已生效/);
  await manager.context().close();
  await lead.context().close();
});
