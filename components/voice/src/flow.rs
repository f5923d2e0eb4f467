//! What a caller and an agent hear, step by step.

use throughline_channel_kit::calls::{Briefing, Caller};
use throughline_channel_kit::{Settings, Webhook};
use throughline_twilio::address::{is_e164, is_withheld};
use throughline_twilio::callback;
use throughline_twilio::payload::Parameters;

use crate::language::Language;
use crate::progress::call_of;
use crate::spoken;
use crate::twiml::{Number, Say, Verb};
use crate::{Route, greeting};

/// The longest name that is read out, in characters.
const NAME: usize = 80;
/// The longest subject that an agent hears.
const SUBJECT: usize = 120;
/// The longest words of a caller's that an agent hears.
const SAID: usize = 300;

/// The step that a request asks for.
pub struct Flow<'a> {
    pub settings: &'a Settings,
    pub parameters: Option<&'a Parameters>,
    /// Our id of the call, where it is recorded.
    pub call: Option<String>,
    /// The customer's, as far as it is known and may be.
    pub language: Language,
}

impl<'a> Flow<'a> {
    /// A later step: the URL says which call it is and what is spoken there.
    pub fn going_on(
        webhook: &Webhook,
        settings: &'a Settings,
        parameters: Option<&'a Parameters>,
    ) -> Self {
        let spoken = webhook.query_value("lang");
        Self {
            settings,
            parameters,
            call: call_of(webhook),
            language: Language::first([spoken.as_deref(), settings.get("voice_language")]),
        }
    }

    /// The first step. Only a caller who is proven is spoken to in the customer's language.
    pub fn begin(
        settings: &'a Settings,
        parameters: Option<&'a Parameters>,
        caller: Option<&Caller>,
    ) -> Self {
        let proven = caller.filter(|caller| caller.proven);
        let theirs = proven.and_then(|caller| caller.language.as_deref());
        Self {
            settings,
            parameters,
            call: caller.map(|caller| caller.receipt.interaction_id.clone()),
            language: Language::first([theirs, settings.get("voice_language")]),
        }
    }

    /// Thanks, names the ticket if the caller is who they seem to be, asks, listens; then connects.
    pub fn greet(&self, caller: Option<&Caller>) -> Vec<Verb> {
        let Some(connect) = self.connect() else {
            return self.voicemail(self.language.words.nobody, true);
        };
        let words = self.language.words;
        let proven = caller.filter(|caller| caller.proven);
        let ticket = proven.and_then(|caller| caller.ticket.as_deref());
        let subject = ticket.and_then(spoken::subject);
        let mut texts = vec![greeting::of(self.settings, self.language)];
        texts.extend(subject.map(|subject| words.ticket.replacen("{}", &subject, 1)));
        if self.records() {
            texts.push(words.recorded.to_owned());
        }
        texts.push(words.ask.to_owned());
        let gather = Verb::Gather {
            action: self.url(Route::Input, &[]),
            language: self.language.tag,
            says: vec![self.say(&texts.join(" "))],
        };
        vec![gather, connect]
    }

    /// Connects the caller with the agent; takes a message where there is none.
    pub fn connect_or_record(&self) -> Vec<Verb> {
        match self.connect() {
            Some(connect) => vec![connect],
            None => self.voicemail(self.language.words.nobody, false),
        }
    }

    fn connect(&self) -> Option<Verb> {
        let number = self.settings.get("voice_agent_number");
        let number = number.filter(|number| is_e164(number))?;
        Some(Verb::Dial {
            action: self.url(Route::Dial, &[]),
            caller_id: self.caller_id(),
            recording: self.recording(),
            number: Number {
                number: number.to_owned(),
                url: Some(self.url(Route::Whisper, &[])),
                status: self.url(Route::Agent, &[]),
            },
        })
    }

