// Everything without a mouse.

import assert from "node:assert/strict";
import { visiting } from "../lib/chat.mjs";
import { until } from "../lib/report.mjs";

export const keyboard = {
  "keyboard: open, fill in, write, send and close": (world) =>
    visiting(world, {}, {}, async (v) => {
      const { keyboard: keys } = v.page;
      const tabTo = async (name) => {
        for (let n = 0; n < 15; n++) {
          if ((await v.focused())?.startsWith(name)) return;
          await keys.press("Tab");
        }
        assert.fail(`Tab does not reach ${name}; it is at ${await v.focused()}`);
      };
      await tabTo("Chat with us");
      const ring = await v.root.evaluate((r) => getComputedStyle(r.activeElement).outlineWidth);
      assert.equal(ring, "3px", "the focus is visible");
      await v.shot("focus");
      await keys.press("Enter");
      await until(() => v.focused(), (name) => name?.startsWith("Name"), "the focus goes into the panel");
      await keys.type("Bo");
      await tabTo("Email");
      await keys.type("bo@example.com");
      await tabTo("Your message");
      await keys.type("One line");
      await keys.down("Shift");
      await keys.press("Enter");
      await keys.up("Shift");
      await keys.type("and another");
      assert.deepEqual(await v.messages(), [], "Shift+Enter does not send");
      await keys.press("Enter");
      await until(() => v.messages(), (all) => all[0]?.state === "Sent", "Enter should send");
      assert.equal((await v.messages())[0].text, "One line\nand another");
      assert.equal(await v.focused(), "Your message", "the next one can be written at once");
      for (const name of ["Send", "Close", "Chat with us", "Attach a file"]) await tabTo(name);
      await keys.press("Escape");
      await until(() => v.seen(".panel"), (is) => !is, "Escape should close");
      assert.equal(await v.focused(), "Chat with us", "the focus is back on the button");
    }),

  "keyboard: the page's own shortcuts are not triggered by writing": (world) =>
    visiting(world, {}, {}, async (v) => {
      await v.page.evaluate(() => {
        window.heard = 0;
        document.addEventListener("keydown", () => { window.heard += 1; });
      });
      await v.open();
      await v.type("s/?");
      assert.equal(await v.page.evaluate(() => window.heard), 0);
    }),
};
