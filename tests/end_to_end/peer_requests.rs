//! Requests as the providers make them, to be signed by their SDKs; where an SDK only checks, signed
//! here.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use throughline_tests::{Setup, Sms};

pub const PUBLIC_URL: &str = "https://hooks.example.com";
const TWILIO: &str = "12345";
const STANDARD_WEBHOOKS: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const SLACK: &str = "8f742231b10e8888abcd99yyyzzz85a5";
const LINE: &str = "8c570fa6dd201bb328f1c1eac23a96d8";
const META: &str = "app_secret_test";
const SQUARE: &str = "kéy-2";
const SHOPIFY: &str = "shpss_0123456789abcdef";
/// The token of the source `events`.
pub const EVENTS: &str = "a token for events";

/// What people write. Each has the word that [`Request::altered`] changes.
const TEXTS: [&str; 6] = [
    "My order: 1+1=2 & 100% #now; really?",
    "My order 👋🏽 naïve 中文 אב \u{200d}\u{fe0f} e\u{301}",
    "My order\r\nhas not come.\r\n\r\n\tSince\nMonday.",
    r#"My order \ "7" /8/ <b>&amp;</b> 'x' `y`"#,
    "My order %2B %20 + \u{a0} ?a=b&c=d",
    "order",
];

/// How a provider writes JSON: what is signed is what was written.
type Style = fn(&Value) -> String;

const STYLES: [Style; 3] = [compact, escaped, spread_out];

