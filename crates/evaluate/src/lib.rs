//! Cases through the same turn that patients get, and their scores.
