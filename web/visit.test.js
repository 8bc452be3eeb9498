// The page in a real browser: both languages, phone and desktop, with and without script, by keyboard, and under axe.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, mkdirSync, rmSync } from "node:fs";
import { createServer, request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { AxeBuilder } from "@axe-core/playwright";

const built = process.env.CARGO_TARGET_DIR ?? join(import.meta.dirname, "../target");
const binary = process.env.XINGLIN ?? join(built, "debug/xinglin");
const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
const pictures = process.env.PICTURES;
let server, base, browser, data;

before(async () => {
  assert.ok(executablePath, "no Chromium: scripts/setup test installs it");
  data = mkdtempSync(join(tmpdir(), "xinglin-"));
  if (pictures) mkdirSync(pictures, { recursive: true });
  server = spawn(binary, ["serve", "--address", "127.0.0.1:0", "--data", data], { stdio: ["ignore", "pipe", "inherit"] });
  base = await new Promise((resolve, reject) => {
    server.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
    server.stdout.on("data", (chunk) => {
      const found = /http:\/\/\S+/.exec(chunk);
      if (found) resolve(found[0]);
    });
  });
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
});

after(async () => {
  await browser?.close();
  server?.removeAllListeners("exit");
  server?.kill();
  if (data) rmSync(data, { recursive: true, force: true });
});

async function begin(language, options = {}) {
  const locale = language === "zh" ? "zh-CN" : "en-GB";
  const context = await browser.newContext({ locale, viewport: { width: 360, height: 740 }, ...options });
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    // axe itself sets inline styles while it measures contrast; the policy stops it, as it should.
    if (message.type() === "error" && !/inline style/.test(message.text())) faults.push(message.text());
  });
  await page.goto(base);
  await page.locator(`section[lang^=${language}] button`).first().click();
  await page.waitForSelector("#text");
  return { page, faults, context };
}

async function say(page, text) {
  const turns = await page.locator("li.xinglin").count();
  await page.fill("#text", text);
  await page.locator("form.write button").click();
  await page.waitForFunction((turns) => document.querySelectorAll("li.xinglin").length > turns && !document.querySelector(".pending"), turns);
}

async function clean(page, name) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  assert.deepEqual(violations.map((violation) => `${name}: ${violation.id} ${violation.nodes[0]?.html}`), []);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${name} scrolls sideways by ${wide} px`);
  if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

const emergencies = {
  zh: ["胸口像压了块石头，已经半小时，一身冷汗，左手发麻", /120/],
  en: ["crushing pressure in my chest for half an hour, sweating, pain down my left arm", /ambulance/i],
};
for (const [language, [text, told]] of Object.entries(emergencies)) {
  test(`an emergency is told at once, with why, before any question (${language})`, async () => {
    const { page, faults } = await begin(language);
    await say(page, text);
    const alert = page.locator("section.urgent.call");
    await alert.waitFor();
    assert.match(await alert.innerText(), told);
    const replies = await page.locator("li.xinglin").allInnerTexts();
    assert.match(replies.join("\n"), told);
    assert.equal(await page.locator("li.xinglin.question[data-latest]").count(), 0);
    await clean(page, `emergency-${language}`);
    assert.deepEqual(faults, []);
  });
}

/** What stands on the page to be answered: how much Xinglin has said, and the questions still open. Nothing while a reply is on its way. */
const open = () =>
  document.querySelector(".pending") ? null : [document.querySelectorAll("li.xinglin").length, ...Array.from(document.querySelectorAll("div.chips input[name=finding]"), (input) => input.value)].join();

const ordinary = {
  zh: "小便的时候火辣辣地疼，两天了，没有发烧，女，28岁",
  en: "it burns when I urinate, two days now, no fever, I am a 28 year old woman",
};
for (const [language, text] of Object.entries(ordinary)) {
  test(`an ordinary complaint is understood, asked on, corrected and concluded (${language})`, async () => {
    const { page, faults } = await begin(language, { colorScheme: language === "zh" ? "dark" : "light" });
    await say(page, text);
    const facts = page.locator("ul.facts li");
    assert.ok((await facts.count()) >= 2, "the panel shows what was understood");
    assert.ok((await page.locator("ul.facts li.absent").count()) >= 1, "no fever is heard as absent");
    await clean(page, `open-${language}`);
    const asked = await page.evaluate(open);
    await page.locator("div.chips form.nothing button").click();
    await page.waitForFunction((asked) => document.querySelectorAll("li.xinglin").length > Number(asked.split(",")[0]) && !document.querySelector(".pending"), asked);
    assert.ok((await page.locator("div.chips button").count()) >= 2, "the question has quick answers");
    await clean(page, `asked-${language}`);
    const denied = await page.locator("ul.facts li.absent").count();
    await page.locator("ul.facts li.absent .fix button").first().click();
    await page.waitForFunction((denied) => document.querySelectorAll("ul.facts li.absent").length < denied, denied);
    for (let turn = 0; turn < 80 && (await page.locator("li.conclusion").count()) === 0; turn += 1) {
      const before = await page.evaluate(open);
      const no = page.locator("div.chips form:has(input[value=absent]) button, div.chips form.nothing button");
      if ((await no.count()) === 0) {
        await page.locator("form.end button").click();
      } else {
        await no.first().click();
      }
      for (let wait = 0; wait < 300 && [null, before].includes(await page.evaluate(open).catch(() => null)); wait += 1) await page.waitForTimeout(50);
    }
    assert.ok((await page.locator("li.conclusion").count()) >= 1, "the visit ends with a conclusion");
    await clean(page, `concluded-${language}`);
    await page.locator("form.end a").click();
    await page.waitForSelector("main.summary");
    await clean(page, `summary-${language}`);
    assert.deepEqual(faults, []);
  });
}

/** Passes everything on to the server, posted replies in small pieces with pauses, or not at all. */
async function slowly(t, pause) {
  const proxy = createServer((request, response) => {
    const onward = { method: request.method, headers: { ...request.headers, host: new URL(base).host } };
    const sent = httpRequest(new URL(request.url, base), onward, async (reply) => {
      const { "content-length": _, ...kept } = reply.headers;
      response.writeHead(reply.statusCode, kept);
      const chunks = [];
      for await (const chunk of reply) chunks.push(chunk);
      const body = Buffer.concat(chunks);
      const parts = request.method === "POST" ? body.toString().split(/(?<=<\/template>)/) : [body];
      for (const part of parts) {
        if (proxy.broken && request.method === "POST") return response.destroy();
        response.write(part);
        if (parts.length > 1) await new Promise((resolve) => setTimeout(resolve, pause));
      }
      response.end();
    });
    request.pipe(sent);
  });
  await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  t.after(() => { proxy.closeAllConnections(); proxy.close(); });
  return { proxy, address: `http://127.0.0.1:${proxy.address().port}` };
}

