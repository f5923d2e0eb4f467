//! Who a mail is really from: what the receiving system found out (RFC 8601), and what follows.

use crate::address::domain;
use crate::model::{Headers, Mail};

/// The result of one check (RFC 8601 2.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// `pass`
    Pass,
    /// `fail`; the older `hardfail`.
    Fail,
    /// `softfail` (SPF): probably not allowed to send for the domain.
    SoftFail,
    /// `neutral`: checked, without a statement.
    Neutral,
    /// `policy`: passed, but not good enough for the receiver.
    Policy,
    /// `temperror`: could not be checked just now.
    TemporaryError,
    /// `permerror`: cannot be checked, the domain's records are broken.
    PermanentError,
    /// `none`: nothing to check; also any word that is not known.
    None,
}

impl Outcome {
    /// The outcome that this word stands for, in any case.
    pub fn of(word: &str) -> Outcome {
        match word.to_ascii_lowercase().as_str() {
            "pass" => Outcome::Pass,
            "fail" | "hardfail" => Outcome::Fail,
            "softfail" => Outcome::SoftFail,
            "neutral" => Outcome::Neutral,
            "policy" => Outcome::Policy,
            "temperror" => Outcome::TemporaryError,
            "permerror" => Outcome::PermanentError,
            _ => Outcome::None,
        }
    }
}

/// What a trusted system found out about a mail's sender. Domains are in lower case, and empty where
/// none was stated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checks {
    /// SPF, and the domain it was about: of the envelope's sender, else of the greeting.
    pub spf: Option<(Outcome, String)>,
    /// DKIM, and the domain that signed (`d=`), for each signature.
    pub dkim: Vec<(Outcome, String)>,
    /// DMARC, the domain of `From` it was about, and the published policy (`none`, `quarantine`,
    /// `reject`) where it is stated; the stricter of `p` and `sp`.
    pub dmarc: Option<(Outcome, String, Option<String>)>,
}

/// Reads the topmost `Authentication-Results` whose authserv-id is one of `trusted` (compared without
/// case). All others are ignored: anybody can write such a field (RFC 8601 1.6), and each system adds
/// its own above those it was handed.
///
/// A receiving system has to remove fields in its own name that come from outside (RFC 8601 5). Where
/// it is not known to, pass `&headers.trace()`.
pub fn authentication_results(headers: &Headers, trusted: &[&str]) -> Checks {
    let mut fields = headers.all("authentication-results").map(statements);
    let trusts = |statements: &Vec<Statement>| {
        let id = statements.first().and_then(|first| first.words.first());
        let is = |id: &str| {
            trusted
                .iter()
                .any(|it| !it.is_empty() && it.eq_ignore_ascii_case(id))
        };
        id.is_some_and(|id| is(id.trim_end_matches('.')))
    };
    let mut checks = Checks::default();
    for statement in fields.find(trusts).into_iter().flatten().skip(1) {
        add(&mut checks, &statement);
    }
    checks
}

fn add(checks: &mut Checks, statement: &Statement) {
    let Some((method, word)) = statement.method() else {
        return;
    };
    let outcome = Outcome::of(word);
    match method.as_str() {
        "spf" if checks.spf.is_none() => {
            let from = [
                "smtp.mailfrom",
                "smtp.mail",
                "smtp.envelope-from",
                "smtp.helo",
            ];
            checks.spf = Some((outcome, statement.domain(&from)));
        }
        "dkim" => checks
            .dkim
            .push((outcome, statement.domain(&["header.d", "header.i"]))),
        "dmarc" if checks.dmarc.is_none() => {
            checks.dmarc = Some((
                outcome,
                statement.domain(&["header.from"]),
                statement.policy(),
            ));
        }
        _ => {}
    }
}

/// What stands between two semicolons: words, with quotes resolved and without white space around
/// `=`; and the words of its comments.
#[derive(Default)]
struct Statement {
    words: Vec<String>,
    comments: Vec<String>,
}

impl Statement {
    /// `dkim/1=pass` as `dkim` and `pass`.
    fn method(&self) -> Option<(String, &str)> {
        let (method, outcome) = self.words.first()?.split_once('=')?;
        let method = method.split('/').next().unwrap_or_default();
        Some((method.to_ascii_lowercase(), outcome))
    }

