//! Recording what `POST /v1/interactions` sends: one interaction, or a stream of them of which
//! every line is answered before the next one is read.

use std::pin::Pin;

use bytes::Bytes;
use futures::Stream;
use http_body::Body;
use http_body_util::BodyExt;
use throughline_import::lines::{Line, Lines};
use throughline_web::{Problem, body};

use crate::interaction;

use crate::refusal::Asked;
use crate::timeline::Timeline;

/// Records the lines of `body` one after another, in their order, as the key `key`.
///
/// Yields one line for each line that is not blank: the receipt or the problem, either with
/// `line`, the line's number from 1. A refused line does not end the stream; a broken connection
/// does, with a last problem. One line and one frame are held at a time, so the caller has to read
/// answers while it sends.
pub(crate) fn answers<B, T>(
    body: B,
    key: String,
    timeline: T,
    request_id: String,
) -> impl Stream<Item = Bytes>
where
    B: Body,
    B::Data: AsRef<[u8]>,
    T: Timeline,
{
    let recorder = Recorder {
        key,
        timeline,
        request_id,
    };
    let reading = Reading {
        body: Some(Box::pin(body)),
        frame: None,
        lines: Lines::new(body::LIMIT),
    };
    futures::stream::unfold((reading, recorder), |(mut reading, recorder)| async move {
        let (number, line) = reading.next().await?;
        let answer = recorder.answer(number, line).await;
        Some((answer, (reading, recorder)))
    })
}

/// The lines of a body that is still arriving.
struct Reading<B: Body> {
    /// Gone once it ended.
    body: Option<Pin<Box<B>>>,
    /// The frame that is being cut, and how much of it is used.
    frame: Option<(B::Data, usize)>,
    lines: Lines,
}

/// What a line turned out to be.
enum Read {
    Whole(Vec<u8>),
    Refused(Problem),
}

impl From<Line> for Read {
    fn from(line: Line) -> Self {
        match line {
            Line::Whole(line) => Self::Whole(line),
            Line::TooLong => {
                let detail = format!("the line is longer than {} bytes", body::LIMIT);
                Self::Refused(Problem::new(413, "line_too_long", detail))
            }
        }
    }
}

impl<B: Body> Reading<B>
where
    B::Data: AsRef<[u8]>,
{
    async fn next(&mut self) -> Option<(u64, Read)> {
        loop {
            if let Some((frame, used)) = &mut self.frame {
                let mut rest = frame.as_ref().get(*used..).unwrap_or_default();
                let line = self.lines.next(&mut rest);
                *used = frame.as_ref().len() - rest.len();
                if let Some((number, line)) = line {
                    return Some((number, line.into()));
                }
            }
            match self.body.as_mut()?.frame().await {
                Some(Ok(frame)) => self.frame = frame.into_data().ok().map(|data| (data, 0)),
                Some(Err(_)) => {
                    self.end();
                    let detail = "the body ended before its length; this line was not recorded";
                    let problem = Problem::new(400, "body_incomplete", detail);
                    return Some((self.lines.current(), Read::Refused(problem)));
                }
                None => {
                    self.end();
                    let (number, line) = self.lines.finish()?;
                    return Some((number, line.into()));
                }
            }
        }
    }

    fn end(&mut self) {
        self.body = None;
        self.frame = None;
    }
}

/// Records lines, and writes their answers.
struct Recorder<T> {
    key: String,
    timeline: T,
    request_id: String,
}

impl<T: Timeline> Recorder<T> {
    async fn answer(&self, number: u64, line: Read) -> Bytes {
        let recorded = match line {
            Read::Whole(line) => record(&line, &self.key, None, Some(number), &self.timeline).await,
            Read::Refused(problem) => Err(problem),
        };
        let mut answer = recorded
            .unwrap_or_else(|problem| problem.with("line", number).to_json(&self.request_id));
        answer.push(b'\n');
        answer.into()
    }
}

/// Records one interaction and writes its receipt, with `line` where it came in a stream.
pub(crate) async fn record(
    body: &[u8],
    key: &str,
    idempotency_key: Option<&str>,
    line: Option<u64>,
    timeline: &impl Timeline,
) -> Result<Vec<u8>, Problem> {
    let recordable = interaction::read(body, key, idempotency_key)?;
    let names = recordable.names;
    match timeline.record_interaction(recordable.interaction).await {
        Ok(receipt) => Ok(interaction::receipt(&receipt, line)),
        Err(error) => Err(Asked::recording(&names).refused(error)),
    }
}
