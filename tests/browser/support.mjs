// What the browser tests share: the engine under test, a browser that reaches nothing else, and pictures.
//
// Deliberately absent: waiting for a time. Playwright waits for what a person would see; the engine's own clock
// is moved on through its page or API.

import { execFile, spawn } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import axe from "axe-core";
import { chromium } from "playwright-core";

const root = fileURLToPath(new URL("../../", import.meta.url));
const target = path.resolve(root, process.env.CARGO_TARGET_DIR ?? "target");

/** The binary that tests/run built, else the debug build. */
export const binary = path.resolve(root, process.env.GUICHENG_BINARY ?? path.join(target, "debug/guicheng"));

/** A clerk's phone, the narrowest screen we promise, and a desk. */
export const screens = {
  phone: { width: 390, height: 844 },
  narrow: { width: 360, height: 740 },
  desk: { width: 1280, height: 900 },
};

const startLimitMillis = 60_000;
const stopLimitMillis = 20_000;

/**
 * Starts a program (`guicheng demo` unless told otherwise) on a free loopback port with a fresh data folder, and
 * waits until it prints its address.
 * @returns {Promise<{url: string, data: string, output: () => string, stop: () => Promise<void>, kill: () => Promise<void>}>}
 *   `stop` asks it to end and removes the folder; `kill` is `kill -9` and leaves the folder to be started on again.
 */
export async function startGuicheng({ program = binary, command = ["demo"], data, extra = [] } = {}) {
  const folder = data ?? (await mkdtemp(path.join(tmpdir(), "guicheng-browser-")));
  const child = spawn(program, [...command, "--listen", "127.0.0.1:0", "--data", folder, ...extra], {
    cwd: root, // the sample company's documents are those of this folder
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const exited = new Promise((resolve) => {
    child.once("exit", (code, signal) => resolve(`ended with ${signal ?? code}`));
    child.once("error", (error) => resolve(String(error)));
  });
  const end = async (signal) => {
    child.kill(signal);
    const timer = setTimeout(() => child.kill("SIGKILL"), stopLimitMillis);
    await exited;
    clearTimeout(timer);
  };
  const address = new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        output += text;
        // The whole line must be there before its port is believed.
        const found = output.match(/(http:\/\/127\.0\.0\.1:\d+)\S*\s/);
        if (found) resolve(found[1]);
      });
    }
  });
  let timer;
  const tooLong = new Promise((resolve) => (timer = setTimeout(resolve, startLimitMillis)));
  const url = await Promise.race([address, exited.then(() => null), tooLong.then(() => null)]);
  clearTimeout(timer);
  if (!url) {
    await end("SIGKILL");
    if (!data) await rm(folder, { recursive: true, force: true });
    throw new Error(`${program} printed no address (${await exited}):\n${output}`);
  }
  return {
    url,
    data: folder,
    output: () => output,
    kill: () => end("SIGKILL"),
    stop: async () => {
      await end("SIGTERM");
      if (!data) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Runs another command of the program on a data folder, beside the server or after it; what it prints. */
export async function run(command, data, extra = []) {
  const { stdout } = await promisify(execFile)(binary, [...command, "--data", data, ...extra], { cwd: root });
  return stdout.trim();
}

/** What the interface for programs answers to somebody: a function of the path. */
export async function asking(engine, person) {
  const token = await run(["token", "create", "--person", person], engine.data);
  return async (path) => {
    const answer = await fetch(`${engine.url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } });
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
    return answer.json();
  };
}

/** Starts Debian's Chromium. The flags let it run as root and keep it from calling home. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.GUICHENG_CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/**
 * Opens a page as one person sees it: own cookies, Chinese first, Shanghai's clock. `page.problems` collects what
 * no page may do: script errors, failed or refused requests, requests to anywhere but the loopback address.
 */
export async function openPage(browser, { screen = screens.desk, locale = "zh-CN", ...options } = {}) {
  const context = await browser.newContext({ viewport: screen, locale, timezoneId: "Asia/Shanghai", ...options });
  const page = await context.newPage();
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(`script: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") page.problems.push(`console: ${message.text()}`);
  });
  await context.route(
    (url) => url.hostname !== "127.0.0.1",
    (route) => {
      page.problems.push(`foreign request: ${route.request().url()}`);
      return route.abort();
    },
  );
  return page;
}

/** Saves the whole page as `<target>/screenshots/<name>.png`, to be looked at. */
export async function screenshot(page, name) {
  const folder = path.join(target, "screenshots");
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${name}.png`);
  await page.screenshot({ path: file, fullPage: true });
  return file;
}

/** What keeps people out (WCAG 2.2 A and AA, as far as axe can tell): one line for each place. */
export async function accessibilityFaults(page) {
  await page.evaluate(axe.source);
  const result = await page.evaluate(() =>
    window.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }),
  );
  return result.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html}`));
}

/** How many pixels the page is wider than its window: more than 0 means that a thumb must push it sideways. */
export function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}
