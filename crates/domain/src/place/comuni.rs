//! Tables of comuni and states, looked up by the date of the event.
