// A browser that a test commands line by line: each line is a JSON string of JavaScript, run with Playwright's
// `page` and what else is in `names`; the answer is a line of JSON, {value} or {error}.
//   node browser.mjs CHROMIUM PROFILE-DIRECTORY
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import { poorContrasts } from './contrast.mjs';

const [executablePath, profile] = process.argv.slice(2);
const context = await chromium.launchPersistentContext(profile, {
  executablePath,
  headless: true,
  viewport: { width: 1440, height: 900 },
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
context.setDefaultTimeout(60_000);

/** What the page says in the console, and whom it asks. */
const complaints = [];
const requests = [];
const names = { page: context.pages()[0], context, complaints, requests, poorContrasts, fresh };

/** A new page, `page` from now on, of which nothing has been heard. */
async function fresh() {
  const old = names.page;
  const page = await context.newPage();
  names.page = page;
  await old?.close();
  complaints.length = 0;
  requests.length = 0;
  page.on('console', (m) => {
    if (m.type() === 'error' || m.type() === 'warning') {
      complaints.push(`${m.type()}: ${m.text()}`);
    }
  });
  page.on('pageerror', (e) => complaints.push(`exception: ${e.message}`));
  page.on('request', (r) => requests.push(r.url()));
}

const AsyncFunction = (async () => {}).constructor;

console.log(JSON.stringify({ value: context.browser()?.version() ?? 'ready' }));
for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const run = new AsyncFunction(...Object.keys(names), JSON.parse(line));
    answer = { value: (await run(...Object.values(names))) ?? null };
  } catch (e) {
    answer = { error: String(e?.stack ?? e) };
  }
  console.log(JSON.stringify(answer));
}
await context.close();
