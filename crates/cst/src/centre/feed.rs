//! What a counter is told.

use protocol::sign::Signed;
use protocol::wire::{CounterId, FeedItem, FeedPage, FeedRow};

use super::lineage::Lineage;
use super::push::ENTRY;
use super::{Centre, Error, Result};

/// The most rows that one page looks at.
const PAGE_ROWS_MAX: u32 = 2_000;

/// A page is full after so many bytes.
const PAGE_BYTES: usize = 1 << 20;

impl Centre {
    /// Returns the next page of the feed after the row `after`, without the caller's own acts: unless they are of
    /// an epoch that it left, when it asks for its own lost entries.
    ///
    /// # Errors
    /// [`Error::UnknownCounter`], [`Error::Revoked`]; the storage fails.
    pub fn feed(&self, caller: &CounterId, after: u64) -> Result<Signed<FeedPage>> {
        let at = self.now_ms();
        let page = self.read(&caller.comune, |tx| {
            let row = tx.counter(&caller.counter)?.ok_or(Error::UnknownCounter)?;
            if row.revoked_at.is_some() {
                return Err(Error::Revoked);
            }
            let lineage = Lineage::read(tx, &caller.counter)?;
            let last = tx.comune()?.feed_last;
            let mut page = FeedPage {
                counter: caller.clone(),
                after,
                upto: after,
                more: false,
                at,
                rows: Vec::new(),
            };
            let mut bytes = 0;
            for read in tx.feed(after, PAGE_ROWS_MAX)? {
                if bytes >= PAGE_BYTES {
                    break;
                }
                page.upto = read.seq;
                let own = read.entry.as_ref().is_some_and(|(counter, epoch, seq)| {
                    *counter == caller.counter && lineage.holds(*epoch, *seq)
                });
                if own {
                    continue;
                }
                let item = match read.entry {
                    Some((_, epoch, _)) => entry_item(epoch, read.item)?,
                    None => read.item,
                };
                bytes += item.len();
                page.rows.push(FeedRow {
                    seq: read.seq,
                    kind: read.kind,
                    item,
                });
            }
            page.more = page.upto < last;
            Ok(page)
        })?;
        self.hear(caller);
        Ok(Signed::new(&page, &self.key)?)
    }
}

fn entry_item(epoch: u32, entry: Vec<u8>) -> Result<Vec<u8>> {
    let (kind, item) = FeedItem::Entry { epoch, entry }.encode()?;
    debug_assert_eq!(kind, ENTRY);
    Ok(item)
}
