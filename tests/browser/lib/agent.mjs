// The other side of a chat: an agent, over the service API.

import assert from "node:assert/strict";
import { until } from "./report.mjs";

export class Agent {
  constructor(base, key) {
    this.base = base;
    this.key = key;
  }

  async ask(path, body) {
    const response = await fetch(this.base + path, {
      method: body ? "POST" : "GET",
      headers: { authorization: `Bearer ${this.key}`, ...(body && { "content-type": "application/json" }) },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    assert.ok(response.ok, `${path} is answered ${response.status}: ${text}`);
    return JSON.parse(text || "null");
  }

  async open() {
    const all = [];
    for (let cursor = ""; cursor !== null; ) {
      const page = await this.ask(`/v1/tickets?status=open&channel=chat${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      all.push(...page.items.map((t) => t.id));
      cursor = page.next;
    }
    return all;
  }

  // Remembers which tickets there are; the one that is new afterwards is the visitor's.
  async begin() {
    this.known = new Set(await this.open());
  }

  async ticket() {
    const ids = await until(
      async () => (await this.open()).filter((id) => !this.known.has(id)),
      (ids) => ids.length > 0,
      "the visitor's message should have opened a ticket",
    );
    assert.equal(ids.length, 1, `one new ticket, and not ${ids.length}`);
    return ids[0];
  }

  reply(ticket, text, more = {}) {
    return this.ask(`/v1/tickets/${ticket}/replies`, { text, channel: "chat", agent: "Ana", ...more });
  }
}
