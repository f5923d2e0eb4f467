//! Answers: where they go, that each is sent once, and what becomes of it.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod drafts;

use drafts::{START, message};
use futures::executor::block_on;
use serde_json::Value;
use throughline_journal::entry::{
    Consent, Delivery, DeliveryStatus, Direction, Identity, Participant, Verdict, Visibility,
};
use throughline_journal::{
    About, Answer, Draft, File, InteractionId, Journal, Memory, Refusal, ToSend, Wishes, Words,
};

const MINUTE: u64 = 60_000;
const DAY: u64 = 24 * 60 * MINUTE;

fn journal() -> Journal<Memory> {
    Journal::new(Memory::at(START), "a secret", 7)
}

/// A message on a channel, from an address of it.
fn on(channel: &str, kind: &str, value: &str, id: &str) -> Draft {
    Draft {
        channel: channel.into(),
        account: "A1".into(),
        customer: Participant {
            identity: Identity {
                kind: kind.into(),
                value: value.into(),
            },
            verdict: Verdict::Pass,
        },
        business: vec![Identity {
            kind: "phone".into(),
            value: "+15550100".into(),
        }],
        ..message("ana", id)
    }
}

fn record(journal: &Journal<Memory>, draft: &Draft) -> String {
    let receipt = block_on(journal.record(draft)).unwrap();
    receipt.ticket.map(|t| t.to_string()).unwrap_or_default()
}

fn ticket_of(journal: &Journal<Memory>) -> String {
    record(journal, &on("sms", "phone", "+15551234567", "m1"))
}

fn saying(text: &str) -> Answer {
    Answer {
        words: Words {
            text: Some(text.into()),
            ..Words::default()
        },
        agent: Some("bo".into()),
        ..Answer::default()
    }
}

fn by(channel: &str, answer: Answer) -> Answer {
    Answer {
        channel: Some(channel.into()),
        ..answer
    }
}

fn reply(journal: &Journal<Memory>, ticket: &str, answer: &Answer) -> InteractionId {
    block_on(journal.reply(ticket, answer)).unwrap()
}

fn due(journal: &Journal<Memory>) -> Vec<InteractionId> {
    block_on(journal.due(100)).unwrap()
}

fn begin(journal: &Journal<Memory>, id: InteractionId) -> Option<(ToSend, Value)> {
    let begun = block_on(journal.begin(id)).unwrap()?;
    let message = serde_json::from_slice(&begun.message).unwrap();
    Some((begun, message))
}

fn document(journal: &Journal<Memory>, id: InteractionId) -> Value {
    serde_json::from_slice(&block_on(journal.interaction(&id.public())).unwrap()).unwrap()
}

fn status(journal: &Journal<Memory>, id: InteractionId) -> String {
    let delivery = document(journal, id)["delivery"]["status"].clone();
    delivery.as_str().unwrap().to_owned()
}

fn report(
    journal: &Journal<Memory>,
    id: InteractionId,
    status: DeliveryStatus,
    name: Option<&str>,
) {
    let delivery = Delivery {
        status,
        at: START,
        detail: None,
    };
    let names = name.map(|name| journal.naming.interaction("sms", "A1", name));
    let names: Vec<_> = names.into_iter().collect();
    block_on(journal.deliver(id, &delivery, &names)).unwrap();
}

#[test]
fn an_answer_is_queued_begun_once_and_sent() {
    let journal = journal();
    let ticket = ticket_of(&journal);
    let id = reply(&journal, &ticket, &saying("On its way."));
    assert_eq!(status(&journal, id), "queued");
    let shown = document(&journal, id);
    assert_eq!(shown["agent"], "bo");
    assert_eq!(shown["direction"], "outbound");
    assert_eq!(shown["ticket_id"], ticket);
    assert_eq!(due(&journal), [id]);
    let (begun, message) = begin(&journal, id).unwrap();
    assert_eq!(begun.channel, "sms");
    assert_eq!(message["to"][0]["value"], "+15551234567");
    assert_eq!(message["text"], "On its way.");
    assert_eq!(message["account"], "A1");
    assert_eq!(message["in_reply_to"], "m1");
    assert!(message.get("digest").is_none());
    assert_eq!(message["from"]["value"], "+15550100");
    assert_eq!(
        message["last_inbound_at"],
        throughline_journal::instant(START)
    );
    assert!(message["reply_token"].as_str().unwrap().len() > 20);
    assert_eq!(begin(&journal, id), None, "begun twice");
    assert_eq!(due(&journal), []);
    report(&journal, id, DeliveryStatus::Sent, Some("SM9"));
    assert_eq!(status(&journal, id), "sent");
    // The provider's own name for it finds it from now on.
    let name = journal.naming.interaction("sms", "A1", "SM9");
    report(&journal, name, DeliveryStatus::Delivered, None);
    assert_eq!(status(&journal, id), "delivered");
    assert_eq!(due(&journal), []);
}