    /// The agent's telephone shows the caller's number where there is one that can be shown.
    fn caller_id(&self) -> Option<String> {
        let one = |name| self.parameters.and_then(|p| p.one(name).ok().flatten());
        let from = one("From").unwrap_or_default().trim();
        if is_e164(from) && !is_withheld(from) {
            return None;
        }
        let ours = [self.settings.get("twilio_from"), one("To")];
        let ours = ours.into_iter().flatten().find(|number| is_e164(number));
        ours.map(str::to_owned)
    }

    /// Takes a message; `first` when nothing was said to the caller before.
    pub fn voicemail(&self, why: &str, first: bool) -> Vec<Verb> {
        let words = self.language.words;
        let thanks = first.then(|| greeting::of(self.settings, self.language));
        let texts = thanks.iter().map(String::as_str).chain([why, words.leave]);
        let text = texts.collect::<Vec<_>>().join(" ");
        let transcription = self.language.is_transcribed();
        vec![
            Verb::Say(self.say(&text)),
            Verb::Record {
                action: self.url(Route::Voicemail, &[]),
                recording: self.url(Route::Recording, &[("voicemail", "1")]),
                transcription: transcription.then(|| self.url(Route::Transcription, &[])),
            },
            // Where nothing was said Twilio goes on here.
            Verb::Say(self.say(words.goodbye)),
            Verb::Hangup,
        ]
    }

    /// The message was left.
    pub fn goodbye(&self) -> Vec<Verb> {
        let goodbye = self.say(self.language.words.goodbye);
        vec![Verb::Say(goodbye), Verb::Hangup]
    }

    /// The agent's leg of an incoming call is over: so is the call if they talked, else the caller can
    /// leave a message.
    pub fn dialled(&self) -> Vec<Verb> {
        let one = |name| self.parameters.and_then(|p| p.one(name).ok().flatten());
        // `false` where the agent hung up before the two were connected.
        let talked = matches!(one("DialCallStatus"), Some("completed" | "answered"))
            && one("DialBridged") != Some("false");
        match talked {
            true => vec![Verb::Hangup],
            false => self.voicemail(self.language.words.nobody, false),
        }
    }

    /// The customer's leg of a call of ours is over; only the agent is left on it.
    pub fn called(&self) -> Vec<Verb> {
        let one = |name| self.parameters.and_then(|p| p.one(name).ok().flatten());
        match one("DialCallStatus") {
            Some("completed" | "answered") => vec![Verb::Hangup],
            _ => {
                let said = self.to_agent(self.agents().words.unanswered);
                vec![Verb::Say(said), Verb::Hangup]
            }
        }
    }

    /// For the agent alone, who has just taken the call: who it is and what it is about.
    pub fn whisper(&self, briefing: Option<&Briefing>) -> Vec<Verb> {
        let words = self.agents().words;
        let name = name(briefing);
        let mut says = vec![self.to_agent(&match name {
            Some(name) => words.incoming_from.replacen("{}", &name, 1),
            None => words.incoming.to_owned(),
        })];
        self.brief(briefing, &mut says);
        says.into_iter().map(Verb::Say).collect()
    }

    /// The agent has taken a call of ours: now the customer is called.
    pub fn call_customer(&self, briefing: Option<&Briefing>) -> Vec<Verb> {
        let words = self.agents().words;
        let customer = briefing.map(|briefing| &briefing.customer);
        let customer = customer.filter(|c| c.kind == "phone" && is_e164(&c.value));
        let Some(customer) = customer else {
            let said = self.to_agent(words.impossible);
            return vec![Verb::Say(said), Verb::Hangup];
        };
        let mut says = vec![self.to_agent(&match name(briefing) {
            Some(name) => words.outgoing_to.replacen("{}", &name, 1),
            None => words.outgoing.to_owned(),
        })];
        self.brief(briefing, &mut says);
        if self.records() {
            says.push(self.to_agent(words.recorded));
        }
        let theirs = self.customers(briefing);
        let announce = || self.url(Route::Announce, &[("lang", theirs.tag)]);
        let mut verbs: Vec<_> = says.into_iter().map(Verb::Say).collect();
        verbs.push(Verb::Dial {
            action: self.url(Route::Called, &[]),
            caller_id: self.own_number(),
            recording: self.recording(),
            number: Number {
                number: customer.value.clone(),
                url: self.records().then(announce),
                status: self.url(Route::Customer, &[]),
            },
        });
        verbs
    }

