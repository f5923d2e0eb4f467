// The live-chat widget: <script src="https://HOST/chat/widget.js" defer></script>
// What people wrote becomes text, never markup. Below 30,000 bytes, of which a test takes care.
(() => {
"use strict";
if (window.Throughline && window.Throughline.signOut) return;
const doc = document;
const script = doc.currentScript;
if (!script || !script.src) return;
const base = new URL(".", script.src).href;
const given = script.dataset;

// Words, in the order of the names.

const NAMES = "title|close|hello|away|back|name|email|phone|opt|msg|send|file|typing|agent|you|sent|read|failed|retry|older|lost|wait|large|type|check|get|edited|gone".split("|");
const WORDS = {
	en: "Chat with us|Close|How can we help?|We are away. The answer will come by email.|We are back: {0}|Name|Email|Phone|optional|Your message|Send|Attach a file|{0} is typing…|Support|You|Sent|Read|Not sent|Try again|Earlier messages|Connection lost. Trying again…|Too many messages. Going on in {0} s.|{0} is too large (at most {1}).|{0}: this type is not accepted.|Please check: {0}|Download {0}|edited|Message deleted",
	de: "Schreiben Sie uns|Schließen|Wie können wir helfen?|Gerade ist niemand da. Die Antwort kommt per E-Mail.|Wieder da: {0}|Name|E-Mail|Telefon|freiwillig|Ihre Nachricht|Senden|Datei anhängen|{0} schreibt…|Support|Sie|Gesendet|Gelesen|Nicht gesendet|Nochmals versuchen|Frühere Nachrichten|Keine Verbindung. Neuer Versuch…|Zu viele Nachrichten. Weiter in {0} s.|{0} ist zu groß (höchstens {1}).|{0}: Dateiart nicht erlaubt.|Bitte prüfen: {0}|{0} herunterladen|bearbeitet|Nachricht gelöscht",
	fr: "Écrivez-nous|Fermer|Comment pouvons-nous vous aider ?|Nous sommes absents. La réponse viendra par e-mail.|De retour : {0}|Nom|E-mail|Téléphone|facultatif|Votre message|Envoyer|Joindre un fichier|{0} écrit…|Support|Vous|Envoyé|Lu|Non envoyé|Réessayer|Messages précédents|Connexion perdue. Nouvel essai…|Trop de messages. Suite dans {0} s.|{0} est trop lourd (maximum {1}).|{0} : type de fichier refusé.|Veuillez vérifier : {0}|Télécharger {0}|modifié|Message supprimé",
	es: "Escríbanos|Cerrar|¿En qué podemos ayudarle?|Ahora no estamos. La respuesta llegará por correo.|Volvemos: {0}|Nombre|Correo electrónico|Teléfono|opcional|Su mensaje|Enviar|Adjuntar un archivo|{0} está escribiendo…|Soporte|Usted|Enviado|Leído|No enviado|Reintentar|Mensajes anteriores|Sin conexión. Reintentando…|Demasiados mensajes. Seguimos en {0} s.|{0} es demasiado grande (máximo {1}).|{0}: tipo no admitido.|Compruebe: {0}|Descargar {0}|editado|Mensaje eliminado",
	it: "Scrivici|Chiudi|Come possiamo aiutarti?|Ora non ci siamo. La risposta arriverà per e-mail.|Torniamo: {0}|Nome|E-mail|Telefono|facoltativo|Il tuo messaggio|Invia|Allega un file|{0} sta scrivendo…|Assistenza|Tu|Inviato|Letto|Non inviato|Riprova|Messaggi precedenti|Connessione persa. Nuovo tentativo…|Troppi messaggi. Riprendo tra {0} s.|{0} è troppo grande (massimo {1}).|{0}: tipo non accettato.|Controlla: {0}|Scarica {0}|modificato|Messaggio eliminato",
	pt: "Fale connosco|Fechar|Como podemos ajudar?|Agora não estamos. A resposta chegará por e-mail.|Voltamos: {0}|Nome|E-mail|Telefone|opcional|A sua mensagem|Enviar|Anexar um ficheiro|{0} está a escrever…|Apoio|Você|Enviada|Lida|Não enviada|Tentar de novo|Mensagens anteriores|Sem ligação. A tentar de novo…|Demasiadas mensagens. Continua em {0} s.|{0} é demasiado grande (máximo {1}).|{0}: tipo não aceite.|Verifique: {0}|Transferir {0}|editada|Mensagem eliminada",
	nl: "Chat met ons|Sluiten|Waarmee kunnen we helpen?|We zijn er nu niet. Het antwoord komt per e-mail.|We zijn terug: {0}|Naam|E-mail|Telefoon|optioneel|Uw bericht|Versturen|Bestand toevoegen|{0} is aan het typen…|Support|U|Verstuurd|Gelezen|Niet verstuurd|Opnieuw proberen|Eerdere berichten|Geen verbinding. Nieuwe poging…|Te veel berichten. Verder over {0} s.|{0} is te groot (hoogstens {1}).|{0}: soort niet toegestaan.|Controleer: {0}|{0} downloaden|bewerkt|Bericht verwijderd",
	ar: "تحدث معنا|إغلاق|كيف يمكننا مساعدتك؟|نحن غير متاحين الآن. سيصلك الرد بالبريد الإلكتروني.|نعود: {0}|الاسم|البريد الإلكتروني|الهاتف|اختياري|رسالتك|إرسال|إرفاق ملف|{0} يكتب…|الدعم|أنت|أُرسلت|قُرئت|لم تُرسل|إعادة المحاولة|رسائل سابقة|انقطع الاتصال. نحاول مجددًا…|رسائل كثيرة. نتابع بعد {0} ث.|{0} أكبر من المسموح ({1}).|{0}: نوع غير مقبول.|يرجى التحقق: {0}|تنزيل {0}|معدّلة|حُذفت الرسالة",
	he: "דברו איתנו|סגירה|איך אפשר לעזור?|איננו זמינים כעת. התשובה תגיע בדוא״ל.|נחזור: {0}|שם|דוא״ל|טלפון|רשות|ההודעה שלך|שליחה|צירוף קובץ|{0} מקליד/ה…|תמיכה|את/ה|נשלחה|נקראה|לא נשלחה|ניסיון חוזר|הודעות קודמות|החיבור נותק. מנסים שוב…|יותר מדי הודעות. נמשיך בעוד {0} שנ׳.|{0} גדול מדי (עד {1}).|{0}: סוג לא נתמך.|נא לבדוק: {0}|הורדת {0}|נערכה|ההודעה נמחקה",
};
const tag = [given.language, doc.documentElement.lang, navigator.language].find(l => /^[a-z]{2}(-\w+)*$/i.test(l) && WORDS[l.slice(0, 2).toLowerCase()]) || "en";
const lang = tag.slice(0, 2).toLowerCase();
const words = WORDS[lang].split("|");
const t = (name, ...values) => words[NAMES.indexOf(name)].replace(/\{(\d)\}/g, (_, i) => values[i]);

const STYLE = `
:host{all:initial}
*{box-sizing:border-box;margin:0}
[hidden]{display:none!important}
.root{--page:#f4f3ef;--card:#fff;--ink:#1f2328;--soft:#555d66;--line:#d8d6cf;--edge:#7d8590;--link:#0b57a4;--fill:#0b57a4;--on:#fff;--warm:#744600;--warmer:#fdefd2;--bad:#981b1b;--worse:#fde7e7;position:fixed;z-index:2147483000;bottom:0;color:var(--ink);color-scheme:light dark;font:16px/1.45 system-ui,sans-serif}
@media (prefers-color-scheme:dark){.root{--page:#14171b;--card:#1d2127;--ink:#e7e9ec;--soft:#a6aeb8;--line:#343a43;--edge:#7d8794;--link:#8fbcff;--fill:#8fbcff;--on:#10141a;--warm:#f3c97d;--warmer:#3a2c10;--bad:#ffb3af;--worse:#4a1d1d}}
button,input,textarea{font:inherit;color:inherit;border:1px solid var(--edge);border-radius:6px;background:var(--card)}
button{display:inline-flex;align-items:center;justify-content:center;gap:6px;max-width:100%;min-height:32px;padding:4px 10px;cursor:pointer}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
::placeholder{color:var(--soft);opacity:1}
svg{width:22px;height:22px;flex:none;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round}
[dir=rtl] .send svg{transform:scaleX(-1)}
.icon{flex:none;width:40px;height:40px;padding:0;border-color:transparent;background:none}
.fill{background:var(--fill);color:var(--on);border-radius:50%}
.launch svg{width:28px;height:28px}
.launch{position:relative;width:56px;height:56px;margin:16px;border-color:var(--card);box-shadow:0 4px 14px #0004}
.badge{position:absolute;top:-4px;inset-inline-end:-4px;min-width:24px;padding:0 5px;border:2px solid var(--card);border-radius:12px;background:#b3261e;color:#fff;font-size:13px;line-height:20px}
.panel{display:flex;flex-direction:column;width:min(380px,100vw - 32px);height:min(620px,100vh - 32px);margin:16px;overflow:hidden;border:1px solid var(--line);border-radius:12px;background:var(--card);box-shadow:0 8px 30px #0004;outline:0!important}
header,.foot{display:flex;align-items:center;gap:4px;padding:8px}
h2{flex:1;padding-inline-start:8px;font-size:17px;overflow-wrap:anywhere}
form{display:flex;flex:1;flex-direction:column;min-height:0}
.scroll{flex:1;min-height:0;padding:14px;overflow-y:auto;overscroll-behavior:contain;border-block:1px solid var(--line);background:var(--page)}
.scroll,input,textarea{outline-offset:-2px!important}
.log{display:flex;flex-direction:column;gap:10px}
.older{display:flex;margin:0 auto 12px}
.m{display:flex;flex-direction:column;align-items:start;max-width:86%}
.m .m{max-width:100%}
.mine{align-self:end;align-items:end}
.b{max-width:100%;padding:8px 12px;border:1px solid var(--line);border-radius:12px;background:var(--card);white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:plaintext}
.mine .b{border-color:transparent;background:var(--fill);color:var(--on)}
.m .void{background:none;color:var(--soft)}
.b a{color:inherit}
.mine a{outline-color:currentColor}
.m button{margin-block:4px;text-align:start;overflow-wrap:anywhere}
img{max-width:100%;max-height:200px;margin:4px -4px}
.meta{display:flex;flex-wrap:wrap;align-items:center;gap:0 6px;padding:2px;color:var(--soft);font-size:13px}
.no{color:var(--bad)}
.fields label{display:block;margin-block-start:10px;font-weight:600}
small{font-weight:400;color:var(--soft)}
input,textarea{display:block;width:100%;padding:8px 10px;font-weight:400}
[aria-invalid]{border-color:var(--bad);box-shadow:0 0 0 1px var(--bad)}
.p{padding:8px 14px;font-size:14px;background:var(--warmer);color:var(--warm)}
.err{background:var(--worse);color:var(--bad)}
.typing{background:var(--page);color:var(--soft)}
.foot{align-items:end;padding-block-end:max(8px,env(safe-area-inset-bottom))}
.foot label{flex:1}
textarea{height:42px;max-height:128px;resize:none}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (max-width:480px){
.panel{position:fixed;inset:0;width:100%;height:100dvh;margin:0;border:0;border-radius:0}
header{padding-block-start:max(8px,env(safe-area-inset-top))}
button,input,textarea{min-width:44px;min-height:44px}
}
`;

// Elements

const el = (what, props = {}, ...inside) => {
	const [name, css = ""] = what.split(".");
	const e = doc.createElement(name);
	e.className = css;
	for (const k in props) {
		if (k in e) e[k] = props[k];
		else e.setAttribute(k, props[k]);
	}
	e.append(...inside);
	return e;
};
const aria = (e, name, value) => e.setAttribute("aria-" + name, value);
const icon = lines => {
	const [svg, path] = ["svg", "path"].map(n => doc.createElementNS("http://www.w3.org/2000/svg", n));
	svg.setAttribute("viewBox", "0 0 24 24");
	aria(svg, "hidden", "true");
	path.setAttribute("d", lines);
	svg.append(path);
	return svg;
};
const button = (css, onclick, ...inside) => el("button." + css, {type: onclick ? "button" : "submit", onclick}, ...inside);
const iconButton = (name, css, lines, onclick) => {
	const b = button("icon " + css, onclick, icon(lines));
	aria(b, "label", (b.title = t(name)));
	return b;
};
const note = (css = "", role = "status") => el("p.p " + css, {role, hidden: true});
const say = (node, text) => {
	if (node.textContent !== text) node.textContent = text;
	node.hidden = !text;
};

const badge = el("span.badge", {hidden: true, "aria-hidden": "true"});
const launch = button("launch fill", open, icon("M4 5h16v11H10l-5 4v-4H4z"), badge);
const log = el("div.log", {role: "log", "aria-live": "polite"});
const older = button("older", earlier, t("older"));
const hello = el("p", {}, t("hello"));
const fields = el("div.fields");
const scroll = el("div.scroll", {tabIndex: 0, role: "group", "aria-label": t("title")}, older, hello, log, fields);
const [away, lost, writes] = [note(), note("lost"), note("typing")];
const error = note("err", "alert");
error.id = "err";
const pick = el("input", {
	type: "file", multiple: true, hidden: true, "aria-label": t("file"),
	onchange: () => attach(pick.files),
});
const input = el("textarea", {
	rows: 1, dir: "auto", placeholder: t("msg"),
	oninput: grow,
	onkeydown: e => {if (e.key === "Enter" && !e.shiftKey && !e.isComposing) submit(e);},
	onpaste: e => dropped(e, e.clipboardData),
});
const title = el("h2", {id: "title"}, given.title || t("title"));
const panel = el("div.panel", {
	role: "dialog", tabIndex: -1, hidden: true, "aria-labelledby": "title",
	ondragover: e => e.preventDefault(),
	ondrop: e => dropped(e, e.dataTransfer),
}, el("header", {}, title, iconButton("close", "", "M6 6l12 12M18 6L6 18", close)), away,
el("form", {noValidate: true, onsubmit: submit}, scroll, error, writes, lost, el("div.foot", {},
	iconButton("file", "", "M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.5 3.5 0 0 1 5 5l-8.5 8.5a2 2 0 0 1-3-3L14 7", () => {
		pick.value = "";
		pick.click();
	}), pick,
	el("label", {}, el("span.unseen", {}, t("msg")), input),
	iconButton("send", "fill send", "M5 12h14M13 6l6 6-6 6"))));
// The page's shortcuts must not fire while somebody writes here.
const own = e => e.stopPropagation();
const root = el("div.root", {lang, dir: /ar|he/.test(lang) ? "rtl" : "ltr", onkeydown: keys, onkeyup: own, onkeypress: own}, launch, panel);
const host = el("div", {id: "throughline-chat"});
const shadow = host.attachShadow({mode: "open"});
const phone = matchMedia("(max-width:480px)");

// Memory: the session for all tabs, what is not sent yet for this one. Where nothing may be stored,
// the variables.

const KEY = "throughline " + base;
const recall = area => {
	try {return JSON.parse(window[area].getItem(KEY));} catch (e) {return null;}
};
const keep = (area, value) => {
	try {window[area].setItem(KEY, JSON.stringify(value));} catch (e) {/* not here, then */}
};
let me = recall("localStorage") || {}; // id, token, expires, user, seen, mail
let queue = recall("sessionStorage") || []; // id, at, text or file, details; state, done
const save = () => keep("localStorage", me);
const saveQueue = () => keep("sessionStorage", queue.filter(q => q.text && !q.done));

let identity = given.identity || (given.hash ? {user: given.user, hash: given.hash} : null);
// A page that names its user may name another one than last time; and sessions end.
let renew = !!identity || Date.parse(me.expires) - Date.now() < 864e5;
const items = new Map(), nodes = new Map();
let config, due, etag, cursor, online, agent = {}, details = {}, readUpto = "", typedAt = 0;
let isOpen, before, fails = 0, pause = 0, timer, ticking, again, joining, hiddenAt = Date.now();

function reset() {
	items.clear();
	nodes.clear();
	log.replaceChildren();
	etag = cursor = online = undefined;
	agent = {};
	readUpto = "";
}

function forget() {
	me = {};
	save();
	reset();
	render();
}

// Requests. A failure without `status`: nobody answered.

async function call(path, {json, file, match, poll, open} = {}, repeated) {
	const headers = {};
	if (!open && (!me.token || renew)) await join();
	const {id, token} = me;
	if (!open) headers.authorization = "Bearer " + token;
	if (match) headers["if-none-match"] = match;
	if (json) headers["content-type"] = "application/json";
	const body = file || (json && JSON.stringify(json));
	const r = await fetch(base + (open ? path : `sessions/${id}/${path}`), {
		method: body ? "POST" : "GET", headers, body, credentials: "omit", cache: "no-store",
		signal: AbortSignal.timeout && AbortSignal.timeout(/^files/.test(path) ? 18e4 : 2e4),
	});
	if (!open && me.id !== id) throw {status: 401}; // another visitor by now
	if (r.ok || r.status === 304) return r;
	const {code} = await r.json().catch(() => ({}));
	if (!open && r.status === 401 && !repeated) {
		if (me.token === token) forget();
		// Looking for answers is no reason for a new session; sending is.
		if (!poll || identity || me.token) return call(path, {json, file, poll}, true);
	}
	throw {status: r.status, code, wait: +r.headers.get("retry-after")};
}

const page = () => location.origin + location.pathname; // no secrets

async function enter() {
	const old = me;
	let who = identity;
	const ask = token => call("sessions", {open: true, json: {token, identity: who || undefined, language: tag, page: page()}});
	const r = await ask(me.token).catch(e => {
		if (!who || !/^(identity|channel)_/.test(e.code)) throw e;
		console.warn("Throughline:", e.code);
		if (identity === who) identity = null;
		who = null;
		return ask(old.user ? undefined : old.token);
	});
	const {session} = await r.json();
	if (me !== old) throw {status: 401};
	renew = identity !== who;
	adopt(session);
}

function adopt({id, token, expires_at, user}) {
	if (id !== me.id) {
		reset();
		me = {id, mail: me.mail};
	}
	Object.assign(me, {token, expires: expires_at, user});
	save();
}
const join = () => (joining = joining || enter().finally(() => {joining = null;}));

// The loop: sends what waits, fetches what is new, sleeps.

const next = () => queue.find(q => !q.done && q.state !== "failed");

async function flush() {
	for (let q; (q = next());) {
		q.state = "sending";
		render();
		try {
			const r = await (q.file
				? call(`files?id=${q.id}&name=${encodeURIComponent(q.file.name)}`, {file: q.file})
				: call("messages", {json: {id: q.id, text: q.text, page: page(), details: q.details}}));
			const {id, session} = await r.json();
			q.done = id;
			if (session) adopt(session); // it knows the details now
			nodes.set(q.done, nodes.get(q.id)); // the same bubble, not read out again
		} catch (e) {
			q.state = "waits";
			if (!e.status || /401|429|5../.test(e.status)) throw e;
			q.state = "failed";
		} finally {
			saveQueue();
			render();
		}
	}
}

async function tick() {
	again = true;
	if (ticking) return;
	ticking = true;
	again = false;
	try {
		if (isOpen && due) {
			config = await (await call("config", {open: true})).json();
			due = false;
			pick.accept = config.limits.file_types.join();
			render();
			if (shadow.activeElement === input && !input.value) focus();
		}
		await flush();
		if (me.token || (identity && isOpen)) {
			const r = await call("messages", {match: etag, poll: true});
			if (r.ok) {
				etag = r.headers.get("etag");
				take(await r.json());
			}
		}
		fails = pause = 0;
		say(lost, "");
	} catch (e) {
		trouble(e);
	}
	ticking = false;
	sleep();
}

function sleep() {
	clearTimeout(timer);
	if ((doc.hidden && Date.now() - hiddenAt > 3e5) || !(me.token || next() || isOpen)) return;
	const every = again ? 0 : isOpen && !doc.hidden ? (config || {}).poll_seconds || 5 : 30;
	// By chance, so that not everybody comes back at once.
	timer = setTimeout(tick, 1e3 * (fails ? Math.max(pause, Math.min(60, 2 ** fails) * (1 + Math.random()) / 2) : every));
}

function trouble(e) {
	if (e.status !== 401) {
		fails++;
		pause = e.wait || 0;
		say(lost, e.status === 429 ? t("wait", pause) : t("lost"));
	}
	sleep();
}

// At once, unless the server has said when.
const now = () => {
	if (pause) return;
	fails = 0;
	tick();
};

function take(news) {
	const list = news.items;
	// Nothing in common: the beginning, or more than a page was missed.
	const known = list.some(i => items.has(i.id));
	if (!known) cursor = news.earlier;
	const first = !items.size;
	items.forEach((i, id) => {if (!known || i.at >= list[0].at) items.delete(id);});
	list.forEach(i => items.set(i.id, i));
	agent = news.agent;
	queue = queue.filter(q => !items.has(q.done));
	if (online === !news.online) due = true; // the hours
	online = news.online;
	render(first);
}

// Sending

const size = n => (n < 1e6 ? Math.ceil(n / 1024) + " kB" : (n / 1048576).toLocaleString(tag, {maximumFractionDigits: 1}) + " MB");

function put(entry) {
	const id = [...crypto.getRandomValues(new Uint8Array(16))].map(b => b.toString(16).padStart(2, "0")).join("");
	queue.push({id, at: new Date().toISOString(), ...entry});
	saveQueue();
	render();
	scroll.scrollTop = 1e9;
	now();
}

function submit(e) {
	e.preventDefault();
	const text = input.value.trim();
	const most = config && config.limits.text_bytes;
	if (!ready()) return;
	if (new TextEncoder().encode(text).length > most) return warn(t("large", t("msg"), size(most)), input);
	input.focus();
	if (!text) return;
	me.mail = me.mail || !!details.email;
	put({text, details});
	details = {};
	input.value = "";
	grow();
}

// What was filled in goes with the next text.
function ready() {
	warn("");
	for (const f of fields.querySelectorAll("input")) {
		f.value = f.value.trim();
		if (!f.checkValidity()) return warn(t("check", t(f.name)), f);
		if (f.value) details[f.name] = f.value;
	}
	return true;
}

function attach(files) {
	if (!config || !ready()) return;
	const {file_bytes, file_types} = config.limits;
	for (const file of files) {
		if (file.size > file_bytes) warn(t("large", file.name, size(file_bytes)));
		else if (!file_types.includes(file.type)) warn(t("type", file.name));
		else put({file});
	}
}

function dropped(e, data) {
	if (!data.files.length || data.getData("text")) return; // a table that is copied is a picture, too
	e.preventDefault();
	attach(data.files);
}

function grow() {
	input.style.height = "";
	input.style.height = input.scrollHeight + 2 + "px";
	const typing = !!input.value.trim();
	if (!me.token || (typing ? Date.now() - typedAt < 3e3 : !typedAt)) return;
	typedAt = typing ? Date.now() : 0;
	call("typing", {json: {typing}, poll: true}).catch(() => {});
}

// Drawing

function warn(text, at) {
	root.querySelectorAll("[aria-invalid]").forEach(n => n.removeAttribute("aria-invalid"));
	say(error, text);
	(at && at !== input ? at.parentNode : scroll).after(error);
	if (!at) return;
	aria(at, "invalid", "true");
	aria(at, "describedby", "err");
	at.focus();
}

function clock(at) {
	const d = new Date(at);
	const today = d.toDateString() === new Date().toDateString();
	return d.toLocaleString(tag, {timeStyle: "short", dateStyle: today ? undefined : "medium"});
}

// Addresses become links, without the stop after them.
const linked = text => text.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?'’”»…\])}])/i).map((part, i) => {
	try {
		return i % 2 ? el("a", {href: new URL(part).href, target: "_blank", rel: "noopener noreferrer nofollow"}, part) : part;
	} catch (e) {
		return part;
	}
});