#[test]
fn the_first_response_is_the_agents_answer() {
    let journal = journal();
    let ticket = ticket_of(&journal);
    journal.store.time.set(START + MINUTE);
    reply(&journal, &ticket, &saying("Hello"));
    let document = block_on(journal.ticket(&ticket)).unwrap();
    let document: Value = serde_json::from_slice(&document).unwrap();
    let expected = throughline_journal::instant(START + MINUTE);
    assert_eq!(document["first_response_at"], expected);
}

#[test]
fn a_repeated_key_answers_once() {
    let journal = journal();
    let ticket = ticket_of(&journal);
    let keyed = |text: &str| Answer {
        idempotency_key: Some("k1".into()),
        ..saying(text)
    };
    let first = reply(&journal, &ticket, &keyed("Hello"));
    assert_eq!(reply(&journal, &ticket, &keyed("Hello")), first);
    assert_eq!(due(&journal), [first]);
    let other = block_on(journal.reply(&ticket, &keyed("Something else")));
    assert_eq!(other, Err(Refusal::Conflict));
    let mut with_html = keyed("Hello");
    with_html.words.html = Some("<p>Hello</p>".into());
    let other = block_on(journal.reply(&ticket, &with_html));
    assert_eq!(other, Err(Refusal::Conflict));
    let without = reply(&journal, &ticket, &saying("Hello"));
    assert_ne!(without, first);
    assert_ne!(reply(&journal, &ticket, &saying("Hello")), without);
}

#[test]
fn an_attempt_without_a_result_is_unknown_and_never_sent_again() {
    let journal = journal();
    let ticket = ticket_of(&journal);
    let id = reply(&journal, &ticket, &saying("Hello"));
    begin(&journal, id).unwrap();
    journal.store.time.set(START + MINUTE);
    assert_eq!(due(&journal), []);
    assert_eq!(status(&journal, id), "queued");
    journal.store.time.set(START + MINUTE + 1);
    assert_eq!(due(&journal), []);
    assert_eq!(status(&journal, id), "unknown");
    assert_eq!(begin(&journal, id), None);
    // A report settles it after all.
    report(&journal, id, DeliveryStatus::Sent, Some("SM9"));
    assert_eq!(status(&journal, id), "sent");
}

#[test]
fn what_was_not_sent_is_tried_again_later_and_given_up_after_a_day() {
    let journal = journal();
    let ticket = ticket_of(&journal);
    let id = reply(&journal, &ticket, &saying("Hello"));
    begin(&journal, id).unwrap();
    block_on(journal.put_back(id, START + 5_000, "busy")).unwrap();
    let delivery = document(&journal, id)["delivery"].clone();
    assert_eq!(
        (&delivery["status"], &delivery["detail"]),
        (&"queued".into(), &"busy".into())
    );
    assert_eq!(due(&journal), []);
    journal.store.time.set(START + 5_000);
    assert_eq!(due(&journal), [id]);
    begin(&journal, id).unwrap();
    block_on(journal.put_back(id, START + DAY, "busy")).unwrap();
    journal.store.time.set(START + DAY + 1);
    assert_eq!(due(&journal), []);
    assert_eq!(status(&journal, id), "failed");
}

#[test]
fn whoever_does_not_want_to_be_contacted_is_not() {
    let journal = journal();
    let ticket = ticket_of(&journal);
    let waiting = reply(&journal, &ticket, &saying("Hello"));
    let mut stop = on("sms", "phone", "+15551234567", "stop");
    stop.consent = Some(Consent::OptedOut);
    record(&journal, &stop);
    assert_eq!(begin(&journal, waiting), None);
    assert_eq!(status(&journal, waiting), "failed");
    let refused = block_on(journal.reply(&ticket, &by("sms", saying("Hello"))));
    assert_eq!(refused, Err(Refusal::DoNotContact("sms".into())));
    let refused = block_on(journal.reply(&ticket, &saying("Hello")));
    assert!(
        matches!(refused, Err(Refusal::NoDestination(_))),
        "{refused:?}"
    );
}

