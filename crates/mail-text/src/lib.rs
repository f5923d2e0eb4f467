//! What the customer wrote in a mail, told apart from quoted history, forwarded mail and signature;
//! HTML made safe to show and readable as text.
