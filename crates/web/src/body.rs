//! Reading a request's body up to a limit.

use std::pin::pin;

use http_body::Body;
use http_body_util::BodyExt;

use crate::Problem;

/// 1 MiB: the largest body that a route takes unless it says otherwise.
pub const LIMIT: usize = 1 << 20;

/// Reads the whole body, at most `limit` bytes.
///
/// # Errors
///
/// 413 `body_too_large` as soon as the declared length or what arrived exceeds the limit: no more
/// than the limit and one frame is ever held. 400 `body_incomplete` when the connection broke.
pub async fn read<B: Body>(body: B, limit: usize) -> Result<Vec<u8>, Problem>
where
    B::Data: AsRef<[u8]>,
{
    let declared = body.size_hint();
    let fits = |length: u64| usize::try_from(length).is_ok_and(|length| length <= limit);
    if !fits(declared.lower()) {
        return Err(Problem::body_too_large(limit));
    }
    let expected = declared.exact().unwrap_or(0);
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(0).min(limit));
    let mut body = pin!(body);
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| {
            Problem::new(400, "body_incomplete", "the body ended before its length")
        })?;
        let Some(data) = frame.data_ref() else {
            continue;
        };
        let data = data.as_ref();
        if bytes.len().saturating_add(data.len()) > limit {
            return Err(Problem::body_too_large(limit));
        }
        bytes.extend_from_slice(data);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use std::collections::VecDeque;
    use std::convert::Infallible;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use bytes::Bytes;
    use futures::executor::block_on;
    use http_body::{Frame, SizeHint};

    use super::*;

    /// Frames of the given sizes, without a declared length.
    struct Chunks(VecDeque<usize>, SizeHint);

    impl Body for Chunks {
        type Data = Bytes;
        type Error = Infallible;
        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Self::Data>, Infallible>>> {
            Poll::Ready(
                self.0
                    .pop_front()
                    .map(|n| Ok(Frame::data(Bytes::from(vec![b'x'; n])))),
            )
        }
        fn size_hint(&self) -> SizeHint {
            self.1
        }
    }

    fn read_chunks(sizes: &[usize], hint: SizeHint) -> Result<usize, u16> {
        block_on(read(Chunks(sizes.iter().copied().collect(), hint), 10))
            .map(|bytes| bytes.len())
            .map_err(|problem| problem.status())
    }

    #[test]
    fn a_body_is_read_up_to_its_limit() {
        let unknown = SizeHint::new;
        assert_eq!(read_chunks(&[], unknown()), Ok(0));
        assert_eq!(read_chunks(&[4, 0, 6], unknown()), Ok(10));
        assert_eq!(read_chunks(&[4, 7], unknown()), Err(413));
        assert_eq!(read_chunks(&[10], SizeHint::with_exact(10)), Ok(10));
    }

    #[test]
    fn a_declared_length_beyond_the_limit_is_refused_unread() {
        assert_eq!(read_chunks(&[], SizeHint::with_exact(11)), Err(413));
        assert_eq!(read_chunks(&[], SizeHint::with_exact(u64::MAX)), Err(413));
    }
}
