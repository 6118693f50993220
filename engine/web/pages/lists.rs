//! What lists share: the pager.

use crate::limits;
use crate::web::answer::href;
use crate::web::views::Pager;

/// Which part is shown: `shown` entries from `offset` on, of `of`; `pairs` is the query without its page.
pub fn pager(path: &str, pairs: &[(&str, &str)], offset: i64, shown: usize, of: i64) -> Pager {
    let whole = |n: i64| u64::try_from(n).unwrap_or(0);
    let to = |page: i64| {
        let number = (page + 1).to_string();
        let number = if page == 0 { "" } else { number.as_str() };
        href(path, &[pairs, &[("page", number)]].concat())
    };
    let page = offset / limits::LIST_PAGE;
    let end = offset + shown as i64;
    Pager {
        from: if shown == 0 { 0 } else { whole(offset + 1) },
        to: whole(end),
        of: if shown == 0 { 0 } else { whole(of) },
        previous: if page > 0 { to(page - 1) } else { String::new() },
        next: if end < of { to(page + 1) } else { String::new() },
    }
}
