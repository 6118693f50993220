// Draws the README's pictures anew: `node tests/browser/pictures.mjs`, after a build. A script, not a test.
//
// The company, its cases and the demo's clock are the same each time; ids and links are random, so mails differ in them.

import { mkdir, stat } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { complaint, enter, fill, moveClock, newestLink, openLink, openNewestMail, press, way } from "./company.mjs";
import { launch, screens, startGuicheng } from "./support.mjs";

/** A Monday without anything due; the clock goes to its opening hour. */
const day = "2027-03-01";
/** What a picture may weigh, in bytes. */
const most = 150_000;
const folder = fileURLToPath(new URL("pictures/", import.meta.url));

const written = {
  ...complaint,
  channel: "written",
  customer: "C-002",
  product_line: "office",
  product_model: "",
  subject: "打印机说明书缺少安装步骤",
  occurred_at: "2027-02-26T10:00",
  facts: "来信反映说明书缺少安装步骤。",
};
const service = { ...complaint, occurred_at: "2027-02-28T15:00" };
const quality = {
  ...complaint,
  customer: "C-003",
  product_line: "furniture",
  product_model: "",
  subject: "餐桌桌面开裂",
  occurred_at: "2027-02-27T11:00",
  facts: "使用两周后桌面出现裂纹，共三张。",
};

async function start(desk, url, fields) {
  await desk.goto(`${url}/start/complaint`);
  await fill(desk, fields);
  await press(desk, "start");
}

async function act(browser, desk, url, { person, choice, fields }) {
  const page = await openLink(browser, await newestLink(desk, url, person));
  await fill(page, fields);
  await press(page, choice);
  await page.context().close();
}

async function take(page, name, options = {}) {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${name}.png`);
  await page.screenshot({ path: file, ...options });
  const { size } = await stat(file);
  console.log(`${file}: ${size} bytes`);
  if (size > most) throw new Error(`${name} weighs more than ${most} bytes`);
}

const browser = await launch();
const engine = await startGuicheng();
try {
  const { url } = engine;
  // The change that the sample company begins with, as the general manager has it on a phone and the lead on a desk.
  const manager = await enter(browser, url, "gm", { screen: screens.phone, deviceScaleFactor: 1.25 });
  await manager.goto(`${url}/inbox`);
  await manager.locator("a.title", { hasText: "总经理批准" }).first().click();
  await take(manager, "approval-phone");
  const lead = await enter(browser, url, "cl", { screen: { width: 1200, height: 800 } });
  await lead.goto(`${url}/changes`);
  await lead.locator("a", { hasText: "星期日" }).first().click();
  await take(lead, "change");

  const desk = await enter(browser, url, "desk", { screen: { width: 1200, height: 640 } });
  await moveClock(desk, url, day);
  const [register, approve, receive, sign, settle] = way;

  // One complaint waits for the answer to the customer, one for the general manager, two for the desk.
  await start(desk, url, service);
  for (const step of [register, approve, receive, sign, settle]) await act(browser, desk, url, step);
  await start(desk, url, quality);
  const fields = { class: "product_quality", transfer_note: "请核实并提出处理意见。" };
  await act(browser, desk, url, { ...register, fields });
  const link = await newestLink(desk, url, "gm");
  await start(desk, url, { ...service, product_line: "tableware", product_model: "", subject: "询问餐盘能否进消毒柜" });
  await start(desk, url, written);

  const phone = await openLink(browser, link, { screen: screens.phone, deviceScaleFactor: 1.5 });
  await take(phone, "task-phone");
  await desk.goto(`${url}/inbox`);
  await take(desk, "inbox");
  await desk.locator("ol.list a.title", { hasText: "答复顾客" }).click();
  await desk.locator(".ask a", { hasText: "001" }).click();
  await desk.setViewportSize({ width: 1200, height: 1000 });
  await take(desk, "case");
  await openNewestMail(desk, url, "gm");
  await desk.locator("a", { hasText: /^HTML$/ }).click();
  await desk.setViewportSize({ width: 820, height: 1190 });
  await desk.frameLocator("iframe").locator("body").waitFor();
  await take(desk, "mail");
} finally {
  await browser.close();
  await engine.stop();
}
