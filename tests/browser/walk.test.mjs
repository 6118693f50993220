// One complaint about service from the phone call to the file, by nothing but pages, mails and their links.
//
// Every task is done as its addressee does it: on a phone, from the newest mail, without signing in, without a
// cookie and without scripts. On the way each link's page is looked at in both languages. Deliberately absent: the
// other classes of complaint; the scenarios of policies/*.test.yaml walk those.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import {
  complaint,
  enter,
  fill,
  moveClock,
  newestLink,
  openLink,
  openNewestMail,
  press,
  typed,
  way,
} from "./company.mjs";
import { accessibilityFaults, asking, launch, openPage, overflow, run, screens, screenshot, startGuicheng } from "./support.mjs";

let browser;
let engine;
/** What the interface for programs says, asked as the general manager, who reads everything. */
let ask;

before(async () => {
  browser = await launch();
  engine = await startGuicheng();
  ask = await asking(engine, "gm");
});

after(async () => {
  await browser?.close();
  await engine?.stop();
});

/** A page has nothing to complain of: scripts, requests, width. */
async function assertSound(page, name, { width } = page.viewportSize()) {
  // As tall as the page: a bar that sticks to the bottom of the window would lie on what can be scrolled from under it.
  await page.setViewportSize({ width, height: screens.phone.height });
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height });
  await screenshot(page, name);
  assert.deepEqual(page.problems, [], name);
  assert.ok((await overflow(page)) <= 0, `${name} is wider than its window`);
}

/** An address is sound in both languages, on a phone and on a desk, to somebody or to whoever holds the link. */
async function assertSoundEverywhere(address, name, cookies) {
  const page = await openPage(browser);
  if (cookies) await page.context().addCookies(cookies);
  for (const tag of ["zh-CN", "en"]) {
    await page.goto(`${address}${address.includes("?") ? "&" : "?"}lang=${tag}`);
    assert.equal(await page.locator("html").getAttribute("lang"), tag);
    for (const [width, screen] of [["phone", screens.phone], ["desk", screens.desk]]) {
      await assertSound(page, `${name}-${tag}-${width}`, screen);
      // Barriers are looked for once a language and once a width.
      if ((tag === "en") === (width === "desk")) assert.deepEqual(await accessibilityFaults(page), [], name);
    }
  }
  await page.context().close();
}

/** Everything that could have changed: the ledger's end, the case, the mails. */
const everything = async (id) => [
  await ask("/ledger/head"),
  await ask(`/instances/${id}`),
  (await ask("/outbox")).items.map((mail) => mail.id),
];

/** Looking at a link, however often and by whatever means, changes nothing. */
async function assertLookingIsHarmless(link, id) {
  const then = await everything(id);
  for (const method of ["GET", "GET", "HEAD"]) {
    assert.equal((await fetch(link, { method, redirect: "error" })).status, 200, `${method} of a link`);
  }
  assert.deepEqual(await everything(id), then);
}

/** A link that has done its work says so and shows nothing of the case. */
async function assertSpent(link, number) {
  const page = await openLink(browser, link);
  assert.equal(await page.locator("h1").textContent(), "这项任务您已经办过了");
  await assertTellsNothing(page, number);
  const answer = await fetch(link);
  assert.equal(answer.status, 410);
  await page.context().close();
}

async function assertTellsNothing(page, number) {
  const shown = await page.content();
  for (const secret of [number, complaint.subject, complaint.caller_name, complaint.facts]) {
    assert.ok(!shown.includes(secret), `a spent link shows ${secret}`);
  }
}

/** A form with one field left out comes back with the rest, says what is missing, and has changed nothing. */
async function assertKeepsWhatWasTyped(page, { fields, choice }, id) {
  const [missing, ...kept] = Object.keys(fields).reverse();
  const then = await everything(id);
  await fill(page, Object.fromEntries(kept.map((name) => [name, fields[name]])));
  await press(page, choice);
  assert.equal(await page.locator(".notice.late[role=alert] li").count(), 1);
  assert.equal(await page.locator(`[name="f.${missing}"]`).first().getAttribute("aria-invalid"), "true");
  const wanted = Object.fromEntries(kept.map((name) => [name, fields[name]]));
  assert.deepEqual(await typed(page, kept), wanted);
  assert.deepEqual(await everything(id), then);
}