    fn property(&self, name: &str) -> Option<&str> {
        let words = self
            .words
            .iter()
            .skip(1)
            .filter_map(|word| word.split_once('='));
        let mut named = words.filter(|(it, _)| it.eq_ignore_ascii_case(name));
        named.next().map(|(_, value)| value)
    }

    /// The domain in the first of these properties that has one: an address or a bare domain.
    fn domain(&self, names: &[&str]) -> String {
        let values = names.iter().filter_map(|name| self.property(name));
        let domains = values.filter_map(|value| {
            let value = value.trim_matches(['<', '>']);
            match value.contains('@') {
                true => domain(&format!("x{value}")),
                false => domain(&format!("x@{value}")),
            }
        });
        domains.into_iter().next().unwrap_or_default()
    }

    /// Google and OpenDMARC state the policy in a comment, `(p=NONE sp=QUARANTINE dis=NONE)`, others
    /// as a property.
    fn policy(&self) -> Option<String> {
        let names = ["p", "sp", "policy.dmarc", "policy.published-domain-policy"];
        let words = self.comments.iter().chain(&self.words);
        let policies = words.filter_map(|word| {
            let (name, value) = word.split_once('=')?;
            let value = value.trim_matches([',', ';']).to_ascii_lowercase();
            let rank = ["none", "quarantine", "reject"]
                .iter()
                .position(|it| *it == value)?;
            names
                .iter()
                .any(|it| it.eq_ignore_ascii_case(name))
                .then_some((rank, value))
        });
        policies.max().map(|(_, policy)| policy)
    }
}

/// Cuts a field into statements: comments nest and may hold anything, so may quoted strings.
fn statements(value: &str) -> Vec<Statement> {
    let mut statements = Vec::new();
    let mut lexer = Lexer::default();
    let mut chars = value.chars();
    while let Some(char) = chars.next() {
        match char {
            '\\' if lexer.quoted || lexer.depth > 0 => lexer.push(chars.next().unwrap_or(char)),
            '"' if lexer.depth == 0 => lexer.quoted = !lexer.quoted,
            _ if lexer.quoted => lexer.push(char),
            '(' => {
                lexer.end_word();
                lexer.depth += 1;
            }
            ')' if lexer.depth > 0 => {
                lexer.end_word();
                lexer.depth -= 1;
            }
            ';' if lexer.depth == 0 => {
                lexer.end_word();
                statements.push(std::mem::take(&mut lexer.statement));
            }
            _ if char.is_whitespace() => lexer.end_word(),
            _ => lexer.push(char),
        }
    }
    lexer.end_word();
    statements.push(lexer.statement);
    statements
}

#[derive(Default)]
struct Lexer {
    statement: Statement,
    word: String,
    quoted: bool,
    /// How many comments are open.
    depth: usize,
}

impl Lexer {
    fn push(&mut self, char: char) {
        self.word.push(char);
    }

    /// A word ends. `a = b` are one.
    fn end_word(&mut self) {
        let word = std::mem::take(&mut self.word);
        if word.is_empty() {
            return;
        }
        let words = match self.depth {
            0 => &mut self.statement.words,
            _ => &mut self.statement.comments,
        };
        match words.last_mut() {
            Some(last) if opens(last) || word.starts_with('=') && !last.contains('=') => {
                last.push_str(&word);
            }
            _ => words.push(word),
        }
    }
}

/// `name=` waits for its value.
fn opens(word: &str) -> bool {
    word.strip_suffix('=')
        .is_some_and(|name| !name.contains('='))
}

/// What is to be made of the sender that a mail shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The domain of `From` stands for this mail.
    Pass,
    /// Nothing speaks for it and nothing against it.
    None,
    /// The domain of `From` says that this mail is not from it.
    Fail,
}

