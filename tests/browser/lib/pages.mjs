// Pages of somebody else's site that embed the widget, from an origin of their own.

import { createServer } from "node:http";

const escape = (s) => s.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

// The strictest policy a page with the widget can have: nothing inline, nothing from elsewhere, no
// string into a sink.
export const strict = (base) =>
  [
    "default-src 'none'",
    `script-src ${base}`,
    `connect-src ${base}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");

function html(base, query) {
  const data = [...query].filter(([k]) => k.startsWith("data-")).map(([k, v]) => ` ${k}="${escape(v)}"`);
  const tag = `<script src="${base}/chat/widget.js" defer${data.join("")}></script>`;
  return `<!DOCTYPE html>
<html lang="${escape(query.get("lang") || "en")}"${query.get("dir") === "rtl" ? ' dir="rtl"' : ""}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>A shop</title>
${tag}${query.has("twice") ? tag : ""}
</head>
<body>
<main>
<h1>Bicycles and what belongs to them</h1>
<p>We build bicycles to measure, repair those of others and have spare parts for most of them.</p>
<p><a href="#parts">Parts</a></p>
<h2 id="parts">Parts</h2>
<p>Chains, brakes, lamps, saddles, bells.</p>
</main>
</body>
</html>
`;
}

export function servePages(base, port) {
  const server = createServer((request, response) => {
    const url = new URL(request.url, "http://pages.invalid");
    if (url.pathname !== "/") {
      response.writeHead(204).end();
      return;
    }
    const headers = { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" };
    if (url.searchParams.has("strict")) headers["content-security-policy"] = strict(base);
    response.writeHead(200, headers).end(html(base, url.searchParams));
  });
  return new Promise((done, failed) => {
    server.on("error", failed);
    server.listen(port, "127.0.0.1", () => done(server));
  });
}
