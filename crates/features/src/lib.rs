//! Nothing but dependencies: those of which several of our crates ask different features. Written by `scripts/features`.
