//! What is held of a customer, as a stream of lines.

use bytes::Bytes;
use futures::Stream;
use serde_json::json;
use throughline_contract::erasure::Page;
use throughline_web::Problem;

use crate::Timeline;
use crate::refusal::Asked;

/// What is still to be written.
enum Rest<T> {
    Page(T, Page),
    Nothing,
}

/// Everything that is held of a customer, a page at a time. Once something was written, a failure is the
/// last line: `{"type":"error","code","detail"}`.
///
/// # Errors
///
/// 404 `customer_not_found`; what is wrong before anything was written.
pub async fn export<T: Timeline>(
    id: String,
    timeline: T,
) -> Result<impl Stream<Item = Bytes>, Problem> {
    let first = timeline.export_page(id.clone(), None).await;
    let first = first.map_err(|error| Asked::CUSTOMER.refused(error))?;
    let pages = futures::stream::unfold(Rest::Page(timeline, first), move |rest| {
        let id = id.clone();
        async move {
            let Rest::Page(timeline, page) = rest else {
                return None;
            };
            let lines = Bytes::from(page.lines);
            let Some(cursor) = page.next else {
                return Some((lines, Rest::Nothing));
            };
            match timeline.export_page(id, Some(cursor)).await {
                Ok(next) => Some((lines, Rest::Page(timeline, next))),
                Err(error) => {
                    let problem = Asked::CUSTOMER.refused(error);
                    let last = json!({
                        "type": "error", "code": problem.code(), "detail": problem.detail(),
                    });
                    let lines = [lines.as_ref(), format!("{last}\n").as_bytes()].concat();
                    Some((lines.into(), Rest::Nothing))
                }
            }
        }
    });
    Ok(pages)
}