/// A header that proves a request.
type Proof = fn(&Request) -> (&'static str, String);

fn compact(body: &Value) -> String {
    body.to_string()
}

/// As Meta and Slack do: ASCII only, and slashes escaped.
fn escaped(body: &Value) -> String {
    let mut text = String::new();
    for character in body.to_string().chars() {
        match character {
            '/' => text.push_str("\\/"),
            c if c.is_ascii() => text.push(c),
            c => {
                let units = c.encode_utf16(&mut [0; 2]).to_vec();
                text.extend(units.iter().map(|unit| format!("\\u{unit:04x}")));
            }
        }
    }
    text
}

/// With Windows' line ends, and one behind the last line.
fn spread_out(body: &Value) -> String {
    let text = serde_json::to_string_pretty(body).unwrap();
    text.replace('\n', "\r\n") + "\r\n"
}

/// A request without its proof.
#[derive(Debug, Clone)]
pub struct Request {
    /// The SDK.
    pub peer: &'static str,
    pub secret: String,
    /// What the provider was told to call.
    pub url: String,
    /// What the SDK is told beyond that.
    pub more: Value,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
    /// The proof that is made here, for an SDK that makes none.
    pub own: Option<Proof>,
    /// Whose interaction it is: kind and value of the identity.
    pub customer: (&'static str, String),
    /// What is recorded.
    pub text: String,
    /// What the provider wants to be answered.
    pub answer: &'static str,
}

impl Request {
    fn new(peer: &'static str, secret: &str, path: &str, body: String) -> Self {
        Self {
            peer,
            secret: secret.to_owned(),
            url: format!("{PUBLIC_URL}{path}"),
            more: json!({}),
            headers: vec![("content-type", "application/json".to_owned())],
            body,
            own: None,
            customer: ("", String::new()),
            text: String::new(),
            answer: "",
        }
    }

    fn proven_by(self, own: Proof) -> Self {
        Self {
            own: Some(own),
            ..self
        }
    }

    fn of(self, kind: &'static str, value: String, text: &str) -> Self {
        Self {
            customer: (kind, value),
            text: text.to_owned(),
            ..self
        }
    }

    /// The same with one byte changed: the first, the last, and a letter of the text.
    pub fn altered(&self) -> [Self; 3] {
        let flipped = |at: usize| {
            let mut bytes = self.body.clone().into_bytes();
            bytes[at] ^= 1;
            String::from_utf8(bytes).expect("ASCII at both ends")
        };
        let other_text = self.body.replacen("order", "ordor", 1);
        assert_ne!(other_text, self.body);
        [flipped(0), flipped(self.body.len() - 1), other_text].map(|body| Self {
            body,
            ..self.clone()
        })
    }
}

/// The application that knows all of these secrets.
pub fn setup() -> Setup {
    let sources = json!({
        "shop": {"scheme": "standard-webhooks", "secret": STANDARD_WEBHOOKS, "trust": "verified"},
        "team": {"scheme": "slack", "secret": SLACK},
        "chat": {"scheme": "line", "secret": LINE},
        "events": {"scheme": "cloudevents", "secret": EVENTS, "trust": "verified"},
    });
    Setup::default()
        .variable("public_url", PUBLIC_URL)
        .variable("twilio_auth_token", TWILIO)
        .variable("meta_app_secret", META)
        .variable("square_signature_key", SQUARE)
        .variable("shopify_secret", SHOPIFY)
        .variable("generic_sources", &sources.to_string())
}

/// Every text in every style. The number is for names that have to be different.
fn everything(make: impl Fn(usize, &str, Style) -> Request) -> Vec<Request> {
    let styles = TEXTS
        .iter()
        .flat_map(|text| STYLES.map(|style| (text, style)));
    let requests = styles.enumerate();
    requests
        .map(|(n, (text, style))| make(n, text, style))
        .collect()
}

/// Text messages, as forms and as JSON. Twilio puts `:443` into what it signs at times.
pub fn twilio(phones: &str, algorithm: &str) -> Vec<Request> {
    let mut requests = Vec::new();
    let escapes: [fn(String) -> String; 2] = [|form| form, |form| form.replace('+', "%20")];
    let hosts = ["", ":443"];
    for (n, text) in TEXTS.iter().enumerate() {
        for (m, escape) in escapes.into_iter().enumerate() {
            let mut sms = message(&format!("{phones}{m}{n}"), text);
            let extra = [
                ("FromCity", ""),
                ("Tag", "b"),
                ("Tag", "a"),
                ("Tag", "b"),
                ("é👋", "ü"),
            ];
            let extra = extra.map(|(name, value)| (name.to_owned(), value.to_owned()));
            sms.fields.extend(extra);
            let mut request = Request::new("twilio", TWILIO, "", escape(sms.form()));
            request.url = format!("{PUBLIC_URL}{}/webhooks/sms/twilio?a=%C3%A9+1", hosts[m]);
            request.headers[0].1 = "application/x-www-form-urlencoded".to_owned();
            requests.push(of_sms(request, &sms, algorithm));
        }
    }
    requests.extend(everything(|n, text, style| {
        let sms = message(&format!("{phones}{}", 200 + n), text);
        let members = sms
            .fields
            .iter()
            .map(|(name, value)| (name.clone(), json!(value)));
        let body = style(&Value::Object(members.collect()));
        of_sms(
            Request::new("twilio", TWILIO, "/webhooks/sms/twilio", body),
            &sms,
            algorithm,
        )
    }));
    requests
}

fn message(phone: &str, text: &str) -> Sms {
    let digits = format!("{phone:0<10}");
    Sms::new(&format!("SM{digits}"), &format!("+1{digits}"), text)
}

fn of_sms(request: Request, sms: &Sms, algorithm: &str) -> Request {
    let field = |wanted| sms.fields.iter().find(|(name, _)| name == wanted).unwrap();
    let mut request = request.of("phone", field("From").1.clone(), &field("Body").1);
    request.answer = "<Response";
    request.more = json!({"algorithm": algorithm});
    request
}

/// Events of a shop of one's own, by `standardwebhooks` or `svix`.
pub fn standard(peer: &'static str) -> Vec<Request> {
    everything(|n, text, style| {
        let user = format!("{peer}-{n}");
        let body = style(&json!({
            "type": "message.received", "note": "",
            "data": {"identity": {"kind": "user", "value": user, "verified": true}, "text": text},
        }));
        let mut request = Request::new(peer, STANDARD_WEBHOOKS, "/webhooks/generic/shop", body);
        request.more = json!({"id": format!("msg_{peer}_{n}")});
        request.answer = "\"recorded\"";
        request.of("user", user, text)
    })
}

/// Messages in a Slack channel, and the question that Slack asks first.
pub fn slack() -> Vec<Request> {
    let path = "/webhooks/generic/team";
    everything(|n, text, style| {
        let markup = text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        let body = style(&json!({
            "token": "", "team_id": "T1", "type": "event_callback", "event_id": format!("Ev{n}"),
            "event": {
                "type": "message", "channel": "C1", "channel_type": "channel",
                "user": format!("U{n}"), "text": markup, "ts": format!("1795320960.{n:06}"),
            },
        }));
        let request = Request::new("slack", SLACK, path, body);
        request.of("external", format!("team:U{n}"), text)
    })
}

/// The question that Slack asks a new URL.
pub fn slack_question() -> Request {
    let body = json!({"type": "url_verification", "challenge": "the order of things"});
    let mut request = Request::new("slack", SLACK, "/webhooks/generic/team", body.to_string());
    request.answer = "the order of things";
    request
}

/// Messages to a LINE account.
pub fn line() -> Vec<Request> {
    everything(|n, text, style| {
        let body = style(&json!({
            "destination": "U8e742f61d673b39c7fff3cecb7536ef0",
            "events": [{
                "type": "message", "mode": "active", "timestamp": 1_795_320_960_123_u64,
                "source": {"type": "user", "userId": format!("U{n}")}, "replyToken": "",
                "webhookEventId": format!("01FZ{n}"), "deliveryContext": {"isRedelivery": false},
                "message": {"id": format!("{n}"), "type": "text", "text": text},
            }],
        }));
        let request = Request::new("line", LINE, "/webhooks/generic/chat", body);
        let proof = |r: &Request| ("x-line-signature", base64(&r.secret, &[&r.body]));
        request.proven_by(proof).of("line", format!("U{n}"), text)
    })
}

/// Messages to a Facebook page, an Instagram account and a WhatsApp number.
pub fn meta() -> Vec<Request> {
    let mut requests = everything(|n, text, style| {
        let page = conversation("page", n, text);
        let request = Request::new("meta", META, "/webhooks/messenger", style(&page));
        request.of("messenger", format!("1:42{n}"), text)
    });
    requests.extend(everything(|n, text, style| {
        let account = conversation("instagram", n, text);
        let request = Request::new("meta", META, "/webhooks/instagram", style(&account));
        request.of("instagram", format!("1:42{n}"), text)
    }));
    requests.extend(everything(|n, text, style| {
        let number = whatsapp(n, text);
        let request = Request::new("meta", META, "/webhooks/whatsapp", style(&number));
        request.of("phone", format!("+1650555{:04}", 1000 + n), text)
    }));
    let proof = |r: &Request| {
        let proof = format!("sha256={}", hex(&r.secret, &r.body));
        ("x-hub-signature-256", proof)
    };
    let proven = requests.into_iter().map(|request| request.proven_by(proof));
    proven.collect()
}

fn conversation(object: &str, n: usize, text: &str) -> Value {
    json!({"object": object, "entry": [{"id": "1", "time": 1_795_320_900_123_u64, "messaging": [{
        "sender": {"id": format!("42{n}")}, "recipient": {"id": "1"},
        "timestamp": 1_795_320_900_123_u64,
        "message": {"mid": format!("m_{object}/{n}=="), "text": text},
    }]}]})
}

fn whatsapp(n: usize, text: &str) -> Value {
    let number = format!("1650555{:04}", 1000 + n);
    json!({"object": "whatsapp_business_account", "entry": [{"id": "102290129340398", "changes": [{
        "field": "messages",
        "value": {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "15550783881", "phone_number_id": "106540352242922"},
            "contacts": [{"profile": {"name": "Zoë 👋"}, "wa_id": number}],
            "messages": [{
                "from": number, "id": format!("wamid.{n}=="), "timestamp": "1795321000",
                "type": "text", "text": {"body": text},
            }],
        },
    }]}]})
}

/// Payments at a till of Square's.
pub fn square() -> Vec<Request> {
    everything(|n, text, style| {
        let paid = json!({"amount": 4999, "currency": "USD"});
        let body = style(&json!({
            "merchant_id": "6SSW7HV8K2ST5", "type": "payment.updated",
            "event_id": format!("9a1d7a4b-{n}"), "created_at": "2026-11-22T04:16:58.308Z",
            "data": {"type": "payment", "id": format!("p{n}"), "object": {"payment": {
                "id": format!("p{n}"), "created_at": "2026-11-22T04:16:57.000Z",
                "updated_at": "2026-11-22T04:16:58.198Z", "amount_money": paid,
                "total_money": paid, "status": "COMPLETED", "source_type": "CASH",
                "order_id": format!("o{n}"), "customer_id": format!("C{n}"),
                "receipt_number": "", "note": text,
            }}},
        }));
        let request = Request::new("square", SQUARE, "/webhooks/in-person/square", body);
        let proof = |r: &Request| {
            let proof = base64(&r.secret, &[&r.url, &r.body]);
            ("x-square-hmacsha256-signature", proof)
        };
        let customer = format!("square:C{n}");
        request
            .proven_by(proof)
            .of("external", customer, "Paid 49.99 USD")
    })
}

/// Sales at a till of Shopify's.
pub fn shopify() -> Vec<Request> {
    everything(|n, text, style| {
        let order = 820_982_911_946_154_000 + n as u64;
        let body = style(&json!({
            "id": order, "admin_graphql_api_id": format!("gid://shopify/Order/{order}"),
            "created_at": "2026-11-21T23:16:55-05:00", "updated_at": "2026-11-21T23:16:57-05:00",
            "currency": "USD", "total_price": "49.99", "financial_status": "paid", "note": text,
            "fulfillment_status": "fulfilled", "source_name": "pos", "phone": null, "tags": "",
            "line_items": [{"id": 1, "name": "Lamp é", "quantity": 2, "price": "24.99"}],
            "customer": {
                "id": 1000 + n, "admin_graphql_api_id": format!("gid://shopify/Customer/{}", 1000 + n),
            },
        }));
        let mut request = Request::new("shopify", SHOPIFY, "/webhooks/in-person/shopify", body);
        request.headers.extend([
            ("x-shopify-topic", "orders/updated".to_owned()),
            ("x-shopify-shop-domain", "lamps.myshopify.com".to_owned()),
            ("x-shopify-api-version", "2026-10".to_owned()),
            ("x-shopify-webhook-id", format!("b54557e4-{n}")),
        ]);
        let proof = |r: &Request| ("x-shopify-hmac-sha256", base64(&r.secret, &[&r.body]));
        let text = format!("Bought 2 × Lamp é for 49.99 USD, fulfilled\n{text}");
        let customer = format!("shopify:{}", 1000 + n);
        request.proven_by(proof).of("external", customer, &text)
    })
}

fn mac(secret: &str, parts: &[&str]) -> Vec<u8> {
    let mut mac: Hmac<Sha256> = Hmac::new_from_slice(secret.as_bytes()).unwrap();
    parts.iter().for_each(|part| mac.update(part.as_bytes()));
    mac.finalize().into_bytes().to_vec()
}

fn base64(secret: &str, parts: &[&str]) -> String {
    STANDARD.encode(mac(secret, parts))
}

fn hex(secret: &str, body: &str) -> String {
    let bytes = mac(secret, &[body]);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