#[test]
fn an_answer_never_goes_public_by_itself() {
    let journal = journal();
    let mut post = on("x", "x", "42", "tweet");
    post.visibility = Visibility::Public;
    post.kind = "mention".into();
    let ticket = record(&journal, &post);
    let refused = block_on(journal.reply(&ticket, &saying("Hello")));
    assert!(
        matches!(refused, Err(Refusal::NoDestination(_))),
        "{refused:?}"
    );
    // In private on the same channel, when it is named.
    let private = reply(&journal, &ticket, &by("x", saying("Hello")));
    let (_, message) = begin(&journal, private).unwrap();
    assert_eq!(message["visibility"], "private");
    assert_eq!(message["in_reply_to"], "tweet");
    let public = Answer {
        visibility: Visibility::Public,
        ..saying("Hello, all")
    };
    let public = reply(&journal, &ticket, &public);
    let (_, message) = begin(&journal, public).unwrap();
    assert_eq!(
        (&message["visibility"], &message["in_reply_to"]),
        (&"public".into(), &"tweet".into())
    );
}

#[test]
fn an_answer_goes_where_the_customer_last_wrote_in_private() {
    let journal = journal();
    let mut mail = on("email", "email", "ana@example.com", "mail");
    mail.also = vec![Participant {
        identity: Identity {
            kind: "phone".into(),
            value: "+15551234567".into(),
        },
        verdict: Verdict::Pass,
    }];
    mail.subject = Some("Lamp".into());
    let ticket = record(&journal, &mail);
    journal.store.time.set(START + MINUTE);
    record(&journal, &on("sms", "phone", "+15551234567", "sms"));
    journal.store.time.set(START + 2 * MINUTE);
    let mut post = on("x", "x", "42", "tweet");
    post.visibility = Visibility::Public;
    record(&journal, &post);
    let to = |answer: &Answer| {
        let id = reply(&journal, &ticket, answer);
        begin(&journal, id).unwrap()
    };
    assert_eq!(to(&saying("Hello")).0.channel, "sms");
    let (begun, message) = to(&by("email", saying("Hello")));
    assert_eq!(begun.channel, "email");
    assert_eq!(message["subject"], "Re: Lamp");
    let never = block_on(journal.reply(&ticket, &by("telegram", saying("Hello"))));
    assert!(matches!(never, Err(Refusal::NoDestination(_))), "{never:?}");
}

#[test]
fn a_proven_address_can_be_written_to_first_and_a_claimed_one_cannot() {
    let journal = journal();
    let also = |kind: &str, value: &str, verdict| Participant {
        identity: Identity {
            kind: kind.into(),
            value: value.into(),
        },
        verdict,
    };
    let mut chat = on("chat", "visitor", "v1", "chat");
    chat.also = vec![
        also("email", "ana@example.com", Verdict::Pass),
        also("phone", "+15551234567", Verdict::None),
    ];
    let ticket = record(&journal, &chat);
    let mail = reply(&journal, &ticket, &by("email", saying("Hello")));
    let (_, message) = begin(&journal, mail).unwrap();
    assert_eq!(message["to"][0]["value"], "ana@example.com");
    let claimed = block_on(journal.reply(&ticket, &by("sms", saying("Hello"))));
    assert!(
        matches!(claimed, Err(Refusal::NoDestination(_))),
        "{claimed:?}"
    );
}

#[test]
fn an_answer_does_not_go_where_nobody_sends_unless_that_is_asked_for() {
    let journal = journal();
    let ticket = ticket_of(&journal);
    journal.store.time.set(START + MINUTE);
    let mut till = on("kiosk", "phone", "+15551234567", "till");
    till.answerable = false;
    record(&journal, &till);
    let (begun, _) = begin(&journal, reply(&journal, &ticket, &saying("Hello"))).unwrap();
    assert_eq!(begun.channel, "sms");
    let there = block_on(journal.reply(&ticket, &by("kiosk", saying("Hello"))));
    assert!(matches!(there, Err(Refusal::NoDestination(_))), "{there:?}");
}