test("a complaint goes from the phone call to the file by mails and links", async (t) => {
  const desk = await enter(browser, engine.url, "desk", { screen: screens.phone });
  const cookies = await desk.context().cookies();
  let id;
  let number;
  // What builds on a step that failed would only fail again.
  let broken = false;
  const step = (name, body) =>
    t.test(name, { skip: broken }, async () => {
      broken = true;
      await body();
      broken = false;
    });

  await step("the desk takes it down on a phone; a gap is named and nothing typed is lost", async () => {
    await moveClock(desk, engine.url, "1wd");
    await desk.goto(`${engine.url}/start`);
    await desk.locator("a.title", { hasText: "顾客投诉处理" }).click();
    const { facts, ...rest } = complaint;
    await fill(desk, rest);
    await press(desk, "start");
    assert.equal(await desk.locator(".notice.late[role=alert] li").count(), 1);
    assert.deepEqual(await typed(desk, Object.keys(rest)), rest);
    // Chromium reports the refusal's status, and that alone.
    assert.equal(desk.problems.splice(0).filter((problem) => !problem.includes("422")).length, 0);
    await assertSound(desk, "start-refused");
    assert.deepEqual(await accessibilityFaults(desk), []);
    await desk.setViewportSize(screens.phone);
    await fill(desk, { facts });
    await press(desk, "start");
    [, id] = (await desk.content()).match(/href="\/cases\/([^"?/]+)"/);
    ({ number } = await ask(`/instances/${id}`));
    assert.match(number, /^\d{6}001$/);
  });

  await step("the pages around it are sound in both languages, on a phone and on a desk", async () => {
    const pages = { inbox: "/inbox", start: "/start", form: "/start/complaint", outbox: "/outbox", clock: "/clock" };
    Object.assign(pages, { case: `/cases/${id}`, cases: "/cases", people: "/people", registers: "/registers" });
    for (const [name, path] of Object.entries(pages)) {
      await assertSoundEverywhere(`${engine.url}${path}`, name, cookies);
    }
    await openNewestMail(desk, engine.url, "desk");
    await assertSoundEverywhere(desk.url(), "mail", cookies);
  });

  let refusedOnce = false;
  for (const task of way) {
    if (task.wait) {
      await step("fifteen days later the mail about the revisit is there", async () => {
        assert.ok((await ask(`/instances/${id}`)).configuration.includes("after_reply"));
        await moveClock(desk, engine.url, task.wait);
        await openNewestMail(desk, engine.url, "desk");
        assert.match(await desk.locator("h1").textContent(), new RegExp(`回访.*${number}`));
      });
      continue;
    }
    await step(`${task.state}: ${task.person} presses ${task.choice} on the page that the mail leads to`, async () => {
      assert.ok((await ask(`/instances/${id}`)).configuration.includes(task.state));
      const link = await newestLink(desk, engine.url, task.person);
      assert.doesNotMatch(await desk.locator("pre.mail-text").textContent(), /\*\*/, "the mail shows signs of Markdown");
      await assertLookingIsHarmless(link, id);
      await assertSoundEverywhere(link, `task-${task.state}-${task.person}`);
      const page = await openLink(browser, link);
      assert.match(await page.locator(".link-for").textContent(), /只用于办理这一项任务/);
      if (!refusedOnce && Object.keys(task.fields).length > 1) {
        await assertKeepsWhatWasTyped(page, task, id);
        refusedOnce = true;
        assert.equal(page.problems.splice(0).filter((problem) => !problem.includes("422")).length, 0);
      }
      await fill(page, task.fields);
      await press(page, task.choice);
      assert.equal(await page.locator("h1").textContent(), "办好了");
      await assertTellsNothing(page, number);
      assert.deepEqual(page.problems, []);
      await page.context().close();
      await assertSpent(link, number);
    });
  }

  await step("it is filed, and its page tells the whole way", async () => {
    const ended = await ask(`/instances/${id}`);
    assert.deepEqual(ended.configuration, ["filed"]);
    await desk.goto(`${engine.url}/cases/${id}`);
    const milestones = desk.locator("ol.line li");
    assert.equal(await milestones.count(), 6);
    assert.equal(await desk.locator("ol.line li.done").count(), 6, "a complaint that is filed has passed every milestone");
    await assertSoundEverywhere(`${engine.url}/cases/${id}`, "case-filed", cookies);
    await assertSoundEverywhere(`${engine.url}/inbox?box=done`, "inbox-done", cookies);
    assert.deepEqual(desk.problems, []);
  });

  await step("the ledger is good, and replaying it gives the stored case", async () => {
    assert.match(await run(["audit", "verify"], engine.data), /\bgood$/);
    assert.match(await run(["replay"], engine.data), /^\d+ cases, \d+ entries replayed, 0 different$/);
  });
});

test("a link that never was tells nothing and is not found", async () => {
  const page = await openLink(browser, `${engine.url}/t/${"x".repeat(43)}`);
  assert.equal(await page.locator("h1").textContent(), "没有这个链接");
  assert.equal((await fetch(page.url())).status, 404);
});
