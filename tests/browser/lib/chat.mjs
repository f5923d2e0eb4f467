// A visitor: a page with the widget, and what can be done in it.

import assert from "node:assert/strict";
import { join } from "node:path";
import { until } from "./report.mjs";

export const DESKTOP = { width: 1100, height: 720 };
export const PHONE = { width: 390, height: 844, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

export class Visitor {
  // One browser context each: a visitor of their own, with a storage of their own.
  static async at(world, query = {}, { viewport = DESKTOP, scheme = "light", before, context } = {}) {
    const v = new Visitor();
    v.world = world;
    v.context = context || (await world.browser.createBrowserContext());
    v.page = await v.context.newPage();
    v.requests = [];
    v.errors = [];
    v.page.on("request", (r) => r.url().startsWith(world.base) && v.requests.push(r));
    v.page.on("pageerror", (e) => v.errors.push(String(e)));
    await v.page.evaluateOnNewDocument(() => {
      window.violations = [];
      document.addEventListener("securitypolicyviolation", (e) => window.violations.push(`${e.violatedDirective} ${e.blockedURI}`));
    });
    await v.page.setViewport(viewport);
    await v.page.emulateMediaFeatures([
      { name: "prefers-color-scheme", value: scheme },
      { name: "prefers-reduced-motion", value: "reduce" },
    ]);
    if (before) await before(v);
    v.url = `${world.pages}/?${new URLSearchParams(query)}`;
    await v.goto();
    return v;
  }

  async goto() {
    await this.page.goto(this.url, { waitUntil: "load" });
    await this.page.waitForFunction(() => document.querySelector("#throughline-chat")?.shadowRoot.querySelector(".launch"));
    this.root = await this.page.evaluateHandle(() => document.querySelector("#throughline-chat").shadowRoot);
  }

  async end() {
    await this.context.close();
    assert.deepEqual(this.errors, [], "nothing may be thrown into the page");
  }

  $(css) {
    return this.root.$(css);
  }

  // Whether it is drawn: neither hidden itself nor inside of something that is.
  seen(css) {
    return this.root.evaluate((root, css) => [...root.querySelectorAll(css)].some((n) => n.getClientRects().length > 0), css);
  }

  text(css) {
    return this.root.evaluate((root, css) => [...root.querySelectorAll(css)].filter((n) => n.getClientRects().length).map((n) => n.textContent).join("\n"), css);
  }

  // What has the focus inside of the widget: its accessible name.
  focused() {
    return this.root.evaluate((root) => {
      const n = root.activeElement;
      if (!n) return null;
      const label = n.closest("label");
      return n.getAttribute("aria-label") || (label ? label.textContent : n.textContent).trim();
    });
  }

  async open() {
    await (await this.$(".launch")).click();
    await until(() => this.seen(".panel"), Boolean, "the panel should be open");
    await until(() => this.seen(".scroll > p, .fields input, .log .b"), Boolean, "the panel should be filled");
  }

  async close() {
    await (await this.$("header button")).click();
    await until(() => this.seen(".panel"), (is) => !is, "the panel should be closed");
  }

  async type(text) {
    await (await this.$("textarea")).type(text);
  }

  async send(text) {
    await this.type(text);
    await (await this.$(".send")).click();
  }

  // What the conversation shows: whose, the text, and the state in words.
  messages() {
    return this.root.evaluate((root) =>
      [...root.querySelectorAll(".log > .m")].map((m) => ({
        mine: m.classList.contains("mine"),
        text: [...m.querySelectorAll(".b")].map((b) => b.textContent).join("\n"),
        state: m.querySelector(".meta span")?.textContent,
        waits: m.querySelector(".meta span")?.textContent === "…" || m.querySelector(".meta button") !== null,
        who: m.querySelector(".meta bdi")?.textContent,
      })),
    );
  }

  async shows(text, within) {
    const all = await until(() => this.messages(), (all) => all.some((m) => m.text === text), `"${text}" should be shown`, within);
    return all.filter((m) => m.text === text);
  }

  // Sent, acknowledged and read back from the server.
  async sends(text) {
    await this.send(text);
    await until(
      () => this.messages(),
      (all) => all.some((m) => m.text === text && !m.waits),
      `"${text}" should be sent`,
    );
  }

  shot(name) {
    if (!this.world.shots) return undefined;
    return this.page.screenshot({ path: join(this.world.shots, `${name}.png`) });
  }

  // Requests of the page are answered by `answer(request)` where it returns something.
  async intercept(answer) {
    await this.page.setRequestInterception(true);
    this.page.on("request", async (request) => {
      const made = request.url().startsWith(this.world.base) ? await answer(request) : undefined;
      if (!made) return request.continue();
      if (made === "abort") return request.abort("failed");
      return request.respond({
        ...made,
        headers: {
          "access-control-allow-origin": this.world.pages,
          "access-control-expose-headers": "etag, retry-after",
          "content-type": "application/json",
          ...made.headers,
        },
      });
    });
  }
}

// Runs with a visitor and ends the page whatever happens.
export async function visiting(world, query, options, run) {
  const v = await Visitor.at(world, query, options);
  try {
    await run(v);
  } catch (e) {
    await v.shot(`failed-${Date.now()}`).catch(() => {});
    await v.context.close().catch(() => {});
    throw e;
  }
  await v.end();
}
