// The helpers themselves: that they see what they are there to see.

import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { accessibilityFaults, launch, openPage, overflow, screens, screenshot, startGuicheng } from "./support.mjs";

let browser;
let server;
let url;

const pages = {
  "/good": '<main><h1>规程</h1><p id="zh">投诉</p></main>',
  "/bad":
    '<main><h1>x</h1><img src="/none.png"><script>throw new Error("broken")</script>' +
    '<script src="http://example.com/x.js"></script><div style="width:900px">wide</div></main>',
};

before(async () => {
  browser = await launch();
  server = createServer((request, response) => {
    const body = pages[request.url];
    response.writeHead(body ? 200 : 404, { "content-type": "text/html; charset=utf-8" });
    response.end(body && `<!doctype html><html lang="zh-CN"><title>t</title><link rel="icon" href="data:,">${body}`);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${server.address().port}`;
});

after(async () => {
  await browser?.close();
  server?.close();
});

test("a good page has nothing to complain of, and its Chinese letters are really drawn", async () => {
  const page = await openPage(browser, { screen: screens.phone });
  await page.goto(`${url}/good`);
  assert.deepEqual(page.problems, []);
  assert.deepEqual(await accessibilityFaults(page), []);
  assert.equal(await overflow(page), 0);
  assert.ok((await stat(await screenshot(page, "support-good"))).size > 1000);
  // Where the font is missing, every letter is the same box: two letters must look different.
  const [one, two] = await page.evaluate(() =>
    ["投", "诉"].map((letter) => {
      const canvas = document.createElement("canvas");
      const pen = canvas.getContext("2d");
      pen.font = "40px sans-serif";
      pen.fillText(letter, 10, 60);
      return canvas.toDataURL();
    }),
  );
  assert.notEqual(one, two);
});

test("a bad page is found out", async () => {
  const page = await openPage(browser, { screen: screens.phone });
  await page.goto(`${url}/bad`);
  const problems = page.problems.join("\n");
  assert.match(problems, /script: broken/);
  assert.match(problems, /foreign request: http:\/\/example\.com\/x\.js/);
  assert.match(problems, /404/);
  assert.match((await accessibilityFaults(page)).join("\n"), /image-alt/);
  assert.ok((await overflow(page)) > 0);
});

test("a program that prints its address is ready, and ends when asked", async () => {
  const engine = await startGuicheng({
    program: process.execPath,
    command: ["-e", "console.log('on http://127.0.0.1:1234/ now'); setInterval(() => {}, 1000)", "--"],
  });
  assert.equal(engine.url, "http://127.0.0.1:1234");
  assert.ok((await stat(engine.data)).isDirectory());
  await engine.stop();
  await assert.rejects(stat(engine.data));
});

test("a program that dies says why", async () => {
  const starting = startGuicheng({
    program: process.execPath,
    command: ["-e", "console.error('the port is taken'); process.exit(3)", "--"],
  });
  await assert.rejects(starting, /ended with 3[^]*the port is taken/);
});
