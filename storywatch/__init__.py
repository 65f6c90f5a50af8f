"""Watch how deployments develop in the news."""
