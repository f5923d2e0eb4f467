//! One-time names in a schedule: several writers bind one to different content, and some die.

use crate::schedule::Schedule;
use crate::world::{Connection, Random};
use std::cell::RefCell;
use std::rc::Rc;
use throughline_journal::Journal;

/// What the writers were answered: their content, and whether the name is bound to it.
pub type Answers = Rc<RefCell<Vec<(u8, bool)>>>;

const SCOPE: &str = "a token";
const NAME: &str = "one";

/// Up to five writers in one schedule of five.
pub fn cast(schedule: &mut Schedule, seed: u64) -> Answers {
    let answers = Answers::default();
    let mut random = Random::new(seed ^ 0x0B1D_0B1D);
    if !random.chance(0.2) {
        return answers;
    }
    for _ in 0..2 + random.below(4) {
        let content = random.below(3) as u8;
        let journal = schedule.journal();
        schedule.spawn(bind(journal, content, answers.clone()));
    }
    answers
}

async fn bind(journal: Journal<Connection>, content: u8, answers: Answers) {
    for _ in 0..4 {
        if let Ok(bound) = journal.bind(SCOPE, NAME, &[content]).await {
            answers.borrow_mut().push((content, bound));
            return;
        }
    }
}

/// All were answered alike, and as whoever asks now.
pub async fn judge(journal: &Journal<Connection>, answers: &Answers) -> Result<(), String> {
    for (content, bound) in answers.take() {
        let now = journal.bind(SCOPE, NAME, &[content]).await;
        let now = now.map_err(|error| format!("the last writer failed: {error}"))?;
        if now != bound {
            return Err(format!(
                "I2 agreed: content {content} was answered {bound}, and is {now}"
            ));
        }
    }
    Ok(())
}
