// Official SDKs as senders of webhooks: signs, verifies and sends what it is asked to.
//
//     tests/peers/install
//     node tests/peers/node/sign.mjs ~/.cache/throughline/peers/node
//
// The argument is the folder of `node_modules`. Questions and answers are those of `../python/sign.py`.

import { createRequire } from "node:module";
import { resolve } from "node:path";
import { createInterface } from "node:readline";

const load = createRequire(resolve(process.argv[2], "package.json"));

function check(holds, otherwise) {
  if (!holds) throw new Error(otherwise);
}

// Values by name; several of one name are a list, as body parsers have them.
function parsed(form) {
  const values = {};
  for (const [name, value] of new URLSearchParams(form)) {
    values[name] = name in values ? [values[name], value].flat() : value;
  }
  return values;
}

function signTwilio({ secret, url, content_type, body }) {
  const twilio = load("twilio");
  if (content_type === "application/json") {
    const { getExpectedBodyHash } = load("twilio/lib/webhooks/webhooks");
    url += `${url.includes("?") ? "&" : "?"}bodySHA256=${getExpectedBodyHash(body)}`;
    const signature = twilio.getExpectedTwilioSignature(secret, url, {});
    check(twilio.validateRequestWithBody(secret, signature, url, body), "not what it validates");
    return { headers: { "X-Twilio-Signature": signature }, url };
  }
  const values = parsed(body);
  const signature = twilio.getExpectedTwilioSignature(secret, url, values);
  check(twilio.validateRequest(secret, signature, url, values), "not what it validates");
  return { headers: { "X-Twilio-Signature": signature }, url };
}

function signStandard(library, prefix) {
  return ({ secret, id, timestamp, body, stale }) => {
    const { Webhook } = load(library);
    const webhook = new Webhook(secret);
    const headers = {
      [`${prefix}-id`]: id,
      [`${prefix}-timestamp`]: String(timestamp),
      [`${prefix}-signature`]: webhook.sign(id, new Date(timestamp * 1000), body),
    };
    if (!stale) webhook.verify(body, headers);
    return { headers };
  };
}

function verifyLine({ secret, body, headers }) {
  return load("@line/bot-sdk").validateSignature(body, secret, headers["x-line-signature"]);
}

function verifySquare({ secret, url, body, headers }) {
  return load("square").WebhooksHelper.verifySignature({
    requestBody: body,
    signatureHeader: headers["x-square-hmacsha256-signature"],
    signatureKey: secret,
    notificationUrl: url,
  });
}

async function verifyShopify({ secret, url, body, headers }) {
  load("@shopify/shopify-api/adapters/node");
  const { shopifyApi, ApiVersion } = load("@shopify/shopify-api");
  const shopify = shopifyApi({
    apiKey: "a key",
    apiSecretKey: secret,
    apiVersion: ApiVersion.Unstable,
    hostName: "hooks.example.com",
    isEmbeddedApp: false,
    // Standard output is for answers.
    logger: { log: () => {} },
  });
  const { valid } = await shopify.webhooks.validate({
    rawBody: body,
    rawRequest: { method: "POST", url, headers },
    rawResponse: {},
  });
  return valid;
}

// The SDK also sends, but for batches, which it only reads.
async function emitCloudevents({ mode, events, sink, headers }) {
  const { CloudEvent, HTTP, httpTransport, emitterFor } = load("cloudevents");
  const made = events.map(({ attributes, data }) => new CloudEvent({ ...attributes, data }));
  const send = httpTransport(sink);
  if (mode === "batch") {
    const message = {
      headers: { "content-type": "application/cloudevents-batch+json" },
      body: `[${made.map((event) => HTTP.structured(event).body).join(",")}]`,
    };
    check(HTTP.toEvent(message).length === made.length, "not what it reads");
    return { body: (await send(message, { headers })).body };
  }
  const [event] = made;
  return { body: (await emitterFor(send, { mode })(event, { headers })).body };
}

const SIGN = {
  twilio: signTwilio,
  standardwebhooks: signStandard("standardwebhooks", "webhook"),
  svix: signStandard("svix", "svix"),
  cloudevents: emitCloudevents,
};
const VERIFY = { line: verifyLine, square: verifySquare, shopify: verifyShopify };

async function answer(question) {
  try {
    if (question.verify) return { valid: await VERIFY[question.peer](question) };
    return await SIGN[question.peer](question);
  } catch (error) {
    return { error: String(error) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
}
