// Drives the live-chat widget in a headless Chromium, against a running Throughline.
//
//     tests/browser/install
//     node tests/browser/widget.mjs http://127.0.0.1:3000 KEY [folder for pictures] [part of a check's name]
//
// or BASE, KEY, SHOTS and ONLY in the environment. README.md says what has to be set on the server.

import { mkdirSync } from "node:fs";
import { access } from "./checks/access.mjs";
import { conversation } from "./checks/conversation.mjs";
import { files } from "./checks/files.mjs";
import { hours } from "./checks/hours.mjs";
import { keyboard } from "./checks/keyboard.mjs";
import { languages } from "./checks/languages.mjs";
import { loading } from "./checks/loading.mjs";
import { network } from "./checks/network.mjs";
import { phone } from "./checks/phone.mjs";
import { safety } from "./checks/safety.mjs";
import { Agent } from "./lib/agent.mjs";
import { installed, launch } from "./lib/browser.mjs";
import { servePages } from "./lib/pages.mjs";
import { check, summary } from "./lib/report.mjs";

const env = process.env;
const [base = env.BASE, key = env.KEY, shots = env.SHOTS, only = env.ONLY || ""] = process.argv.slice(2);
const port = Number(env.PAGES_PORT || 4179);

if (!base || !key) {
  console.error("usage: node widget.mjs BASE KEY [SHOTS] [ONLY]");
  process.exit(2);
}
if (!installed()) {
  console.error("== browser: NOT INSTALLED; run tests/browser/install");
  process.exit(2);
}
if (shots) mkdirSync(shots, { recursive: true });

const pages = await servePages(base.replace(/\/$/, ""), port);
const browser = await launch();
const world = {
  base: base.replace(/\/$/, ""),
  pages: `http://127.0.0.1:${port}`,
  agent: new Agent(base.replace(/\/$/, ""), key),
  identitySecret: env.CHAT_IDENTITY_SECRET,
  browser,
  shots,
};

for (const group of [loading, conversation, keyboard, phone, languages, hours, network, files, safety, access]) {
  for (const [name, run] of Object.entries(group)) {
    if (name.includes(only)) await check(name, () => run(world));
  }
}

await browser.close();
pages.close();
process.exit(summary());