const blobUrl = async a => URL.createObjectURL(await (await call("files/" + a.id, {poll: true})).blob());

function attachment(a) {
	// Saved, never opened: nothing of it may run here.
	const b = button("", async () => {
		try {
			const href = await blobUrl(a);
			el("a", {href, download: a.name}).click();
			setTimeout(() => URL.revokeObjectURL(href), 1e4);
		} catch (e) {
			warn(t("failed"));
		}
	}, icon("M12 4v11M7 11l5 5 5-5M5 20h14"), el("bdi", {}, a.name), el("small", {}, size(a.size)));
	aria(b, "label", t("get", `${a.name}, ${size(a.size)}`));
	if (/^image\/(png|jpeg|gif|webp)$/.test(a.content_type)) {
		blobUrl(a).then(src => {
			const image = el("img", {
				alt: "",
				onload: () => {
					const end = atEnd();
					b.replaceChildren(image);
					if (end) scroll.scrollTop = 1e9;
					URL.revokeObjectURL(src);
				},
				onerror: () => URL.revokeObjectURL(src), // forbidden by img-src: the button stays
				src,
			});
		}, () => {});
	}
	return b;
}

function draw(i) {
	const isMine = i.from === "visitor";
	const who = isMine ? t("you") : i.agent || t("agent");
	const node = nodes.get(i.id) || el("div.m", {}, el("div.m"), el("div.meta", {"aria-live": "off"}));
	nodes.set(i.id, node);
	const [body, meta] = node.children;
	node.className = body.className = isMine ? "m mine" : "m";
	// Only what differs is drawn again: a focus stays, nothing is read out twice.
	const changes = (n, ...what) => n.is !== (n.is = JSON.stringify(what));
	if (changes(body, i.text, i.deleted_at, i.attachments)) {
		body.replaceChildren(el("span.unseen", {}, who + ":"), ...(i.deleted_at ? [el("div.b void", {}, t("gone"))] : [
			...(i.text ? [el("div.b", {dir: "auto"}, ...linked(i.text))] : []),
			...(i.attachments || []).map(a => (a.id ? attachment(a) : el("div.b", {dir: "auto"}, a.name))),
		]));
	}
	const state = !isMine || i.deleted_at ? "" : i.status === "read" || agent.read_at >= i.at ? "read" : i.state || "sent";
	if (changes(meta, state, i.edited_at, !i.retry)) {
		meta.replaceChildren(isMine ? "" : el("bdi", {}, who), el("time", {dateTime: i.at}, clock(i.at)), i.edited_at ? t("edited") : "",
			el(state === "failed" ? "span.no" : "span", {}, state === "sending" ? "…" : state && t(state)), i.retry ? button("", i.retry, t("retry")) : "");
	}
	return node;
}

