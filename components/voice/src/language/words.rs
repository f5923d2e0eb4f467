//! The words.

/// What is said in one language. `{}` is where something is put in.
#[derive(Debug)]
pub struct Words {
    /// ISO 639-1.
    pub code: &'static str,
    /// What the language calls itself.
    pub name: &'static str,
    /// Its varieties, BCP 47, the usual one first.
    pub tags: &'static [&'static str],

    /// To a caller, first of all; `voice_greeting` may stand in its place.
    pub thanks: &'static str,
    /// To a caller who is proven and has an open ticket.
    pub ticket: &'static str,
    /// To both sides, where calls are recorded.
    pub recorded: &'static str,
    /// To a caller, before listening.
    pub ask: &'static str,
    /// To a caller outside of the opening hours.
    pub closed: &'static str,
    /// To a caller whom nobody took.
    pub nobody: &'static str,
    /// To a caller, before a message is recorded.
    pub leave: &'static str,
    /// To a caller, at the end.
    pub goodbye: &'static str,

    /// To the agent who takes a call.
    pub incoming: &'static str,
    /// The same where the caller has a name.
    pub incoming_from: &'static str,
    /// To the agent whose call to a customer begins.
    pub outgoing: &'static str,
    /// The same where the customer has a name.
    pub outgoing_to: &'static str,
    /// To the agent: the customer's language.
    pub speaks: &'static str,
    /// To the agent, before the ticket's subject.
    pub about: &'static str,
    /// To the agent, before what the caller said.
    pub said: &'static str,
    /// To the agent: keys that the caller pressed.
    pub pressed: &'static str,
    /// To the agent, of a number that the carrier does not vouch for.
    pub unproven: &'static str,
    /// To the agent, when the customer did not answer.
    pub unanswered: &'static str,
    /// To the agent, when there is nobody to call.
    pub impossible: &'static str,
}

#[cfg(test)]
impl Words {
    /// The texts that nothing is put into.
    pub fn plain(&self) -> [&'static str; 14] {
        [
            self.thanks,
            self.recorded,
            self.ask,
            self.closed,
            self.nobody,
            self.leave,
            self.goodbye,
            self.incoming,
            self.outgoing,
            self.about,
            self.said,
            self.unproven,
            self.unanswered,
            self.impossible,
        ]
    }

    /// The others.
    pub fn with_a_place(&self) -> [&'static str; 5] {
        [
            self.ticket,
            self.incoming_from,
            self.outgoing_to,
            self.speaks,
            self.pressed,
        ]
    }
}

pub static ALL: [&Words; 7] = [
    &ENGLISH,
    &GERMAN,
    &FRENCH,
    &SPANISH,
    &ITALIAN,
    &PORTUGUESE,
    &DUTCH,
];

pub static ENGLISH: Words = Words {
    code: "en",
    name: "English",
    tags: &["en-US", "en-GB", "en-AU", "en-IN"],
    thanks: "Thank you for calling.",
    ticket: "You wrote to us about: {}.",
    recorded: "This call is recorded.",
    ask: "In a few words, tell us how we can help, or press 1 to be connected at once.",
    closed: "We are closed at the moment.",
    nobody: "Nobody can take your call at the moment.",
    leave: "Please leave a message after the tone. When you are done, hang up or press the hash key.",
    goodbye: "Thank you. Goodbye.",
    incoming: "A customer is calling.",
    incoming_from: "{} is calling.",
    outgoing: "You are being connected with a customer.",
    outgoing_to: "You are being connected with {}.",
    speaks: "Language: {}.",
    about: "The open ticket is about:",
    said: "The customer said:",
    pressed: "The customer pressed {}.",
    unproven: "The number is not verified.",
    unanswered: "The customer did not answer.",
    impossible: "This call cannot be connected.",
};

pub static GERMAN: Words = Words {
    code: "de",
    name: "Deutsch",
    tags: &["de-DE"],
    thanks: "Vielen Dank für Ihren Anruf.",
    ticket: "Sie haben uns geschrieben zu: {}.",
    recorded: "Dieses Gespräch wird aufgezeichnet.",
    ask: "Sagen Sie uns in wenigen Worten, wie wir helfen können, oder drücken Sie die 1, um gleich \
          verbunden zu werden.",
    closed: "Wir haben zurzeit geschlossen.",
    nobody: "Zurzeit kann niemand Ihren Anruf annehmen.",
    leave: "Bitte hinterlassen Sie nach dem Ton eine Nachricht. Legen Sie danach auf, oder drücken \
            Sie die Rautetaste.",
    goodbye: "Vielen Dank. Auf Wiederhören.",
    incoming: "Ein Kunde ruft an.",
    incoming_from: "{} ruft an.",
    outgoing: "Sie werden mit einem Kunden verbunden.",
    outgoing_to: "Sie werden verbunden mit {}.",
    speaks: "Sprache: {}.",
    about: "Im offenen Ticket geht es um:",
    said: "Der Kunde hat gesagt:",
    pressed: "Der Kunde hat {} gedrückt.",
    unproven: "Die Nummer ist nicht bestätigt.",
    unanswered: "Der Kunde hat nicht abgehoben.",
    impossible: "Dieser Anruf kann nicht verbunden werden.",
};

