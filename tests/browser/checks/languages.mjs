// Languages and directions of writing.

import assert from "node:assert/strict";
import { PHONE, visiting } from "../lib/chat.mjs";

const SEND = { en: "Send", de: "Senden", fr: "Envoyer", es: "Enviar", it: "Invia", pt: "Enviar", nl: "Versturen", ar: "إرسال", he: "שליחה" };

export const languages = {
  "languages: the page's language is spoken, another one's place is taken by the browser's": async (world) => {
    for (const [lang, send] of [...Object.entries(SEND), ["de-AT", "Senden"], ["ja", "Send"]]) {
      await visiting(world, { lang }, {}, async (v) => {
        assert.equal(await v.root.evaluate((r) => r.querySelector(".send").getAttribute("aria-label")), send, lang);
        const words = await v.root.evaluate((r) => r.textContent);
        assert.doesNotMatch(words, /undefined|\{\d\}/, lang);
      });
    }
  },

  "languages: right to left, with Latin words in between": (world) =>
    visiting(world, { lang: "ar", dir: "rtl" }, {}, async (v) => {
      await world.agent.begin();
      await v.open();
      assert.equal(await v.root.evaluate((r) => getComputedStyle(r.querySelector(".panel")).direction), "rtl");
      const panel = await (await v.$(".panel")).boundingBox();
      assert.ok(panel.x < 100, "at the other side");
      const close = await (await v.$("header button")).boundingBox();
      assert.ok(close.x < panel.x + 60, "mirrored");
      await v.shot("rtl-form");
      const hebrew = "שלום, קניתי Model X-200 (גרסה 3) אתמול, והוא לא נדלק.";
      await v.sends(hebrew);
      await v.sends("An English sentence, too.");
      const ticket = await world.agent.ticket();
      await world.agent.reply(ticket, "أهلًا! جرّب https://example.com/reset ثم أعد التشغيل.");
      await v.shows("أهلًا! جرّب https://example.com/reset ثم أعد التشغيل.");
      const directions = await v.root.evaluate((r) => [...r.querySelectorAll(".b")].map((b) => [b.dir, getComputedStyle(b).direction]));
      assert.deepEqual(directions, [["auto", "rtl"], ["auto", "ltr"], ["auto", "rtl"]]);
      const mine = await (await v.$(".mine .b")).boundingBox();
      const theirs = await (await v.$(".m:not(.mine) .b")).boundingBox();
      assert.ok(mine.x < theirs.x, "one's own are at the left");
      await v.shot("rtl");
    }),

  "languages: Hebrew on a phone": (world) =>
    visiting(world, { lang: "he", dir: "rtl" }, { viewport: PHONE, scheme: "dark" }, async (v) => {
      await v.open();
      await v.send("היי, what about WiFi 6?");
      await v.shows("היי, what about WiFi 6?");
      await v.shot("rtl-phone-dark");
    }),
};