const drawQueued = q => {
	const state = q.done ? "sent" : q.state === "sending" ? q.state : "failed";
	return draw({
		id: q.done || q.id, at: q.at, from: "visitor", text: q.text, state, attachments: q.file && [q.file],
		retry: state === "failed" && (() => {
			q.state = "waits";
			input.focus();
			now();
		}),
	});
};

const atEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 60;

function render(quiet) {
	const list = [...items.values()].sort((a, b) => (a.at < b.at ? -1 : 1));
	const theirs = list.filter(i => i.from === "agent" && !i.deleted_at);
	const upto = theirs.length && theirs[theirs.length - 1].at;
	if (isOpen && !doc.hidden && upto) {
		me.seen = upto;
		save();
		if (theirs.some(i => i.status !== "read" && i.at > readUpto)) {
			readUpto = upto;
			call("read", {json: {upto}, poll: true}).catch(() => {readUpto = "";});
		}
	}
	const unread = theirs.filter(i => i.status !== "read" && !(me.seen >= i.at)).length;
	say(badge, unread || "");
	aria(launch, "label", title.textContent + (unread ? ` (${unread})` : ""));
	if (!isOpen) return;

	const end = atEnd();
	aria(log, "live", quiet ? "off" : "polite");
	const shown = [...list.map(draw), ...queue.map(drawQueued)];
	shown.forEach((n, i) => {if (log.children[i] !== n) log.insertBefore(n, log.children[i] || null);});
	while (log.children[shown.length]) log.lastChild.remove();
	if (quiet) setTimeout(() => aria(log, "live", "polite"), 999);

	older.hidden = !cursor;
	hello.hidden = shown.length || !config;
	say(writes, agent.typing ? t("typing", agent.name || t("agent")) : "");
	const closed = config && !config.online;
	say(away, closed ? t("away") + (config.opens_at ? " " + t("back", clock(config.opens_at)) : "") : "");
	// Asked for: the fields before a chat, and an address while nobody is there.
	let asked = config && !shown.length && !me.user && !identity ? config.pre_chat.fields.filter(f => /^(name|email|phone)$/.test(f.name)) : [];
	if (closed && !me.user && !me.mail) asked = [...asked.filter(f => f.name !== "email"), {name: "email", required: true}];
	if (fields.is !== (fields.is = JSON.stringify(asked))) {
		fields.replaceChildren(...asked.map(({name, required}) => {
			const [type, pattern] = {email: ["email", ".+@.+\\..+"], phone: ["tel", "\\+[^a-z]{7,}"]}[name] || ["text", ".*"];
			return el("label", {}, t(name), required ? "" : el("small", {}, ` (${t("opt")})`),
				el("input", {name, type, pattern, required, dir: "auto", maxLength: 200, autocomplete: type === "text" ? "name" : type}));
		}));
	}
	if (end) scroll.scrollTop = 1e9;
}