pub static FRENCH: Words = Words {
    code: "fr",
    name: "Français",
    tags: &["fr-FR", "fr-CA"],
    thanks: "Merci de votre appel.",
    ticket: "Vous nous avez écrit au sujet de : {}.",
    recorded: "Cet appel est enregistré.",
    ask: "Dites-nous en quelques mots comment nous pouvons vous aider, ou appuyez sur la touche 1 \
          pour être mis en relation tout de suite.",
    closed: "Nous sommes fermés en ce moment.",
    nobody: "Personne ne peut prendre votre appel en ce moment.",
    leave: "Laissez un message après le bip. Quand vous aurez fini, raccrochez ou appuyez sur la \
            touche dièse.",
    goodbye: "Merci. Au revoir.",
    incoming: "Un client appelle.",
    incoming_from: "{} appelle.",
    outgoing: "Vous allez être mis en relation avec un client.",
    outgoing_to: "Vous allez être mis en relation avec {}.",
    speaks: "Langue : {}.",
    about: "Le ticket ouvert concerne :",
    said: "Le client a dit :",
    pressed: "Le client a appuyé sur {}.",
    unproven: "Le numéro n'est pas vérifié.",
    unanswered: "Le client n'a pas répondu.",
    impossible: "Cet appel ne peut pas être mis en relation.",
};

pub static SPANISH: Words = Words {
    code: "es",
    name: "Español",
    tags: &["es-ES", "es-MX", "es-US"],
    thanks: "Gracias por llamar.",
    ticket: "Nos escribió sobre: {}.",
    recorded: "Esta llamada se graba.",
    ask: "Díganos en pocas palabras cómo podemos ayudarle, o pulse 1 para que le pasemos enseguida.",
    closed: "En este momento estamos cerrados.",
    nobody: "En este momento nadie puede atender su llamada.",
    leave: "Deje un mensaje después de la señal. Cuando termine, cuelgue o pulse la tecla almohadilla.",
    goodbye: "Gracias. Adiós.",
    incoming: "Llama un cliente.",
    incoming_from: "Llama {}.",
    outgoing: "Le ponemos con un cliente.",
    outgoing_to: "Le ponemos con {}.",
    speaks: "Idioma: {}.",
    about: "El ticket abierto trata de:",
    said: "El cliente ha dicho:",
    pressed: "El cliente ha pulsado {}.",
    unproven: "El número no está verificado.",
    unanswered: "El cliente no ha contestado.",
    impossible: "No se puede establecer esta llamada.",
};

pub static ITALIAN: Words = Words {
    code: "it",
    name: "Italiano",
    tags: &["it-IT"],
    thanks: "Grazie per la chiamata.",
    ticket: "Ci ha scritto a proposito di: {}.",
    recorded: "Questa chiamata viene registrata.",
    ask: "Ci dica in poche parole come possiamo aiutarla, oppure prema 1 per essere messo subito in \
          contatto.",
    closed: "Al momento siamo chiusi.",
    nobody: "Al momento nessuno può rispondere alla sua chiamata.",
    leave: "Lasci un messaggio dopo il segnale. Quando ha finito, riagganci o prema il tasto \
            cancelletto.",
    goodbye: "Grazie. Arrivederci.",
    incoming: "Chiama un cliente.",
    incoming_from: "Chiama {}.",
    outgoing: "La mettiamo in contatto con un cliente.",
    outgoing_to: "La mettiamo in contatto con {}.",
    speaks: "Lingua: {}.",
    about: "Il ticket aperto riguarda:",
    said: "Il cliente ha detto:",
    pressed: "Il cliente ha premuto {}.",
    unproven: "Il numero non è verificato.",
    unanswered: "Il cliente non ha risposto.",
    impossible: "Questa chiamata non può essere collegata.",
};

pub static PORTUGUESE: Words = Words {
    code: "pt",
    name: "Português",
    tags: &["pt-BR", "pt-PT"],
    thanks: "Obrigado por ligar.",
    ticket: "Escreveu-nos sobre: {}.",
    recorded: "Esta chamada está sendo gravada.",
    ask: "Diga em poucas palavras como podemos ajudar, ou pressione 1 para falar com alguém agora.",
    closed: "No momento estamos fechados.",
    nobody: "No momento ninguém pode atender a sua chamada.",
    leave: "Deixe uma mensagem após o sinal. Quando terminar, desligue ou pressione a tecla cardinal.",
    goodbye: "Obrigado. Até logo.",
    incoming: "Um cliente está ligando.",
    incoming_from: "{} está ligando.",
    outgoing: "A chamada com um cliente começa agora.",
    outgoing_to: "A chamada com {} começa agora.",
    speaks: "Língua: {}.",
    about: "O ticket aberto é sobre:",
    said: "O cliente disse:",
    pressed: "O cliente pressionou {}.",
    unproven: "O número não está verificado.",
    unanswered: "O cliente não atendeu.",
    impossible: "Esta chamada não pode ser completada.",
};

pub static DUTCH: Words = Words {
    code: "nl",
    name: "Nederlands",
    tags: &["nl-NL"],
    thanks: "Bedankt voor uw telefoontje.",
    ticket: "U schreef ons over: {}.",
    recorded: "Dit gesprek wordt opgenomen.",
    ask: "Vertel ons in een paar woorden hoe we kunnen helpen, of toets 1 om meteen te worden \
          doorverbonden.",
    closed: "We zijn op dit moment gesloten.",
    nobody: "Op dit moment kan niemand uw oproep aannemen.",
    leave: "Spreek na de toon een bericht in. Hang daarna op, of druk op het hekje.",
    goodbye: "Bedankt. Tot ziens.",
    incoming: "Er belt een klant.",
    incoming_from: "{} belt.",
    outgoing: "U wordt doorverbonden met een klant.",
    outgoing_to: "U wordt doorverbonden met {}.",
    speaks: "Taal: {}.",
    about: "Het open ticket gaat over:",
    said: "De klant zei:",
    pressed: "De klant toetste {}.",
    unproven: "Het nummer is niet geverifieerd.",
    unanswered: "De klant nam niet op.",
    impossible: "Dit gesprek kan niet tot stand komen.",
};
