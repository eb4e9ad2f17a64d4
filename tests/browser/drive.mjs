// Drives Debian's chromium for the tests: a request a line on stdin as JSON, an answer a line on stdout.
//
//   {"do": "click", "selector": "button"}  ->  {"value": null}  or  {"error": "why it could not be done"}
//
// usage: node drive.mjs MODULES OPTIONS, where MODULES is the folder node_modules with playwright-core, and OPTIONS is
// the JSON of a browser context (javaScriptEnabled, colorScheme, viewport).
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const [modules, options] = process.argv.slice(2);
const { chromium } = createRequire(`${modules}/`)("playwright-core");

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const context = await browser.newContext(JSON.parse(options));
const page = await context.newPage();
const problems = []; // what the browser complains about: refused resources, broken scripts
page.on("console", (message) => {
  if (["error", "warning"].includes(message.type())) problems.push(message.text());
});
page.on("pageerror", (error) => problems.push(String(error)));
page.on("requestfailed", (request) => problems.push(`${request.url()}: ${request.failure()?.errorText}`));

const actions = {
  open: async ({ url }) => (await page.goto(url)).status(),
  click: ({ selector }) => page.locator(selector).click(),
  // Waits until the address of the page has changed by it.
  follow: async ({ selector }) => {
    await Promise.all([page.waitForNavigation(), page.locator(selector).click()]);
  },
  text: ({ selector }) => page.locator(selector).first().innerText(),
  texts: ({ selector }) => page.locator(selector).allInnerTexts(),
  count: ({ selector }) => page.locator(selector).count(),
  style: ({ selector, name }) =>
    page.locator(selector).first().evaluate((element, of) => getComputedStyle(element)[of], name),
  run: ({ script }) => page.evaluate(script),
  screenshot: async ({ path }) => {
    await page.screenshot({ path });
  },
  size: ({ width, height }) => page.setViewportSize({ width, height }),
  address: () => page.url(),
  title: () => page.title(),
  problems: () => problems,
};

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  let answer;
  try {
    answer = { value: (await actions[request.do](request)) ?? null };
  } catch (error) {
    answer = { error: String(error), at: page.url() };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await browser.close();