async function earlier() {
	try {
		const more = await (await call("messages?before=" + encodeURIComponent(cursor), {poll: true})).json();
		more.items.forEach(i => items.set(i.id, i));
		cursor = more.earlier;
		const below = scroll.scrollHeight - scroll.scrollTop;
		render(true);
		scroll.scrollTop = scroll.scrollHeight - below;
		if (!cursor) scroll.focus();
	} catch (e) {
		trouble(e);
	}
}

// On a phone: the whole screen, down to the keyboard.
function fit() {
	const view = isOpen && phone.matches && visualViewport;
	panel.style.height = view ? view.height + "px" : "";
	panel.style.top = view ? view.offsetTop + "px" : "";
	aria(panel, "modal", !!view);
}

const focus = () => (phone.matches ? panel : fields.querySelector("input") || input).focus();

function show(is) {
	const {style} = doc.documentElement;
	if (is) before = style.overflow;
	style.overflow = is && phone.matches ? "hidden" : before;
	isOpen = is;
	panel.hidden = !is;
	launch.hidden = is;
	fit();
}

function open() {
	if (!host.isConnected) start();
	if (isOpen) return;
	show(true);
	due = true; // the hours pass
	focus();
	render(true);
	now();
	scroll.scrollTop = 1e9;
}

function close() {
	if (!isOpen) return;
	show(false);
	launch.focus();
	sleep();
}

