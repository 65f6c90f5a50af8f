"""Settings, vocabulary, learned weights and watch lists: data that the stages read."""
