// A phone, 390 by 844; and a desktop page at 200 %.

import assert from "node:assert/strict";
import { PHONE, visiting } from "../lib/chat.mjs";
import { until } from "../lib/report.mjs";

const scrollsSideways = (v) => v.page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
const small = (v, least) =>
  v.root.evaluate((r, least) =>
    [...r.querySelectorAll("button, input, textarea")]
      .map((n) => ({ n, box: n.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.width < least || box.height < least))
      .map(({ n, box }) => `${n.getAttribute("aria-label") || n.name || n.className} ${box.width}x${box.height}`), least);

export const phone = {
  "phone: the panel is the screen, nothing scrolls sideways, targets have 44 px": (world) =>
    visiting(world, {}, { viewport: PHONE }, async (v) => {
      await world.agent.begin();
      await v.shot("phone-closed");
      assert.deepEqual(await small(v, 44), []);
      await v.open();
      const box = await (await v.$(".panel")).boundingBox();
      assert.deepEqual(box, { x: 0, y: 0, width: 390, height: 844 });
      assert.equal(await scrollsSideways(v), false);
      assert.deepEqual(await small(v, 44), []);
      await v.shot("phone-form");
      await v.sends(`A long word: ${"x".repeat(120)} and https://example.com/${"y".repeat(120)}`);
      const ticket = await world.agent.ticket();
      await world.agent.reply(ticket, "That is a very long word indeed.");
      await v.shows("That is a very long word indeed.");
      assert.equal(await scrollsSideways(v), false);
      assert.equal(await v.root.evaluate((r) => r.querySelector(".scroll").scrollWidth <= r.querySelector(".scroll").clientWidth), true);
      await v.shot("phone-conversation");
      await v.close();
      assert.equal(await v.page.evaluate(() => document.documentElement.style.overflow), "", "the page scrolls again");
    }),

  "phone: the panel is modal and keeps the focus": (world) =>
    visiting(world, {}, { viewport: PHONE }, async (v) => {
      await v.open();
      assert.equal(await v.root.evaluate((r) => r.querySelector(".panel").getAttribute("aria-modal")), "true");
      const press = async (...keys) => {
        for (const key of keys) await v.page.keyboard.down(key);
        for (const key of keys.reverse()) await v.page.keyboard.up(key);
        return v.focused();
      };
      const round = [];
      while (round.length < 20 && round[round.length - 1] !== "Send") round.push(await press("Tab"));
      assert.deepEqual(round, ["Close", "Chat with us", "Name (optional)", "Email (optional)", "Attach a file", "Your message", "Send"]);
      assert.equal(await press("Tab"), "Close", "after the last comes the first");
      assert.equal(await press("Shift", "Tab"), "Send", "and before the first the last");
      assert.equal(await press("Shift", "Tab"), "Your message");
    }),

  "phone: the panel ends where the keyboard begins": (world) =>
    visiting(world, {}, { viewport: PHONE }, async (v) => {
      await v.open();
      await v.page.setViewport({ ...PHONE, height: 500 });
      await until(async () => (await (await v.$(".panel")).boundingBox()).height, (h) => h === 500, "as high as what is left");
      const box = await (await v.$("textarea")).boundingBox();
      assert.ok(box.y + box.height <= 500, "the field to write in stays in sight");
      await v.shot("phone-keyboard");
    }),

  "zoom: at 200 % everything is in sight and reachable": (world) =>
    visiting(world, {}, { viewport: { width: 640, height: 360, deviceScaleFactor: 2 } }, async (v) => {
      await v.open();
      const box = await (await v.$(".panel")).boundingBox();
      assert.ok(box.x >= 0 && box.y >= 0 && box.y + box.height <= 360 && box.x + box.width <= 640, JSON.stringify(box));
      assert.deepEqual(await small(v, 24), []);
      const last = await v.$(".fields label:last-child input");
      await last.scrollIntoView();
      await last.type("zoom@example.com");
      await v.sends("Large letters");
      await v.shot("zoom");
    }),
};