#[test]
fn an_answer_goes_where_the_customer_prefers_while_it_can_and_may() {
    let journal = journal();
    let ticket = ticket_of(&journal);
    journal.store.time.set(START + MINUTE);
    let mut mail = on("email", "email", "ana@example.com", "mail");
    mail.also = vec![on("sms", "phone", "+15551234567", "").customer];
    record(&journal, &mail);
    let customer = document(&journal, journal.naming.interaction("email", "A1", "mail"));
    let customer = customer["customer_id"].as_str().unwrap().to_owned();
    let prefer = |channel: Option<&str>, avoid: Option<&[&str]>| {
        let avoid = avoid.map(|channels| channels.iter().map(|c| (*c).to_owned()).collect());
        let about = wishing(channel, avoid);
        block_on(journal.describe_customer(&customer, &about)).unwrap();
    };
    let channel = || {
        let id = reply(&journal, &ticket, &saying("Hello"));
        begin(&journal, id).unwrap().0.channel
    };
    assert_eq!(channel(), "email");
    prefer(Some("sms"), None);
    assert_eq!(channel(), "sms");
    // It cannot be, it may not be, it is taken back.
    prefer(Some("telegram"), None);
    assert_eq!(channel(), "email");
    prefer(Some("sms"), Some(&["sms"]));
    assert_eq!(channel(), "email");
    prefer(None, Some(&[]));
    assert_eq!(channel(), "sms");
    prefer(Some(""), None);
    assert_eq!(channel(), "email");
    let missing = format!("cus_{}", "0".repeat(32));
    let missing = block_on(journal.describe_customer(&missing, &wishing(None, None)));
    assert_eq!(missing, Err(throughline_journal::Error::NotFound));
}

fn wishing(channel: Option<&str>, do_not_contact: Option<Vec<String>>) -> About {
    About {
        source: "agent:bo".into(),
        wishes: Some(Wishes {
            channel: channel.map(Into::into),
            do_not_contact,
            hours: None,
        }),
        ..About::default()
    }
}

#[test]
fn a_forged_sender_is_never_answered_by_default() {
    let journal = journal();
    let mut forged = on("email", "email", "ana@example.com", "mail");
    forged.customer.verdict = Verdict::Fail;
    let ticket = record(&journal, &forged);
    for answer in [saying("Hello"), by("email", saying("Hello"))] {
        let refused = block_on(journal.reply(&ticket, &answer));
        assert!(
            matches!(refused, Err(Refusal::NoDestination(_))),
            "{refused:?}"
        );
    }
}

