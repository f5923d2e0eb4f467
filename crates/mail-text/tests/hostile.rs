//! Hostile input: the seeds of the fuzz targets.

#[path = "hostile/mod.rs"]
mod checks;

use throughline_seeds::replay;

#[test]
fn seeds_of_mail_text_read() {
    replay("mail_text_read", checks::read_text_and_html);
}

#[test]
fn seeds_of_mail_text_sanitise() {
    replay("mail_text_sanitise", checks::sanitise_html);
}