test("a reply is shown sentence by sentence as it comes; one that breaks off is told and lost nothing", async (t) => {
  const { proxy, address } = await slowly(t, 300);
  const { page } = await begin("en");
  await page.goto(page.url().replace(base.replace(/\/$/, ""), address));
  await page.fill("#text", "crushing pressure in my chest for half an hour, sweating, pain down my left arm");
  await page.locator("form.write button").click();
  await page.waitForSelector("li.patient.pending");
  await page.waitForSelector("li.xinglin.alert");
  const first = await page.locator("li.xinglin.alert").first().innerText();
  assert.match(first, /ambulance/i);
  assert.equal(await page.locator("li.xinglin.pending").count(), 1, "the rest is still to come");
  if (pictures) await page.screenshot({ path: join(pictures, "streaming-en.png") });
  await page.waitForSelector("section.urgent.call");
  assert.equal(await page.locator("li.pending").count(), 0);
  assert.ok((await page.locator("li.xinglin.alert").first().innerText()).length >= first.length);

  proxy.broken = true;
  await page.fill("#text", "and I feel sick");
  await page.locator("form.write button").click();
  await page.waitForSelector("p.failed");
  assert.equal(await page.inputValue("#text"), "and I feel sick");
  if (pictures) await page.screenshot({ path: join(pictures, "failed-en.png") });
  proxy.broken = false;
  await say(page, await page.inputValue("#text"));
  assert.equal(await page.locator("li.patient", { hasText: "and I feel sick" }).count(), 1, "sent twice, taken once");
  assert.equal(await page.locator("p.failed").count(), 0);
});

test("the page works without script, and a reload keeps the visit", async () => {
  const { page } = await begin("en", { javaScriptEnabled: false });
  await page.fill("#text", "sore throat and a runny nose since yesterday");
  await page.locator("form.write button").click();
  await page.waitForSelector("ul.facts li");
  const before = await page.locator("li.xinglin").count();
  await page.reload();
  assert.equal(await page.locator("li.xinglin").count(), before);
});

test("the keyboard alone is enough, and hostile text is only text", async () => {
  const { page, faults } = await begin("en", { viewport: { width: 1280, height: 800 } });
  await page.focus("#text");
  await page.keyboard.type('<img src=x onerror="document.title=1"> headache since yesterday');
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForSelector("li.patient");
  assert.match(await page.locator("li.patient p").first().innerText(), /<img src=x/);
  assert.equal(await page.locator("li.patient img").count(), 0);
  assert.match(await page.locator("li.xinglin .who").last().innerText(), /AI/);
  await page.locator(".top button").click();
  await page.waitForSelector("html[lang=zh-CN]");
  await clean(page, "desktop-zh");
  assert.deepEqual(faults, []);
});
