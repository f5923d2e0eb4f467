// Files in both directions.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { visiting } from "../lib/chat.mjs";
import { until } from "../lib/report.mjs";

function crc(bytes) {
  let c = ~0;
  for (const b of bytes) {
    c ^= b;
    for (let k = 0; k < 8; k++) c = (c >>> 1) ^ (c & 1 ? 0xedb88320 : 0);
  }
  return ~c >>> 0;
}

// A picture of two colours, so that it can be seen in the screenshots.
function png(width, height) {
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const out = Buffer.alloc(8);
    out.writeUInt32BE(data.length, 0);
    out.writeUInt32BE(crc(body), 4);
    return Buffer.concat([out.subarray(0, 4), body, out.subarray(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows.set((x >> 4) % 2 === (y >> 4) % 2 ? [40, 110, 160] : [240, 200, 90], y * (1 + width * 3) + 1 + x * 3);
  }
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

async function withFiles(files, run) {
  const folder = mkdtempSync(join(tmpdir(), "throughline-browser-"));
  try {
    const paths = Object.fromEntries(Object.entries(files).map(([name, bytes]) => {
      writeFileSync(join(folder, name), bytes);
      return [name, join(folder, name)];
    }));
    await run(paths, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function choose(v, ...paths) {
  const [chooser] = await Promise.all([v.page.waitForFileChooser(), (await v.$('[aria-label="Attach a file"]')).click()]);
  await chooser.accept(paths);
}

export const files = {
  "files: a picture is sent and shown, an answer's file is offered for saving": (world) =>
    withFiles({ "chain & bell.png": png(160, 96) }, (paths, folder) =>
      visiting(world, {}, {}, async (v) => {
        await world.agent.begin();
        await v.open();
        await v.sends("This is broken:");
        await choose(v, paths["chain & bell.png"]);
        await until(() => v.root.evaluate((r) => r.querySelector(".mine img")?.naturalWidth), (w) => w === 160, "the picture should be shown");
        const ticket = await world.agent.ticket();
        const note = Buffer.from("Turn it clockwise.");
        await world.agent.reply(ticket, "See here", { attachments: [{ name: "how to.txt", content_type: "text/plain", content: note.toString("base64") }] });
        await v.shows("See here");
        const label = await v.root.evaluate((r) => r.querySelector(".m:not(.mine) button").getAttribute("aria-label"));
        assert.match(label, /^Download how to\.txt/);
        await v.shot("files");
        const cdp = await v.page.createCDPSession();
        await cdp.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: folder, browserContextId: v.context.id });
        await (await v.$(".m:not(.mine) button")).click();
        const { readFile } = await import("node:fs/promises");
        await until(() => readFile(join(folder, "how to.txt"), "utf8").catch(() => ""), (s) => s === note.toString(), "the file should be saved");
        const file = v.requests.find((r) => r.method() === "GET" && /\/files\//.test(r.url()));
        assert.match(file.headers().authorization, /^Bearer /);
      })),

  "files: too large, and of a type that is not taken, are refused before they are sent": (world) =>
    withFiles({ "huge.png": Buffer.alloc(11 * 1024 * 1024), "page.html": "<b>no</b>", "empty.exe": "MZ" }, (paths) =>
      visiting(world, {}, {}, async (v) => {
        await v.open();
        await choose(v, paths["huge.png"]);
        await until(() => v.text(".err"), (s) => /huge\.png is too large \(at most 10 MB\)/.test(s), "too large");
        await v.shot("file-refused");
        for (const name of ["page.html", "empty.exe"]) {
          await choose(v, paths[name]);
          await until(() => v.text(".err"), (s) => s.startsWith(`${name}: this type`), "of a wrong type");
        }
        assert.deepEqual(await v.messages(), []);
        assert.equal(v.requests.some((r) => /\/files/.test(r.url())), false, "nothing was sent");
      })),

  "files: pasted and dropped": (world) =>
    visiting(world, {}, {}, async (v) => {
      await v.open();
      await v.sends("Look:");
      await v.root.evaluate((r) => {
        const make = (name) => {
          const data = new DataTransfer();
          data.items.add(new File(["plain words"], name, { type: "text/plain" }));
          return data;
        };
        r.querySelector("textarea").dispatchEvent(new ClipboardEvent("paste", { clipboardData: make("pasted.txt"), bubbles: true, cancelable: true }));
        r.querySelector(".panel").dispatchEvent(new DragEvent("drop", { dataTransfer: make("dropped.txt"), bubbles: true, cancelable: true }));
      });
      await until(() => v.text(".mine button"), (s) => /pasted\.txt/.test(s) && /dropped\.txt/.test(s), "both should be sent");
    }),

  "files: where the page's policy forbids pictures, they are offered for saving": (world) =>
    withFiles({ "small.png": png(32, 32) }, (paths) =>
      visiting(world, { strict: "" }, {}, async (v) => {
        await v.open();
        await v.sends("A picture:");
        await choose(v, paths["small.png"]);
        await until(() => v.root.evaluate((r) => r.querySelector(".mine button")?.getAttribute("aria-label")), (s) => /^Download small\.png/.test(s || ""), "a button");
        await until(() => v.page.evaluate(() => window.violations.length), (n) => n > 0, "the policy should have been asked");
        assert.match(await v.text(".mine button"), /small\.png/);
      })),
};
