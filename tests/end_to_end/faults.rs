//! TODO
#![allow(missing_docs)]
