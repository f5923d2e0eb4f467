// When nobody is there.

import assert from "node:assert/strict";
import { visiting } from "../lib/chat.mjs";
import { until } from "../lib/report.mjs";

const closed = (world, opens_at) => async (v) => {
  const config = await (await fetch(`${world.base}/chat/config`)).json();
  await v.intercept((r) => r.url().endsWith("/chat/config") && { status: 200, body: JSON.stringify({ ...config, online: false, opens_at }) });
};

export const hours = {
  "hours: closed, it says so and when it opens, and needs an address": (world) =>
    visiting(world, {}, { before: closed(world, "2030-01-07T08:00:00.000Z") }, async (v) => {
      await v.open();
      await until(() => v.text(".p"), (s) => /answer will come by email/.test(s) && /Jan 7, 2030/.test(s), "it should say so");
      const email = await v.root.evaluate((r) => { const n = r.querySelector("input[name=email]"); return [n.required, n.parentNode.textContent]; });
      assert.deepEqual(email, [true, "Email"]);
      await v.shot("out-of-hours");
      await v.send("Anybody there?");
      assert.match(await v.text(".err"), /Email/);
      assert.deepEqual(await v.messages(), []);
      await (await v.$("input[name=email]")).type("late@example.com");
      await (await v.$(".send")).click();
      await until(() => v.messages(), (all) => all[0]?.state === "Sent", "with an address it is sent");
      const sent = v.requests.find((r) => r.method() === "POST" && r.url().endsWith("/messages"));
      assert.equal(JSON.parse(sent.postData()).details.email, "late@example.com");
      assert.equal(await v.seen(".fields input"), false, "the address is known now");
      await v.sends("One thing more");
    }),
};
