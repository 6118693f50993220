// The sample company as its people use it: signing in, reading the outbox, taking a mail's link, filling in a form.
//
// Deliberately absent: any short cut. Whatever happens here happens through pages that a person sees.

import { openPage, screens } from "./support.mjs";

/** Signs in to the demo as somebody, on a page of their own. */
export async function enter(browser, url, person, options = {}) {
  const page = await openPage(browser, options);
  await page.goto(`${url}/login`);
  await page.locator(`button[name=person][value=${person}]`).click();
  await page.waitForURL(/\/inbox/);
  return page;
}

/** Opens the newest mail to somebody that holds a link to a task. */
export async function openNewestMail(page, url, person) {
  await page.goto(`${url}/outbox`);
  await page.locator("input[name=q]").fill(`${person}@example.com`);
  await page.locator("input[name=q]").press("Enter");
  await page.locator("ol.list a.title").first().click();
  await page.locator(".mail-head").waitFor();
}

/** The link in the newest mail to somebody: the address as it stands in the mail's text. */
export async function newestLink(page, url, person) {
  await openNewestMail(page, url, person);
  const text = await page.locator("pre.mail-text").textContent();
  const found = text.match(/https?:\/\/\S+\/t\/\S+/);
  if (!found) throw new Error(`the newest mail to ${person} holds no link:\n${text}`);
  return found[0];
}

/** Opens a link as a phone's mail program does: no cookie, no script. */
export async function openLink(browser, link, options = {}) {
  const page = await openPage(browser, { screen: screens.phone, javaScriptEnabled: false, ...options });
  await page.goto(link);
  return page;
}

/** Fills in fields by their names in the form. */
export async function fill(page, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const controls = page.locator(`[name="f.${name}"]`);
    const kind = await controls.first().evaluate((control) => control.type);
    if (kind === "radio" || kind === "checkbox") {
      await page.locator(`[name="f.${name}"][value="${value}"]`).check();
    } else if (kind === "select-one") {
      await controls.selectOption(value);
    } else {
      await controls.fill(value);
    }
  }
}

/** What a form's fields hold now, those that a person can see. */
export async function typed(page, names) {
  const held = {};
  for (const name of names) {
    const controls = page.locator(`[name="f.${name}"]`);
    const kind = await controls.first().evaluate((control) => control.type);
    const chosen = kind === "radio" ? page.locator(`[name="f.${name}"]:checked`) : controls;
    held[name] = (await chosen.count()) ? await chosen.first().inputValue() : "";
  }
  return held;
}

/** The password of everybody in the sample company, as its pages tell it. */
const password = "guicheng-demo";

/** Presses a choice's button: the one a person sees, not the one that the Enter key uses. Signs where that is asked. */
export async function press(page, choice) {
  const proof = page.locator('[name="sign.password"]');
  if (await proof.count()) await proof.fill(password);
  await Promise.all([
    page.waitForNavigation(),
    page.locator(`button[name=choice][value="${choice}"]:not([aria-hidden])`).click(),
  ]);
}

/** Moves the demo's clock on by what one types on its page: a length (`15d`) or a date. */
export async function moveClock(page, url, how) {
  await page.goto(`${url}/clock`);
  await page.locator("input[name=advance]").fill(how);
  await Promise.all([page.waitForNavigation(), page.locator("form.length button").click()]);
}

/** One complaint about service, as the desk takes it down; names and numbers are placeholders. */
export const complaint = {
  channel: "phone",
  caller_name: "何某甲",
  caller_phone: "000-0000-0101",
  customer: "C-001",
  product_line: "kitchen",
  product_model: "DCZ-300",
  subject: "维修人员未按约定时间上门",
  occurred_at: "2026-11-22T15:00",
  place: "示例市一路 1 号",
  facts: "约定当日 14 时上门，实际 17 时到达，事先没有告知。",
};

/** The way of a complaint about service (8.14-4.2.3.4) after the start: who acts, on what, and how. */
export const way = [
  {
    state: "registered",
    person: "desk",
    choice: "forward",
    fields: {
      class: "service_quality",
      system: "after_sales",
      transfer_note: "请核实上门延误原因并提出意见。",
    },
  },
  { state: "approval", person: "gm", choice: "approve", fields: {} },
  { state: "handover", person: "asm", choice: "signed", fields: {} },
  { state: "handover", person: "desk", choice: "signed", fields: {} },
  {
    state: "service",
    person: "asm",
    choice: "settle",
    fields: { findings: "当日工单冲突，未及时告知顾客。", opinion_text: "向顾客致歉，改进派工提醒。" },
  },
  {
    state: "reply",
    person: "desk",
    choice: "told",
    fields: { answer: "已致歉并说明改进措施。", satisfaction: "satisfied" },
  },
  { wait: "15d" },
  { state: "revisit", person: "desk", choice: "satisfied", fields: { revisit_note: "顾客表示满意。" } },
  { state: "filing", person: "asm", choice: "file", fields: { file_place: "售后档案柜 1-03" } },
];
