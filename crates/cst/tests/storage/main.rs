//! What a storage promises, tried on both: the embedded one and a real PostgreSQL.

mod acts;
mod both;
mod centre;
mod postgres;
mod rows;
mod server;
mod turns;
