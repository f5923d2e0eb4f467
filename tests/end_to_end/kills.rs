//! The host is killed under load, again and again. What was acknowledged stays.
#![allow(missing_docs, reason = "tests")]

use throughline_tests::judge::{copy_of_sqlite, judge};
use throughline_tests::{Setup, Writers};

const KILLS: usize = 10;

#[test]
fn nothing_acknowledged_is_lost_and_nothing_is_there_twice() {
    let mut app = Setup::default().start();
    let writers = Writers::default();
    writers.while_killed(&mut app, KILLS);
    writers.check(&app);
    app.kill();
    assert_eq!(
        judge(copy_of_sqlite(&app.data()), &writers.acknowledged()),
        Ok(())
    );
}
