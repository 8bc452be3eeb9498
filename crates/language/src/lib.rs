//! System 1: words to facts. It knows names, lay words and questions, never a likelihood, a prior, a rule or a dose.
