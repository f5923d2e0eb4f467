//! SMS connector.
