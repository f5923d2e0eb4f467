// axe-core's rules for WCAG 2.0 to 2.2, A and AA, over each state.

import assert from "node:assert/strict";
import { axeSource } from "../lib/browser.mjs";
import { PHONE, visiting } from "../lib/chat.mjs";
import { until } from "../lib/report.mjs";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

async function audit(v, state) {
  await v.page.evaluate(axeSource());
  const { violations, passes } = await v.page.evaluate(
    (values) => window.axe.run({ include: [["#throughline-chat"]] }, { runOnly: { type: "tag", values }, resultTypes: ["violations"] }),
    TAGS,
  );
  assert.ok(passes.length > 0, "axe looked at something");
  const grave = violations.filter((x) => ["serious", "critical"].includes(x.impact));
  const other = violations.filter((x) => !grave.includes(x));
  for (const x of other) console.log(`# axe, ${state}: ${x.impact} ${x.id}`);
  assert.deepEqual(grave.map((x) => `${state}: ${x.id} at ${x.nodes.map((n) => n.target.flat().join(" ")).join(", ")}: ${x.nodes[0].failureSummary}`), []);
}

const look = (scheme, viewport, name) => (world) =>
  visiting(world, { lang: name.includes("rtl") ? "ar" : "en" }, { scheme, viewport }, async (v) => {
    await world.agent.begin();
    await audit(v, "closed");
    await v.open();
    await audit(v, "before a chat");
    await v.shot(`access-${name}-form`);
    await (await v.$("input[name=email]")).type("nowhere");
    await v.send("Hello");
    await audit(v, "with a mistake");
    await v.root.evaluate((r) => { r.querySelector("input[name=email]").value = ""; });
    await (await v.$(".send")).click();
    await v.shows("Hello");
    const ticket = await world.agent.ticket();
    await world.agent.reply(ticket, "Good day. See https://example.com/help");
    await v.shows("Good day. See https://example.com/help");
    await v.send("Thanks, https://example.com/mine");
    await v.shows("Thanks, https://example.com/mine");
    await audit(v, "conversation");
    await v.shot(`access-${name}-conversation`);
    await v.page.setOfflineMode(true);
    await v.send("Lost");
    await until(() => v.seen(".lost"), Boolean, "a notice");
    await until(() => v.seen(".no"), Boolean, "not sent");
    await audit(v, "without a network");
    await v.page.setOfflineMode(false);
  });

export const access = {
  "access: light": look("light", undefined, "light"),
  "access: dark": look("dark", undefined, "dark"),
  "access: phone": look("light", PHONE, "phone"),
  "access: right to left, dark": look("dark", undefined, "rtl"),
};
