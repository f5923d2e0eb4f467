//! Reading imports: NDJSON and CSV of customers, interactions and purchases, row by row.
//!
//! [`Rows`] takes a body in chunks as they arrive and answers one [`Line`] after another: a typed
//! [`Row`], or the [`Fault`] of that line alone. It holds one row of at most [`LONGEST`] bytes and
//! the chunk that it was given, so a body has no limit.
//!
//! ```
//! use throughline_import::{Format, Kind, Line, Mapping, Row, Rows};
//!
//! let mut rows = Rows::new(Format::Csv, Mapping::plain(Kind::Customers));
//! rows.push(b"external,email,name,attributes.tier\ncrm:4711,ann@exam");
//! rows.push(b"ple.org,\"Ann, B.\",gold\n");
//! rows.finish();
//! let Some(Line::Row { number: 2, row: Row::Customer(customer) }) = rows.next_row() else {
//!     panic!("not a customer");
//! };
//! assert_eq!(customer.identities[1].value, "ann@example.org");
//! assert_eq!(customer.name.as_deref(), Some("Ann, B."));
//! assert!(rows.next_row().is_none());
//! ```
//!
//! # CSV
//!
//! RFC 4180 in UTF-8, with a header. The delimiter is told by the [`Mapping`], by a first line
//! `sep=;` as Excel writes it, or else found in the header: `,`, `;`, tab or `|`. Lines end with LF,
//! CRLF or CR. A quote inside of a field that is not quoted is a character like others; text behind
//! a closing quote, a quote that is never closed and a row with more or fewer fields than the header
//! are faults of their row, because they are what a damaged file looks like. Space around a value is
//! no part of it, an empty value is none, and a row without values is passed over.
//!
//! A column is called like the *target* that it fills; [`Kind::targets`] has them all. `phone`,
//! `email`, `external` and the other kinds of the API may stand for `identity.phone` and so on. A
//! [`Mapping`] gives columns of other names a target.
//!
//! # Amounts of money
//!
//! `total.amount` is a whole number in the minor unit of `total.currency` (ISO 4217), `total.decimal`
//! a decimal of the major unit: `49.99` of `USD` are 4999, of `KWD` 49990, and `49.99` of `JPY` is
//! refused, because it is finer than a yen.

mod assembly;
mod cell;
mod csv;
mod customer;
mod fault;
mod head;
mod kind;
mod layout;
pub mod lines;
mod mapping;
mod purchase;
mod report;
mod rows;
mod target;

pub use customer::{Consent, ConsentStatus, Customer, Identity, Preferences};
pub use fault::Fault;
pub use kind::{Format, Kind};
pub use mapping::Mapping;
pub use purchase::Purchase;
pub use report::{LineError, MOST_ERRORS, Outcome, Report, Status};
pub use rows::{Line, Row, Rows};
pub use throughline_money::Money;

/// The longest line or row, in bytes: 1 MiB.
pub const LONGEST: usize = throughline_web::body::LIMIT;
