// The certification lead tries the complaint on its page, from the phone call to the file, without a case coming of it.
//
// The way is that of the walk; here all of it happens on one page, without scripts. Deliberately absent: what may be
// refused and what is kept where, which tests/web tries.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { complaint, enter, fill, press, way } from "./company.mjs";
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

/** Nothing sticks out and nobody is kept out, on a desk and on a phone. */
async function assertSound(page, name) {
  for (const [width, screen] of Object.entries({ desk: screens.desk, phone: screens.phone })) {
    await page.setViewportSize(screen);
    await screenshot(page, `simulate-${name}-${width}`);
    assert.ok((await overflow(page)) <= 0, `${name} is wider than a ${width}'s window`);
    assert.deepEqual(await accessibilityFaults(page), [], `${name} ${width}`);
  }
  assert.deepEqual(page.problems, [], name);
}

/** Opens the form of a task that somebody may act on, and acts as them. */
async function act(page, { person, choice, fields }) {
  const who = page.locator(`input[name=by][value="${person}"]`);
  for (const other of await page.locator("button[name=open]:not([value=start])").all()) {
    if (await who.count()) break;
    await Promise.all([page.waitForNavigation(), other.click()]);
  }
  await who.check();
  await fill(page, fields);
  await press(page, choice);
}

test("a complaint is tried from its start to its end", async () => {
  const lead = await enter(browser, engine.url, "cl");
  await lead.goto(`${engine.url}/documents/policies/complaint`);
  await Promise.all([lead.waitForURL(/\/simulate\/complaint$/), lead.locator('a[href="/simulate/complaint"]').click()]);
  await assertSound(lead, "begin");
  await fill(lead, complaint);
  await press(lead, "start");
  await assertSound(lead, "task");
  for (const step of way) {
    if (step.wait) {
      await Promise.all([
        lead.waitForNavigation(),
        lead.locator(`button[name=until][value="${step.wait}"]`).click(),
      ]);
    } else {
      await act(lead, step);
    }
    assert.equal(await lead.locator(".notice.late").count(), 0, step.state ?? step.wait);
  }
  const told = await lead.locator("main").innerText();
  assert.match(told, /已结束/);
  // The first of two signatures leads nowhere, and has its words all the same.
  assert.equal(told.match(/双方签收交接单：签收/g).length, 2);
  await assertSound(lead, "end");
  // Back to the revisit, and everything is there again; no case has come of it.
  await Promise.all([lead.waitForNavigation(), lead.locator('button[value="back"]').click()]);
  assert.equal(await lead.locator('button[name=choice][value="file"]').count(), 1);
  await lead.goto(`${engine.url}/cases?status=all`);
  assert.doesNotMatch(await lead.locator("main").innerText(), /维修人员未按约定时间上门/);
  await lead.context().close();
});
