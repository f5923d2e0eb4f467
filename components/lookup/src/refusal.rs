//! The contract's errors as HTTP answers.

use throughline_contract::tickets::Refusal;
use throughline_contract::types::Error;
use throughline_web::Problem;

/// After how many seconds a caller may try again when the store did not answer.
const RETRY_AFTER: u32 = 5;

/// What was asked for, and what its fields are called in the request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    /// Code and detail for `not-found`.
    missing: (u16, &'static str, &'static str),
    /// The contract's field (its first part) and the caller's.
    names: &'a [(&'a str, &'a str)],
}

impl<'a> Asked<'a> {
    pub(crate) const CUSTOMER: Asked<'static> = Asked {
        missing: (404, "customer_not_found", "no customer has this id"),
        names: &[("since", "from"), ("until", "to")],
    };
    pub(crate) const INTERACTION: Asked<'static> = Asked {
        missing: (404, "interaction_not_found", "no interaction has this id"),
        names: &[],
    };
    pub(crate) const ATTACHMENT: Asked<'static> = Asked {
        missing: (
            404,
            "attachment_not_found",
            "no attachment has this id, or only its provider keeps it",
        ),
        names: &[],
    };
    pub(crate) const TICKET: Asked<'static> = Asked {
        missing: (404, "ticket_not_found", "no ticket has this id"),
        names: &[],
    };

    pub(crate) const CALL: Asked<'static> = Asked {
        missing: (404, "call_not_found", "no call has this id"),
        names: &[("call", "id")],
    };

    /// Two customers who may be one.
    pub(crate) const SUGGESTION: Asked<'static> = Asked {
        missing: (404, "suggestion_not_found", "no suggestion has this id"),
        names: &[],
    };

    /// What is set for everybody.
    pub(crate) const CONFIGURATION: Asked<'static> = Asked {
        missing: (
            500,
            "internal_error",
            "the timeline answered what it may not",
        ),
        names: &[],
    };

    /// The whole store.
    pub(crate) const BACKUP: Asked<'static> = Asked {
        missing: (
            500,
            "internal_error",
            "the timeline answered what it may not",
        ),
        names: &[],
    };

    /// A kind of problem with what is known.
    pub(crate) const PROBLEM: Asked<'static> = Asked {
        missing: (
            404,
            "problem_not_found",
            "the problems are missing, malformed, conflicting, stale and shared",
        ),
        names: &[],
    };

    /// A join of two customers.
    pub(crate) const JOIN: Asked<'static> = Asked {
        missing: (
            404,
            "join_not_found",
            "these two are not joined, or are no customers",
        ),
        names: &[],
    };

    /// A customer by an identity that came in the field `names` says.
    pub(crate) fn owner(names: &'a [(&'a str, &'a str)]) -> Self {
        let detail = "no customer owns this identity";
        Self {
            missing: (404, "customer_not_found", detail),
            names,
        }
    }

    /// To record something, which always finds its place.
    pub(crate) fn recording(names: &'a [(&'a str, &'a str)]) -> Self {
        let detail = "the timeline answered what it may not answer here";
        Self {
            missing: (500, "internal_error", detail),
            names,
        }
    }

    /// The answer to an error. What the store said stays in the log.
    pub(crate) fn refused(self, error: Error) -> Problem {
        match error {
            Error::Invalid(wrong) => Problem::invalid_field(self.field(&wrong.field), wrong.detail),
            Error::NotFound => {
                let (status, code, detail) = self.missing;
                Problem::new(status, code, detail)
            }
            Error::Ambiguous(candidates) => {
                let detail = "several customers claim this identity and none owns it";
                Problem::new(409, "identity_ambiguous", detail).with("candidates", candidates)
            }
            Error::Unavailable(_) => {
                let detail = "the store did not answer; the request may be repeated as it is";
                Problem::new(503, "store_unavailable", detail).retry_after(RETRY_AFTER)
            }
            Error::IndexSecretChanged => {
                let detail = "index_secret is not the one that this store was begun with";
                Problem::new(503, "index_secret_changed", detail)
            }
        }
    }

    /// `customer.identity.value` of the contract is `from.value` to the caller.
    fn field(self, field: &str) -> String {
        let field = field.replace('-', "_");
        let end = field.find(['.', '[']).unwrap_or(field.len());
        let (first, rest) = field.split_at(end);
        let known = self.names.iter().find(|(name, _)| *name == first);
        match known {
            Some((_, name)) => format!("{name}{}", rest.replacen(".identity", "", 1)),
            None => field,
        }
    }
}

/// The answer where a ticket's customer cannot be answered, or nothing noted.
pub(crate) fn unanswered(refusal: Refusal) -> Problem {
    unanswered_about(Asked::TICKET, refusal)
}

/// The same about something else.
pub(crate) fn unanswered_about(asked: Asked<'_>, refusal: Refusal) -> Problem {
    match refusal {
        Refusal::Error(error) => asked.refused(error),
        Refusal::DoNotContact(channel) => {
            let detail = format!("the customer does not want to be contacted on {channel}");
            Problem::new(409, "do_not_contact", detail).with("channel", channel)
        }
        Refusal::NoDestination(why) => Problem::new(422, "no_destination", why),
        Refusal::Conflict => {
            let detail = "this Idempotency-Key came with something else before";
            Problem::new(409, "idempotency_conflict", detail)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use throughline_contract::types::InvalidField;

    #[test]
    fn fields_are_named_as_the_caller_wrote_them() {
        let names = [("customer", "from"), ("also", "identities")];
        for (field, expected) in [
            ("customer.identity.value", "from.value"),
            ("customer", "from"),
            ("also[2].identity.kind", "identities[2].kind"),
            ("provider-message-id", "provider_message_id"),
            ("customers", "customers"),
            ("", ""),
        ] {
            assert_eq!(Asked::recording(&names).field(field), expected, "{field}");
        }
        assert_eq!(Asked::CUSTOMER.field("until"), "to");
        assert_eq!(Asked::CUSTOMER.field("as-of"), "as_of");
    }

    #[test]
    fn each_error_has_its_answer_and_the_stores_words_stay_inside() {
        let invalid = InvalidField {
            field: "as-of".into(),
            detail: "not a token".into(),
        };
        for (error, status, code) in [
            (Error::Invalid(invalid), 422, "invalid_field"),
            (Error::NotFound, 404, "customer_not_found"),
            (
                Error::Ambiguous(vec!["cus_a".into()]),
                409,
                "identity_ambiguous",
            ),
            (
                Error::Unavailable("redis://secret".into()),
                503,
                "store_unavailable",
            ),
            (Error::IndexSecretChanged, 503, "index_secret_changed"),
        ] {
            let problem = Asked::CUSTOMER.refused(error);
            assert_eq!((problem.status(), problem.code()), (status, code));
            let document = String::from_utf8(problem.to_json("r")).unwrap();
            assert!(!document.contains("secret\""), "{document}");
            assert!(!document.contains("redis"), "{document}");
        }
    }
}
