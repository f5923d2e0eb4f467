//! Room for large requests.
//!
//! One instance serves up to 16 requests at once in one memory. A request is read before it is
//! proven, so strangers could fill that memory with bodies that no secret verifies, and a trap
//! would end every request of the instance. Large bodies therefore share a room of a fixed size;
//! who finds it full is asked to come again.

use std::sync::atomic::{AtomicUsize, Ordering};

use http::{HeaderMap, header};
use throughline_web::Problem;

/// Bodies up to this many bytes need no room.
const SMALL: usize = 1 << 20;
/// After how many seconds to come again.
const RETRY_AFTER: u32 = 5;

/// So many bytes of large bodies at once.
#[derive(Debug)]
pub struct Room {
    size: usize,
    taken: AtomicUsize,
}

/// A place in the room, given back when it is dropped.
#[derive(Debug)]
pub struct Place<'a> {
    room: &'a Room,
    bytes: usize,
}

impl Room {
    /// An empty one.
    pub const fn of(size: usize) -> Self {
        Self {
            size,
            taken: AtomicUsize::new(0),
        }
    }

    /// A place for the body that these headers announce, of at most `limit` bytes. Without
    /// `Content-Length` it may have that many.
    ///
    /// # Errors
    ///
    /// 503 `overloaded` with `Retry-After` when there is not enough room.
    pub fn place(&self, headers: &HeaderMap, limit: usize) -> Result<Place<'_>, Problem> {
        let length = headers.get(header::CONTENT_LENGTH);
        let length = length.and_then(|value| value.to_str().ok()?.parse().ok());
        let bytes = match length.unwrap_or(limit).min(limit) {
            small if small <= SMALL => 0,
            large => large,
        };
        let fits = |taken: usize| taken.checked_add(bytes).filter(|sum| *sum <= self.size);
        let taken = self
            .taken
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, fits);
        match taken {
            Ok(_) => Ok(Place { room: self, bytes }),
            Err(_) => {
                let detail = "too many large requests at once; the same may be sent again";
                Err(Problem::new(503, "overloaded", detail).retry_after(RETRY_AFTER))
            }
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.room.taken.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn announcing(length: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("content-length", header::HeaderValue::from_static(length));
        headers
    }

    #[test]
    fn large_bodies_share_the_room_and_small_ones_need_none() {
        let room = Room::of(10 << 20);
        let limit = 8 << 20;
        let five = announcing("5242880");
        let first = room.place(&five, limit).unwrap();
        let second = room.place(&five, limit).unwrap();
        let full = room.place(&five, limit).unwrap_err().into_response("r");
        assert_eq!(full.status(), 503);
        assert!(full.headers().contains_key("retry-after"));
        let small = room.place(&announcing("1048576"), limit).unwrap();
        drop(first);
        // One that does not say how long it is may be as long as is allowed.
        assert!(room.place(&HeaderMap::new(), limit).is_err());
        drop(second);
        let unknown = room.place(&HeaderMap::new(), limit).unwrap();
        assert!(room.place(&five, limit).is_err());
        drop((unknown, small));
        for length in ["99999999999999999999999", "-1", "x", "18446744073709551615"] {
            assert!(room.place(&announcing(length), limit).is_ok(), "{length}");
        }
        assert_eq!(room.taken.load(Ordering::Relaxed), 0);
    }
}
