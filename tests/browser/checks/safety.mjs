// Whatever is written is text.

import assert from "node:assert/strict";
import { visiting } from "../lib/chat.mjs";
import { sleep } from "../lib/report.mjs";

const ATTACKS = [
  "<script>window.hit = 1</script>",
  '<img src=x onerror="window.hit = 1">',
  "<svg onload=window.hit=1>",
  "javascript:window.hit=1",
  "JaVaScRiPt://example.com/%0aalert(1)",
  "data:text/html,<script>window.hit=1</script>",
  "[link](javascript:window.hit=1)",
  "{{constructor.constructor('window.hit=1')()}}",
];

export const safety = {
  "safety: markup and scripts are shown as they were written": (world) =>
    visiting(world, {}, {}, async (v) => {
      await world.agent.begin();
      await v.open();
      for (const text of ATTACKS) await v.sends(text);
      const ticket = await world.agent.ticket();
      for (const text of ATTACKS) await world.agent.reply(ticket, text, { agent: "<b>Ana</b>" });
      for (const text of ATTACKS) assert.equal((await v.shows(text)).length >= 1, true);
      await sleep(6000);
      const all = await v.messages();
      assert.deepEqual(all.map((m) => m.text), [...ATTACKS, ...ATTACKS]);
      assert.equal(all[all.length - 1].who, "<b>Ana</b>");
      const found = await v.root.evaluate((r) => ({ made: r.querySelectorAll(".log script, .log img, .log svg, .log b").length, links: [...r.querySelectorAll(".log a")].map((a) => a.href) }));
      assert.deepEqual(found, { made: 0, links: [] });
      assert.equal(await v.page.evaluate(() => window.hit), undefined);
      await v.shot("markup");
    }),

  "safety: only addresses of the web are links, without what follows them": (world) =>
    visiting(world, {}, {}, async (v) => {
      await v.open();
      await v.sends('See (https://example.com/a_b), "http://example.org/?q=1#x"! or https://münchen.example/ü; not ftp://example.com, file:///etc, https:// or mailto:x@example.com');
      const links = await v.root.evaluate((r) => [...r.querySelectorAll(".log a")].map((a) => [a.textContent, a.protocol, a.rel]));
      const rel = "noopener noreferrer nofollow";
      assert.deepEqual(links, [
        ["https://example.com/a_b", "https:", rel],
        ["http://example.org/?q=1#x", "http:", rel],
        ["https://münchen.example/ü", "https:", rel],
      ]);
    }),
};
