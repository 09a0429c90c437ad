//! Each kind in words, through the rules that decide it.

mod declarations;
mod households;
mod properties;
mod registry;
mod sample;
mod second;

use super::{Paragraph, act, facts_to_seal};
use sample::{certificate, told};
