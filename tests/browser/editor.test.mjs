// The editor of documents in a real browser: findings as one types, saving, a reload that loses nothing, two
// people in one document, completion, and the same page without scripts.
//
// Deliberately absent: what is refused and what reaches the database, which tests/web and tests/service try.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { enter, fill } from "./company.mjs";
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

/** Proposes a change from a document's page; ends in the document's editor. */
async function propose(page, document) {
  await page.goto(`${engine.url}/documents/${document}`);
  await page.locator('a[href^="/changes/new"]').click();
  await fill(page, { title: "回访提前", reason: "回访太晚。", emergency: "false" });
  await Promise.all([page.waitForURL(/\/changes\/.*\/documents\//), page.locator("main button[value=start]:visible:not(.sr)").click()]);
  return page.url();
}

/** The text that the form would send. */
const text = (page) => page.locator("textarea[name=text]").evaluate((area) => area.value);

/** Puts the cursor behind the first occurrence of some words, as a click there would. */
async function behind(page, words) {
  await page.locator(".cm-content").click();
  await page.keyboard.press("Control+F");
  await page.locator(".cm-search input[name=search]").fill("");
  await page.keyboard.type(words);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await page.keyboard.press("ArrowRight");
}

test("findings come as one types, and a saved text is saved", async () => {
  const lead = await enter(browser, engine.url, "cl");
  await propose(lead, "policies/complaint");
  await lead.locator(".cm-editor").waitFor();
  assert.equal(await lead.locator("textarea[name=text]").isVisible(), false);
  // The picture shows its beginning, not an empty corner.
  await lead.locator("form.sheet[data-checked]").waitFor();
  const dot = await lead.locator("[data-part=picture] .dot").first().boundingBox();
  const part = await lead.locator("[data-part=picture]").boundingBox();
  assert.ok(dot.x >= part.x && dot.x <= part.x + part.width, `${dot.x} within ${part.x} and ${part.x + part.width}`);
  const original = await text(lead);
  await behind(lead, "post: complaint_desk");
  await lead.keyboard.type("x");
  await lead.locator(".cm-lintRange-error").first().waitFor();
  await lead.locator("[data-part=findings] a[data-line]").first().waitFor();
  await lead.keyboard.press("Backspace");
  await lead.locator(".cm-lintRange-error").first().waitFor({ state: "detached" });
  assert.equal(await text(lead), original);
  await behind(lead, "call_back_within:    { is: ");
  await lead.keyboard.press("Delete");
  await lead.keyboard.type("3");
  await Promise.all([lead.waitForURL(/done=saved/), lead.keyboard.press("Control+S")]);
  assert.equal(await text(lead), original.replace("call_back_within:    { is: 2h", "call_back_within:    { is: 3h"));
  await Promise.all([
    lead.waitForResponse((answer) => answer.url().includes("/run/")),
    lead.locator("button[value=run]").click(),
  ]);
  await lead.locator("[data-part=stories] p").first().waitFor();
  assert.deepEqual(lead.problems, []);
  await lead.close();
});

test("a text over the limit is not lost, and its author is told the limit", async () => {
  const lead = await enter(browser, engine.url, "cl");
  await propose(lead, "policies/recall");
  await lead.locator(".cm-content").click();
  await lead.keyboard.press("Control+End");
  await lead.locator(".cm-content").evaluate((content) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", `\n# ${"x".repeat(1000)}`.repeat(280));
    content.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  await lead.getByText("256 KB").first().waitFor();
  assert.ok((await text(lead)).length > 256 * 1024);
  await lead.reload();
  await lead.locator(".notice button").first().click();
  assert.ok((await text(lead)).length > 256 * 1024, "the browser's copy is offered and taken");
  await lead.close();
});

test("a reload keeps what was typed, and so does a session that ends", async () => {
  const lead = await enter(browser, engine.url, "cl");
  const url = await propose(lead, "policies/mail/complaint_letter");
  await lead.locator(".cm-editor").waitFor();
  await lead.locator(".cm-content").click();
  await lead.keyboard.press("Control+End");
  await Promise.all([lead.waitForResponse((answer) => answer.url().includes("/draft/")), lead.keyboard.type("# 草稿")]);
  await lead.reload();
  assert.match(await text(lead), /# 草稿$/);
  // Signed out while typing: the server gets nothing, the browser keeps it and offers it afterwards.
  await lead.context().clearCookies();
  await lead.locator(".cm-content").click();
  await lead.keyboard.press("Control+End");
  await lead.keyboard.type(" 再写");
  await lead.locator("[data-note].soon").waitFor();
  await lead.goto(`${engine.url}/login`);
  await lead.locator("button[name=person][value=cl]").click();
  await lead.goto(url);
  await lead.locator(".notice button").first().click();
  assert.match(await text(lead), /# 草稿 再写$/);
  await lead.close();
});

test("two people in one document are told of each other, and both texts are kept", async () => {
  const first = await enter(browser, engine.url, "cl");
  const second = await enter(browser, engine.url, "cl");
  const url = await propose(first, "policies/calendar");
  await second.goto(url);
  for (const [page, words] of [[first, "# 甲"], [second, "# 乙"]]) {
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type(words);
  }
  await Promise.all([first.waitForURL(/done=saved/), first.keyboard.press("Control+S")]);
  await second.locator("button[value=save]").click();
  await second.locator(".notice.late").waitFor();
  assert.match(await text(second), /# 乙$/);
  assert.match(await second.locator("[data-text=theirs]").evaluate((area) => area.value), /# 甲$/);
  await second.locator(".cm-deletedChunk, .cm-changedLine, .cm-insertedLine").first().waitFor();
  await Promise.all([second.waitForURL(/done=saved/), second.locator("button[value=save]").click()]);
  await first.close();
  await second.close();
});

test("somebody who begins to type is told who else has a draft", async () => {
  const author = await enter(browser, engine.url, "asm");
  const lead = await enter(browser, engine.url, "cl");
  const url = await propose(author, "policies/mail/complaint_letter");
  await lead.goto(url);
  const type = async (page, words) => {
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+End");
    await Promise.all([page.waitForResponse((answer) => answer.url().includes("/draft/")), page.keyboard.type(words)]);
  };
  await type(author, "# 甲");
  assert.equal(await author.locator("[data-note].soon").count(), 0, "nobody else has typed yet");
  await type(lead, "# 乙");
  await lead.locator("[data-note].soon", { hasText: "冯十二" }).waitFor();
  await type(author, "甲");
  await author.locator("[data-note].soon", { hasText: "李四" }).waitFor();
  await author.close();
  await lead.close();
});

test("completion offers what may stand there, and nothing that stands there already", async () => {
  const lead = await enter(browser, engine.url, "cl");
  await propose(lead, "policies/complaint");
  const offered = async () => {
    await lead.keyboard.press("Control+Space");
    await lead.locator(".cm-tooltip-autocomplete li").first().waitFor();
    const labels = await lead.locator(".cm-tooltip-autocomplete .cm-completionLabel").allTextContents();
    await lead.keyboard.press("Escape");
    return labels;
  };
  await lead.locator("[data-checked], form.sheet").first().waitFor();
  // A state that has title, clause, task and on.
  await behind(lead, "title: { zh: 回电, en: Call back }");
  await lead.keyboard.press("End");
  await lead.keyboard.press("Enter");
  const line = lead.locator(".cm-activeLine").first();
  assert.equal((await line.textContent()).length, 4, "a new line stands where the one before it stands");
  const keys = await offered();
  for (const absent of ["title", "clause", "task", "on"]) assert.ok(!keys.includes(absent), `${absent} among ${keys}`);
  for (const present of ["entry", "after"]) assert.ok(keys.includes(present), `${present} among ${keys}`);
  await lead.keyboard.type("entry: # 注释");
  await lead.keyboard.press("Escape");
  await lead.keyboard.press("Enter");
  assert.equal((await line.textContent()).length, 6, "deeper after a key, whatever comment stands behind it");
  await lead.keyboard.type("- log: '1'");
  await lead.keyboard.press("Escape");
  await lead.keyboard.press("Enter");
  assert.equal((await line.textContent()).length, 8, "further keys of a list's item");
  // A task in braces; then the posts that there are.
  await behind(lead, "ask: call_back, ");
  const within = await offered();
  for (const absent of ["post", "ask", "due", "remind"]) assert.ok(!within.includes(absent), `${absent} among ${within}`);
  assert.ok(within.includes("sign"), `sign among ${within}`);
  await behind(lead, "post: complaint_desk");
  for (let letter = 0; letter < "complaint_desk".length; letter++) await lead.keyboard.press("Backspace");
  const posts = await offered();
  assert.ok(posts.includes("complaint_desk") && posts.includes("general_manager"), `${posts}`);
  assert.deepEqual(lead.problems, []);
  await lead.close();
});

test("it works without scripts, on a phone, and for everybody", async () => {
  const lead = await enter(browser, engine.url, "cl");
  const url = await propose(lead, "forms/complaint");
  for (const name of ["desk", "phone", "narrow"]) {
    await lead.setViewportSize(screens[name]);
    await lead.goto(url);
    await lead.locator(".cm-editor").waitFor();
    await screenshot(lead, `editor-${name}`);
    assert.ok((await overflow(lead)) <= 0, `the editor is wider than a ${name}'s window`);
    assert.deepEqual(await accessibilityFaults(lead), [], name);
    for (const at of ["/changes", new URL(url).pathname.split("/documents/")[0]]) {
      await lead.goto(`${engine.url}${at}`);
      await screenshot(lead, `changes-${at === "/changes" ? "list" : "one"}-${name}`);
      assert.ok((await overflow(lead)) <= 0, `${at} is wider than a ${name}'s window`);
      assert.deepEqual(await accessibilityFaults(lead), [], `${at} ${name}`);
    }
  }
  assert.deepEqual(lead.problems, []);
  const plain = await enter(browser, engine.url, "cl", { javaScriptEnabled: false });
  await plain.goto(url);
  const area = plain.locator("textarea[name=text]");
  const before = await area.inputValue();
  await area.fill(`${before}\nunknown: 1\n`);
  await Promise.all([plain.waitForNavigation(), plain.locator("button[value=check]").click()]);
  assert.ok((await plain.locator("[data-part=findings] li").count()) > 0);
  await plain.locator("textarea[name=text]").fill(`${before}\n# 说明\n`);
  await Promise.all([plain.waitForNavigation(), plain.locator("button[value=save]").click()]);
  assert.match(plain.url(), /done=saved/);
  await lead.close();
  await plain.close();
});