    /// For the customer alone, who has just taken a call of ours that will be recorded.
    pub fn announce(&self) -> Vec<Verb> {
        vec![Verb::Say(self.say(self.language.words.recorded))]
    }

    /// A call of ours comes from one of our numbers.
    fn own_number(&self) -> Option<String> {
        let from = self.parameters.and_then(|p| p.one("From").ok().flatten());
        let numbers = [from, self.settings.get("twilio_from")];
        let own = numbers.into_iter().flatten().find(|number| is_e164(number));
        own.map(str::to_owned)
    }

    /// What is known, in the agent's language; what people wrote or said, in the customer's.
    fn brief(&self, briefing: Option<&Briefing>, says: &mut Vec<Say>) {
        let words = self.agents().words;
        let Some(briefing) = briefing else {
            return;
        };
        let theirs = self.customers(Some(briefing));
        let mut quote = |introduction: &str, text: &str, most: usize| {
            let text = spoken::line(text, most);
            if !text.is_empty() {
                says.push(self.to_agent(introduction));
                let language = theirs.tag;
                says.push(Say { language, text });
            }
        };
        quote(
            words.about,
            briefing.ticket.as_deref().unwrap_or_default(),
            SUBJECT,
        );
        let said = briefing.said.as_deref().unwrap_or_default();
        let keys = said
            .chars()
            .all(|c| c.is_ascii_digit() || "*# \n".contains(c));
        if !keys {
            quote(words.said, said, SAID);
        } else if !matches!(said.trim(), "" | "1") {
            // The one key that was asked for says nothing.
            let pressed = spoken::line(said, SAID);
            says.push(self.to_agent(&words.pressed.replacen("{}", &pressed, 1)));
        }
        if let Some(language) = &briefing.language {
            let named = Language::of(language).map(|language| language.words.name);
            let language = spoken::line(named.unwrap_or(language), NAME);
            says.push(self.to_agent(&words.speaks.replacen("{}", &language, 1)));
        }
        if briefing.unproven {
            says.push(self.to_agent(words.unproven));
        }
    }

    fn customers(&self, briefing: Option<&Briefing>) -> Language {
        let theirs = briefing.and_then(|briefing| briefing.language.as_deref());
        Language::first([theirs, Some(self.language.tag)])
    }

    /// What is spoken to agents.
    fn agents(&self) -> Language {
        Language::first([self.settings.get("voice_language")])
    }

    fn to_agent(&self, text: &str) -> Say {
        Say {
            language: self.agents().tag,
            text: text.to_owned(),
        }
    }

    fn say(&self, text: &str) -> Say {
        Say {
            language: self.language.tag,
            text: text.to_owned(),
        }
    }

    /// Only where the operator says so.
    fn records(&self) -> bool {
        self.settings.get("voice_record") == Some("true")
    }

    fn recording(&self) -> Option<String> {
        self.records().then(|| self.url(Route::Recording, &[]))
    }

    /// A URL of ours, with the call and what is spoken on it. Nothing that is put into it needs an
    /// escape.
    fn url(&self, route: Route, more: &[(&str, &str)]) -> String {
        let mut target = route.path().to_owned();
        let mut separator = '?';
        let call = self.call.as_deref().map(|call| ("call", call));
        let is_named = more.iter().any(|(name, _)| *name == "lang");
        let lang = (!is_named).then_some(("lang", self.language.tag));
        for (name, value) in call.into_iter().chain(lang).chain(more.iter().copied()) {
            target.push(separator);
            target.push_str(&format!("{name}={value}"));
            separator = '&';
        }
        callback::url(self.settings.get("public_url").unwrap_or_default(), &target)
    }
}

fn name(briefing: Option<&Briefing>) -> Option<String> {
    let name = spoken::line(briefing?.name.as_deref()?, NAME);
    (!name.is_empty()).then_some(name)
}