#[test]
fn words_fit_the_channel_they_go_out_on() {
    let journal = journal();
    let ticket = ticket_of(&journal);
    let answer = Answer {
        variants: vec![(
            "sms".into(),
            Words {
                text: Some("short".into()),
                template: Some(br#"{"name":"hello"}"#.to_vec()),
                ..Words::default()
            },
        )],
        attachments: vec![File {
            attachment: throughline_journal::entry::Attachment {
                name: "bill.pdf".into(),
                content_type: "application/pdf".into(),
                ..Default::default()
            },
            content: Some(b"%PDF".to_vec()),
        }],
        ..saying("a long and winding text")
    };
    let id = reply(&journal, &ticket, &answer);
    assert_eq!(document(&journal, id)["text"], "short");
    let (_, message) = begin(&journal, id).unwrap();
    assert_eq!(
        (&message["text"], &message["template"]["name"]),
        (&"short".into(), &"hello".into())
    );
    assert_eq!(message["attachments"][0]["content"], "JVBERg==");
    let nothing = block_on(journal.reply(&ticket, &saying(" \n")));
    assert!(matches!(nothing, Err(Refusal::Error(_))), "{nothing:?}");
}

/// An echo of what is being sent, as a provider sends it that does not carry our id along.
fn echo(text: &str, id: &str) -> Draft {
    Draft {
        direction: Direction::Outbound,
        text: Some(text.into()),
        ..on("sms", "phone", "+15551234567", id)
    }
}

#[test]
fn an_echo_is_the_answer_that_it_repeats() {
    let journal = journal();
    let ticket = ticket_of(&journal);
    // The echo comes before the result.
    let id = reply(&journal, &ticket, &saying("On  its way."));
    begin(&journal, id).unwrap();
    let taken = block_on(journal.record(&echo("On its way.", "SM9"))).unwrap();
    assert_eq!((taken.id, taken.duplicate), (id, true));
    assert_eq!(status(&journal, id), "sent");
    report(&journal, id, DeliveryStatus::Sent, Some("SM9"));
    let again = block_on(journal.record(&echo("On its way.", "SM9"))).unwrap();
    assert_eq!((again.id, again.duplicate), (id, true));
    // The result comes before the echo.
    let second = reply(&journal, &ticket, &saying("On its way."));
    begin(&journal, second).unwrap();
    report(&journal, second, DeliveryStatus::Sent, Some("SM10"));
    let taken = block_on(journal.record(&echo("On its way.", "SM10"))).unwrap();
    assert_eq!((taken.id, taken.duplicate), (second, true));
    // An attempt whose end nobody knows.
    let third = reply(&journal, &ticket, &saying("Third"));
    begin(&journal, third).unwrap();
    journal.store.time.set(START + 2 * MINUTE);
    due(&journal);
    assert_eq!(status(&journal, third), "unknown");
    block_on(journal.record(&echo("Third", "SM11"))).unwrap();
    assert_eq!(status(&journal, third), "sent");
    // What somebody wrote in the provider's own app is nobody's echo.
    let own = block_on(journal.record(&echo("Something else", "SM12"))).unwrap();
    assert!(!own.duplicate);
    let count = |lookup: &Value| lookup["customer"]["counts"]["interactions"].clone();
    let found =
        block_on(journal.lookup(&on("sms", "phone", "+15551234567", "").customer.identity, 5));
    assert_eq!(count(&serde_json::from_slice(&found.unwrap()).unwrap()), 5);
}

#[test]
fn a_report_by_the_providers_name_may_come_before_that_name_is_known() {
    let journal = journal();
    let ticket = ticket_of(&journal);
    let id = reply(&journal, &ticket, &saying("Hello"));
    begin(&journal, id).unwrap();
    let name = journal.naming.interaction("sms", "A1", "SM9");
    report(&journal, name, DeliveryStatus::Delivered, None);
    assert_eq!(status(&journal, id), "queued");
    report(&journal, id, DeliveryStatus::Sent, Some("SM9"));
    assert_eq!(status(&journal, id), "delivered");
}

#[test]
fn what_was_read_up_to_a_time_is_read() {
    let journal = journal();
    let ticket = ticket_of(&journal);
    let first = reply(&journal, &ticket, &saying("First"));
    begin(&journal, first).unwrap();
    report(&journal, first, DeliveryStatus::Sent, Some("SM9"));
    journal.store.time.set(START + MINUTE);
    let second = reply(&journal, &ticket, &saying("Second"));
    begin(&journal, second).unwrap();
    report(&journal, second, DeliveryStatus::Sent, Some("SM10"));
    let customer = on("sms", "phone", "+15551234567", "").customer.identity;
    let read = Delivery {
        status: DeliveryStatus::Read,
        at: START,
        detail: None,
    };
    block_on(journal.deliver_upto(&customer, "sms", &read, START + 1)).unwrap();
    assert_eq!(status(&journal, first), "read");
    assert_eq!(status(&journal, second), "sent");
    block_on(journal.deliver_upto(&customer, "email", &read, START + MINUTE)).unwrap();
    assert_eq!(status(&journal, second), "sent");
}

#[test]
fn a_note_is_internal_and_stays_with_its_ticket() {
    let journal = journal();
    let ticket = ticket_of(&journal);
    let note = |text: &str| block_on(journal.note(&ticket, text, Some("bo"), Some("k1")));
    let id = note("She sounded upset.").unwrap();
    assert_eq!(note("She sounded upset."), Ok(id));
    assert_eq!(note("Something else"), Err(Refusal::Conflict));
    let shown = document(&journal, id);
    assert_eq!(
        (&shown["kind"], &shown["direction"]),
        (&"note".into(), &"internal".into())
    );
    assert_eq!(shown["ticket_id"], ticket);
    assert_eq!(due(&journal), []);
    let missing = format!("tkt_{}_9", "0".repeat(32));
    let missing = block_on(journal.note(&missing, "x", None, None));
    assert_eq!(
        missing,
        Err(Refusal::Error(throughline_journal::Error::NotFound))
    );
}
