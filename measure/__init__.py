"""What measures and learns: labelled sets, scores, benchmarks, and the learning of what config/ holds."""
