//! Hostile input: the seeds of the fuzz target.

#[path = "hostile/mod.rs"]
mod checks;

#[test]
fn seeds_of_hours_value() {
    throughline_seeds::replay("hours_value", checks::value);
}