function keys(e) {
	own(e);
	if (e.key === "Escape") close();
	if (e.key !== "Tab" || !isOpen || !phone.matches) return;
	const all = [...panel.querySelectorAll("a,button,input,textarea,.scroll")].filter(n => n.getClientRects().length);
	const last = all.length - 1, at = all.indexOf(shadow.activeElement);
	if (e.shiftKey ? at > 0 : at < last) return;
	e.preventDefault();
	all[e.shiftKey ? last : 0].focus();
}

function start() {
	doc.body.append(host);
	render();
	if (me.token || next()) tick();
}

try {
	const sheet = new CSSStyleSheet(); // not subject to style-src
	sheet.replaceSync(STYLE);
	shadow.adoptedStyleSheets = [sheet];
} catch (e) {
	shadow.append(el("style", {}, STYLE));
}
root.style[/^(left|right)$/.test(given.position) ? given.position : "insetInlineEnd"] = 0;
if (/^#[0-9a-f]{6}$/i.test(given.color)) {
	// On any colour, black or white has a contrast of 4.5.
	const [r, g, b] = [1, 3, 5].map(i => (parseInt(given.color.slice(i, i + 2), 16) / 255) ** 2.2);
	root.style.setProperty("--fill", given.color);
	root.style.setProperty("--on", 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.18 ? "#000" : "#fff");
}
shadow.append(root);
phone.addEventListener("change", fit);
for (const n of ["resize", "scroll"]) visualViewport.addEventListener(n, fit);
addEventListener("online", now);
doc.addEventListener("visibilitychange", () => {
	hiddenAt = Date.now();
	render();
	if (!doc.hidden && (me.token || isOpen)) now();
});
addEventListener("storage", e => {
	if (e.key !== KEY) return;
	const {id} = me;
	me = recall("localStorage") || {};
	if (id === me.id) return;
	reset();
	render();
	tick();
});

const safely = what => who => {
	try {what(who);} catch (e) {console.warn("Throughline:", e);}
};
window.Throughline = {
	open: safely(open),
	close: safely(close),
	identify: safely(who => {
		identity = who || null;
		renew = true;
		if (me.token || isOpen) tick();
	}),
	signOut: safely(() => {
		identity = null;
		renew = false;
		queue = [];
		details = {};
		saveQueue();
		forget();
	}),
};
if (doc.body) safely(start)();
else addEventListener("DOMContentLoaded", safely(start));
})();
