// Networks that fail, and a server that wants to be left alone.

import assert from "node:assert/strict";
import { visiting } from "../lib/chat.mjs";
import { sleep, until } from "../lib/report.mjs";

const isSend = (r) => r.method() === "POST" && /\/messages$/.test(r.url());

export const network = {
  "network: offline, a message is kept, sent when it is back, and recorded once": (world) =>
    visiting(world, {}, {}, async (v) => {
      await v.open();
      await v.sends("With a network");
      await v.page.setOfflineMode(true);
      await v.send("Without one");
      await until(() => v.text(".lost"), (s) => /Connection lost/.test(s), "the loss should be said");
      await until(() => v.messages(), (all) => all[1]?.state === "Not sent", "not sent, and said so");
      assert.match(await v.text(".mine button"), /Try again/);
      await v.shot("offline");
      await sleep(2500);
      await v.page.setOfflineMode(false);
      await until(() => v.messages(), (all) => all[1]?.state === "Sent", "it should be sent by itself", 40_000);
      await until(() => v.text(".lost"), (s) => s === "", "and the notice should go");
      await v.goto();
      await v.open();
      await v.shows("Without one");
      assert.deepEqual((await v.messages()).map((m) => m.text), ["With a network", "Without one"]);
    }),

  "network: what was not sent outlasts a reload": (world) =>
    visiting(world, {}, {}, async (v) => {
      await v.intercept((r) => isSend(r) && v.cut && "abort");
      await v.open();
      await v.sends("Before the tunnel");
      v.cut = true;
      await v.send("In the tunnel");
      await until(() => v.messages(), (all) => all[1]?.state === "Not sent", "not sent");
      v.cut = false;
      await v.goto();
      await v.open();
      await until(() => v.messages(), (all) => all.length === 2 && all[1].state === "Sent", "sent after the reload");
    }),

  "network: an answer that is lost is no second message": (world) =>
    visiting(world, {}, {
      before: (v) => v.page.evaluateOnNewDocument(() => {
        const real = window.fetch;
        window.fetch = async (url, options) => {
          const r = await real(url, options);
          if (options.method === "POST" && /\/messages$/.test(url)) {
            (window.ids = window.ids || []).push(JSON.parse(options.body).id);
            if (window.ids.length < 3) throw new TypeError("Failed to fetch");
          }
          return r;
        };
      }),
    }, async (v) => {
      await v.open();
      await v.send("Only once, please");
      await until(() => v.page.evaluate(() => (window.ids || []).length), (n) => n === 3, "tried again");
      await until(() => v.messages(), (all) => all[0]?.state === "Sent" && all.length === 1, "sent");
      assert.equal(await v.page.evaluate(() => new Set(window.ids).size), 1, "by the same id");
      await v.goto();
      await v.open();
      await v.shows("Only once, please");
      assert.equal((await v.messages()).length, 1);
    }),

  "network: Retry-After is respected": (world) =>
    visiting(world, {}, {}, async (v) => {
      const times = [];
      await v.intercept((r) => {
        if (!isSend(r)) return undefined;
        times.push(Date.now());
        return times.length === 1 && { status: 429, headers: { "retry-after": "4" }, body: JSON.stringify({ code: "too_many_requests" }) };
      });
      await v.open();
      await v.send("Too fast");
      await until(() => v.text(".lost"), (s) => /Too many messages/.test(s), "it should be said");
      await v.shot("too-many");
      await v.send("Still too fast");
      await (await v.$(".mine button")).click();
      await until(() => v.messages(), (all) => all.length === 2 && all.every((m) => m.state === "Sent"), "sent in the end");
      assert.equal(times.length, 3);
      assert.ok(times[1] - times[0] >= 3900, `after ${times[1] - times[0]} ms`);
    }),

  "network: what is refused stays, and can be sent again by hand": (world) =>
    visiting(world, {}, {}, async (v) => {
      let refused = 0;
      await v.intercept((r) => isSend(r) && refused++ === 0 && { status: 422, body: JSON.stringify({ code: "invalid_field" }) });
      await v.open();
      await v.send("Refused at first");
      await until(() => v.messages(), (all) => all[0]?.state === "Not sent", "refused");
      await sleep(6000);
      assert.equal(refused, 1, "not sent again by itself");
      await (await v.$(".mine button")).click();
      await until(() => v.messages(), (all) => all[0]?.state === "Sent", "sent by hand");
      assert.equal(await v.focused(), "Your message");
    }),

  "network: it asks every 5 seconds when open and seldom when closed": (world) =>
    visiting(world, {}, {}, async (v) => {
      const polls = () => v.requests.filter((r) => r.method() === "GET" && /\/messages$/.test(r.url())).length;
      await v.open();
      await v.sends("Counted");
      const open = polls();
      await sleep(11_000);
      const seen = polls() - open;
      assert.ok(seen >= 1 && seen <= 3, `${seen} in 11 s`);
      await v.close();
      const shut = polls();
      await sleep(12_000);
      assert.ok(polls() - shut <= 1, `${polls() - shut} in 12 s when closed`);
    }),

  "network: it stops asking when nobody has looked at the page for 5 minutes": (world) =>
    visiting(world, {}, {
      // Here a second has 100 ms, and whether somebody looks is what the check says.
      before: (v) => v.page.evaluateOnNewDocument(() => {
        const real = window.setTimeout;
        window.setTimeout = (run, ms, ...rest) => real(run, ms / 10, ...rest);
        window.look = (is, later) => {
          Object.defineProperty(document, "hidden", { value: !is, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
          const now = Date.now;
          Date.now = () => now() + later;
        };
      }),
    }, async (v) => {
      const polls = () => v.requests.filter((r) => r.method() === "GET" && /\/messages$/.test(r.url())).length;
      const counted = async (ms) => {
        const before = polls();
        await sleep(ms);
        return polls() - before;
      };
      await v.open();
      await v.sends("Look at me");
      await v.page.evaluate(() => window.look(false, 0));
      assert.ok((await counted(8000)) >= 1, "hidden for a moment, it goes on");
      await v.page.evaluate(() => window.look(false, 301_000));
      assert.ok((await counted(8000)) <= 1, "hidden for long, it stops");
      await v.page.evaluate(() => window.look(true, 0));
      assert.ok((await counted(1500)) >= 1, "looked at, it goes on at once");
    }),
};