/// Decides whether a mail is from whom it shows.
///
/// - Only a mail with exactly one `From` mailbox can pass: with several, programs show different ones.
/// - DMARC decides where it was checked. It passes only for the domain in `From`: a result about
///   another one means that the checking system read another `From` than we do. It fails for any;
///   but a domain that publishes the policy `none` asks for no consequences (RFC 7489 6.3), and its
///   mail often fails on its way through lists and forwarders.
/// - Without DMARC, a DKIM or SPF pass of an aligned domain is proof enough; an SPF fail (not a
///   softfail) of an aligned domain is one against, unless DKIM passed: forwarding breaks SPF only.
///
/// Aligned is stricter here than in DMARC's relaxed mode, which needs the public suffix list to find
/// the organisation's domain: the domains are equal, or the one in `From` is below the authenticated
/// one and that is no public suffix or shared host ([`is_shared`]). Never the other way round:
/// whoever can send as `shop.example.com` may not be `example.com`. What is missed is `None`, never
/// wrongly `Pass`.
pub fn verdict(mail: &Mail, checks: &Checks) -> Verdict {
    let from = match mail.from.as_slice() {
        [from] => domain(&from.address).map(|domain| ascii(&domain)),
        _ => None,
    };
    let is_from = |domain: &str| from.as_deref().is_some_and(|from| from == ascii(domain));
    let aligned = |domain: &str| from.as_deref().is_some_and(|from| is_aligned(from, domain));
    match &checks.dmarc {
        Some((Outcome::Pass, domain, _)) if is_from(domain) => return Verdict::Pass,
        Some((Outcome::Fail, _, policy)) => {
            return match policy.as_deref() {
                Some("none") => Verdict::None,
                _ => Verdict::Fail,
            };
        }
        _ => {}
    }
    let passes =
        |(outcome, domain): &(Outcome, String)| *outcome == Outcome::Pass && aligned(domain);
    if checks.dkim.iter().any(passes) {
        return Verdict::Pass;
    }
    match &checks.spf {
        Some((Outcome::Pass, domain)) if aligned(domain) => Verdict::Pass,
        Some((Outcome::Fail, domain)) if aligned(domain) => Verdict::Fail,
        _ => Verdict::None,
    }
}

/// Whether the owner of `authenticated` may speak for `from`, which is in its ASCII form.
fn is_aligned(from: &str, authenticated: &str) -> bool {
    let authenticated = ascii(authenticated);
    let below = from
        .strip_suffix(&authenticated)
        .is_some_and(|rest| rest.ends_with('.'));
    !authenticated.is_empty() && (from == authenticated || below && !is_shared(&authenticated))
}

/// A domain as the DNS has it: lower case, international names in Punycode (RFC 5891). What is longer
/// than any name can be (253 characters of up to four bytes) is only put in lower case.
fn ascii(domain: &str) -> String {
    let domain = domain.trim_end_matches('.');
    let named = (domain.len() <= 4 * 253).then(|| idna::domain_to_ascii(domain));
    match named {
        Some(Ok(ascii)) => ascii,
        _ => domain.to_lowercase(),
    }
}

/// Second-level labels under which country registries let others register.
const REGISTRY_LABELS: &[&str] = &[
    "ac", "asn", "co", "com", "ed", "edu", "firm", "gen", "go", "gob", "gouv", "gov", "govt", "id",
    "ind", "info", "ltd", "me", "mil", "muni", "ne", "net", "nhs", "nom", "or", "org", "plc",
    "police", "sch", "school", "web",
];

/// Domains whose owner hands out names below it to strangers.
const SHARED_HOSTS: &[&str] = &[
    "amazonaws.com",
    "amazonses.com",
    "appspot.com",
    "azurewebsites.net",
    "blogspot.com",
    "br.com",
    "cloudapp.net",
    "cloudfront.net",
    "cn.com",
    "co.com",
    "de.com",
    "eu.com",
    "eu.org",
    "firebaseapp.com",
    "fly.dev",
    "gb.net",
    "github.io",
    "gitlab.io",
    "gr.com",
    "herokuapp.com",
    "hubspotemail.net",
    "jpn.com",
    "mailgun.org",
    "myshopify.com",
    "netlify.app",
    "onmicrosoft.com",
    "onrender.com",
    "pages.dev",
    "ru.com",
    "sa.com",
    "sendgrid.net",
    "se.net",
    "sparkpostmail.com",
    "uk.com",
    "uk.net",
    "us.com",
    "vercel.app",
    "web.app",
    "weebly.com",
    "wixsite.com",
    "wordpress.com",
    "workers.dev",
    "za.com",
];

/// Whether strangers have names below this domain, so that it does not speak for them: it has a single
/// label, is like `co.uk` or `com.au`, or is one of the well-known shared hosts. Errs on the safe side.
pub fn is_shared(domain: &str) -> bool {
    let labels: Vec<&str> = domain.split('.').collect();
    match labels.as_slice() {
        [] | [_] => true,
        [second, top] if top.len() == 2 && REGISTRY_LABELS.contains(second) => true,
        _ => SHARED_HOSTS.contains(&domain),
    }
}
