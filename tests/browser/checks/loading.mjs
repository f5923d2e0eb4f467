// What a page pays for the widget that nobody opens; and pages that make it difficult.

import assert from "node:assert/strict";
import { visiting } from "../lib/chat.mjs";
import { sleep, until } from "../lib/report.mjs";

const LIMIT = 30_000;

export const loading = {
  "size: the script is below 30,000 bytes": async ({ base }) => {
    const response = await fetch(`${base}/chat/widget.js`);
    assert.equal(response.status, 200);
    assert.match(response.headers.get("content-type"), /^text\/javascript/);
    const { byteLength } = await response.arrayBuffer();
    assert.ok(byteLength > 1000 && byteLength < LIMIT, `${byteLength} bytes`);
  },

  "loading: nothing but the script is asked for before it is opened": (world) =>
    visiting(world, {}, {}, async (v) => {
      await sleep(2000);
      const paths = () => v.requests.map((r) => new URL(r.url()).pathname);
      assert.deepEqual(paths(), ["/chat/widget.js"]);
      assert.equal(await v.seen(".launch"), true);
      assert.equal(await v.seen(".panel"), false);
      assert.equal(await v.page.evaluate(() => localStorage.length + sessionStorage.length), 0);
      await v.open();
      assert.deepEqual(paths(), ["/chat/widget.js", "/chat/config"], "opening makes no session yet");
    }),

  "loading: a second script tag changes nothing": (world) =>
    visiting(world, { twice: "" }, {}, async (v) => {
      await sleep(300);
      assert.equal(await v.page.evaluate(() => document.querySelectorAll("#throughline-chat").length), 1);
    }),

  "loading: the page can open, close and sign out": (world) =>
    visiting(world, {}, {}, async (v) => {
      await v.page.evaluate(() => Throughline.open());
      await until(() => v.seen(".scroll > p, .fields input"), Boolean, "open() should open");
      await v.sends("Do you have bells?");
      await v.page.evaluate(() => Throughline.signOut());
      assert.deepEqual(await v.messages(), [], "signed out, the conversation is gone");
      assert.equal(await v.page.evaluate(() => JSON.stringify(localStorage).includes("token")), false);
      await v.page.evaluate(() => Throughline.close());
      assert.equal(await v.seen(".panel"), false);
      assert.deepEqual(await v.page.evaluate(() => Object.keys(Throughline).sort()), ["close", "identify", "open", "signOut"]);
    }),

  "loading: works under the strictest policy of a page": (world) =>
    visiting(world, { strict: "" }, {}, async (v) => {
      const launch = await v.$(".launch");
      assert.equal((await launch.boundingBox()).width, 56, "its styles are there");
      await v.open();
      await v.sends("Under a strict policy");
      assert.deepEqual(await v.page.evaluate(() => window.violations), []);
      assert.equal(await v.page.evaluate(() => { try { document.body.innerHTML = "x"; return "no policy"; } catch { return "policy"; } }), "policy");
    }),

  "loading: works where the page may not store anything": (world) =>
    visiting(world, {}, {
      before: (v) => v.page.evaluateOnNewDocument(() => {
        for (const area of ["localStorage", "sessionStorage"]) {
          Object.defineProperty(window, area, { get() { throw new DOMException("no", "SecurityError"); } });
        }
      }),
    }, async (v) => {
      await v.open();
      await v.sends("Kept in memory");
    }),

  "loading: title, colour and place are the page's": (world) =>
    visiting(world, { "data-title": "Ask a mechanic", "data-color": "#ffd400", "data-position": "left", "data-language": "de-CH" }, {}, async (v) => {
      await v.open();
      assert.equal(await v.text("h2"), "Ask a mechanic");
      const { x } = await (await v.$(".panel")).boundingBox();
      assert.equal(x, 16, "at the left");
      const colours = await v.root.evaluate((r) => { const s = getComputedStyle(r.querySelector(".send")); return [s.backgroundColor, s.color]; });
      assert.deepEqual(colours, ["rgb(255, 212, 0)", "rgb(0, 0, 0)"], "black on yellow");
      assert.equal(await v.root.evaluate((r) => r.querySelector("textarea").placeholder), "Ihre Nachricht");
      await v.shot("own-colour");
    }),
};
