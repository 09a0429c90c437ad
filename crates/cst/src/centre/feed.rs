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
    /// Returns the next page of the feed after the row `after`, without what the caller has: its own acts up to
    /// the entry `seq` that it sent under `epoch`. Own acts beyond that were lost at the counter.
    ///
    /// # Errors
    /// [`Error::UnknownCounter`], [`Error::Revoked`]; the storage fails.
    pub fn feed(
        &self,
        caller: &CounterId,
        after: u64,
        epoch: u32,
        seq: u64,
    ) -> Result<Signed<FeedPage>> {
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
                let own = read.entry.as_ref().is_some_and(|(counter, of, place)| {
                    *counter == caller.counter && *place <= seq && lineage.holds(epoch, *of, *place)
                });
                if own {
                    continue;
                }
                let item = match read.entry {
                    Some((counter, epoch, _)) => entry_item(counter, epoch, read.item)?,
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

fn entry_item(counter: String, epoch: u32, entry: Vec<u8>) -> Result<Vec<u8>> {
    let (kind, item) = FeedItem::Entry {
        counter,
        epoch,
        entry,
    }
    .encode()?;
    debug_assert_eq!(kind, ENTRY);
    Ok(item)
}
