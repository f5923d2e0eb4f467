// A conversation from the first message on.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { Visitor, visiting } from "../lib/chat.mjs";
import { Skip, sleep, until } from "../lib/report.mjs";

const posts = (v, what) => v.requests.filter((r) => r.method() === "POST" && new URL(r.url()).pathname.endsWith(`/${what}`));

export const conversation = {
  "conversation: opens with what is asked before a chat": (world) =>
    visiting(world, {}, {}, async (v) => {
      await v.open();
      assert.match(await v.text(".fields"), /Name \(optional\)[^]*Email \(optional\)/);
      assert.equal(await v.root.evaluate((r) => r.querySelector(".panel").getAttribute("role")), "dialog");
      await v.shot("form");
      await (await v.$("input[name=email]")).type("not an address");
      await v.send("Hello");
      assert.match(await v.text(".err"), /Email/);
      assert.equal(await v.focused(), "Email (optional)", "the focus is where the mistake is");
      assert.deepEqual(await v.messages(), [], "nothing is sent");
      await v.shot("form-mistake");
      await v.page.keyboard.down("Control");
      await v.page.keyboard.press("a");
      await v.page.keyboard.up("Control");
      await v.page.keyboard.type("ana@example.com");
      await (await v.$("input[name=name]")).type("Ana Ruiz");
      const [answer] = await Promise.all([
        v.page.waitForResponse((r) => r.request().method() === "POST" && r.url().endsWith("/messages")),
        (await v.$(".send")).click(),
      ]);
      await until(() => v.messages(), (all) => all[0]?.state === "Sent", "it should be sent");
      const { session } = await answer.json();
      assert.ok(session, "there is a token that knows the details");
      assert.equal(await v.page.evaluate(() => JSON.parse(Object.values(localStorage)[0]).token), session.token, "and it is used from now on");
      const sent = JSON.parse(posts(v, "messages")[0].postData());
      assert.deepEqual(sent.details, { name: "Ana Ruiz", email: "ana@example.com" });
      assert.match(sent.id, /^[\w-]{8,64}$/);
      assert.equal(await v.seen(".fields input"), false, "asked once");
    }),

  "conversation: a field that has to be filled in, has to be": (world) =>
    visiting(world, {}, {
      before: async (v) => {
        const config = await (await fetch(`${world.base}/chat/config`)).json();
        config.pre_chat.fields = [{ name: "phone", required: true }, { name: "email", required: false }];
        await v.intercept((r) => r.url().endsWith("/chat/config") && { status: 200, body: JSON.stringify(config) });
      },
    }, async (v) => {
      await v.open();
      assert.match(await v.text(".fields"), /^PhoneEmail \(optional\)$/);
      await v.type("Call me");
      const phone = await v.$("input[name=phone]");
      for (const [more, mistake] of [["", true], ["no number", true], ["+34 (600) 100-200", false]]) {
        await phone.evaluate((input) => { input.value = ""; });
        await phone.type(more);
        await (await v.$(".send")).click();
        assert.equal(/Phone/.test(await v.text(".err")), mistake, more);
      }
      await until(() => v.messages(), (all) => all[0]?.state === "Sent", "sent");
      assert.deepEqual(JSON.parse(posts(v, "messages")[0].postData()).details, { phone: "+34 (600) 100-200" });
    }),

  "conversation: what is sent is shown once, and an answer comes without a reload": (world) =>
    visiting(world, {}, {}, async (v) => {
      await world.agent.begin();
      await v.open();
      await v.sends("Where is my order 4711?");
      await sleep(6000);
      assert.equal((await v.shows("Where is my order 4711?")).length, 1);
      const ticket = await world.agent.ticket();
      await world.agent.reply(ticket, "It left yesterday: https://example.com/track?n=4711.");
      const [answer] = await v.shows("It left yesterday: https://example.com/track?n=4711.");
      assert.equal(answer.mine, false);
      assert.equal(answer.who, "Ana");
      const link = await v.root.evaluate((r) => { const a = r.querySelector(".b a"); return [a.href, a.rel, a.target]; });
      assert.deepEqual(link, ["https://example.com/track?n=4711", "noopener noreferrer nofollow", "_blank"]);
      await until(async () => posts(v, "read").length, (n) => n === 1, "that it was read should be told");
      await v.sends("Thank you!");
      await v.shot("conversation");
      assert.ok(posts(v, "typing").length >= 1, "that somebody types should be told");
      assert.equal(posts(v, "sessions").length, 1, "one session");
      const polls = v.requests.filter((r) => r.method() === "GET" && r.url().endsWith("/messages"));
      assert.ok(polls.some((r) => r.headers()["if-none-match"]), "asked for by its ETag");
    }),

  "conversation: a reload keeps it, another browser sees nothing of it": async (world) => {
    await world.agent.begin();
    await visiting(world, {}, {}, async (v) => {
      await v.open();
      await v.sends("A secret of mine");
      const ticket = await world.agent.ticket();
      await world.agent.reply(ticket, "And an answer to it");
      await v.shows("And an answer to it");
      await v.goto();
      await v.open();
      await v.shows("A secret of mine");
      await v.shows("And an answer to it");
      const [, , , id] = new URL(posts(v, "messages")[0].url()).pathname.split("/");

      const other = await Visitor.at(world);
      await other.open();
      assert.deepEqual(await other.messages(), []);
      await other.sends("Somebody else");
      assert.deepEqual((await other.messages()).map((m) => m.text), ["Somebody else"]);
      const token = await other.page.evaluate(() => JSON.parse(Object.values(localStorage)[0]).token);
      const foreign = await fetch(`${world.base}/chat/sessions/${id}/messages`, { headers: { authorization: `Bearer ${token}` } });
      assert.equal(foreign.status, 401, "their token does not open mine");
      await other.end();
      assert.deepEqual((await v.messages()).map((m) => m.text), ["A secret of mine", "And an answer to it"]);
    });
  },

  "conversation: unread answers are counted while it is closed": (world) =>
    visiting(world, {}, {}, async (v) => {
      await world.agent.begin();
      await v.open();
      await v.sends("Ring me when you know more");
      const ticket = await world.agent.ticket();
      await v.close();
      assert.equal(await v.text(".badge"), "");
      await world.agent.reply(ticket, "One");
      await world.agent.reply(ticket, "Two");
      await until(() => v.text(".badge"), (n) => n === "2", "two are new, seen within half a minute", 45_000);
      assert.equal(await v.root.evaluate((r) => r.querySelector(".launch").getAttribute("aria-label")), "Chat with us (2)");
      await v.shot("badge");
      await v.open();
      await v.shows("Two");
      await v.close();
      assert.equal(await v.seen(".badge"), false, "read now");
      await v.goto();
      await sleep(1500);
      assert.equal(await v.seen(".badge"), false, "and after a reload");
    }),

  "conversation: an agent who types and who has read is shown": (world) =>
    visiting(world, {}, {
      before: (v) => v.page.evaluateOnNewDocument(() => {
        const real = window.fetch;
        window.fetch = async (url, options) => {
          const r = await real(url, options);
          if (!window.played || !/\/messages$/.test(url) || options.method === "POST") return r;
          const now = new Date().toISOString();
          const doc = { ...window.doc, ...(r.status === 200 && (await r.json())) };
          window.doc = doc;
          doc.agent = { typing: window.played === "types", name: "Ana", read_at: now };
          return new Response(JSON.stringify(doc), { headers: { etag: `"${now}"` } });
        };
      }),
    }, async (v) => {
      await v.open();
      await v.page.evaluate(() => { window.played = "types"; });
      await v.send("Is it you?");
      await until(() => v.text(".typing"), (s) => s === "Ana is typing…", "typing should be shown");
      await until(() => v.messages(), (all) => all[0].state === "Read", "read should be shown");
      await v.shot("typing");
      await v.page.evaluate(() => { window.played = "stops"; });
      await until(() => v.text(".typing"), (s) => s === "", "typing should end");
    }),

  "conversation: earlier messages come when asked for": (world) =>
    visiting(world, {}, {}, async (v) => {
      await world.agent.begin();
      await v.open();
      await v.sends("The first of all");
      const ticket = await world.agent.ticket();
      for (let n = 1; n <= 55; n++) await world.agent.reply(ticket, `Line ${n}`);
      await v.shows("Line 55");
      await v.goto();
      await v.open();
      await v.shows("Line 55");
      assert.equal((await v.messages()).length, 50);
      await (await v.$(".older")).click();
      await v.shows("The first of all");
      const texts = (await v.messages()).map((m) => m.text);
      assert.deepEqual(texts, ["The first of all", ...Array.from({ length: 55 }, (_, i) => `Line ${i + 1}`)]);
      assert.equal(await v.seen(".older"), false);
    }),

  "conversation: an expired session is replaced when something is sent": (world) =>
    visiting(world, {}, {}, async (v) => {
      await v.open();
      await v.sends("Before");
      await v.page.evaluate(() => {
        const key = Object.keys(localStorage)[0], me = JSON.parse(localStorage[key]);
        localStorage[key] = JSON.stringify({ ...me, token: "x" });
      });
      await v.goto();
      await v.open();
      await until(() => v.seen(".fields input"), Boolean, "a new beginning");
      assert.equal(posts(v, "sessions").length, 1, "no session is made to look");
      await v.sends("After");
      assert.deepEqual((await v.messages()).map((m) => m.text), ["After"]);
      assert.equal(posts(v, "sessions").length, 2);
    }),

  "conversation: two tabs are one visitor, and signing out ends both": (world) =>
    visiting(world, {}, {}, async (v) => {
      await v.open();
      await v.sends("From the first tab");
      const second = await Visitor.at(world, {}, { context: v.context });
      await second.open();
      await second.shows("From the first tab");
      await second.sends("From the second tab");
      await v.page.bringToFront();
      await v.shows("From the second tab");
      await v.page.evaluate(() => Throughline.signOut());
      assert.deepEqual(await v.messages(), []);
      await until(() => second.messages(), (all) => all.length === 0, "the other tab forgets it too");
      await second.page.close();
    }),

  "conversation: a user the page names is not asked for a name": async (world) => {
    if (!world.identitySecret) throw new Skip("CHAT_IDENTITY_SECRET is not given");
    const user = `customer-${Date.now()}`;
    const hash = createHmac("sha256", world.identitySecret).update(user).digest("hex");
    await visiting(world, { "data-user": user, "data-hash": hash }, {}, async (v) => {
      await v.open();
      await until(() => v.page.evaluate(() => JSON.parse(Object.values(localStorage)[0] || "{}").user), (u) => u === user, "the session is the user's");
      await sleep(300);
      assert.equal(await v.seen(".fields input"), false);
      await v.sends("It is me");
    });
    await visiting(world, { "data-user": user, "data-hash": hash.replace(/./, (c) => (c === "0" ? "1" : "0")) }, {}, async (v) => {
      await v.open();
      await v.sends("A refused identity writes as anybody");
      assert.equal((await v.messages()).length, 1);
    });
  },
};
