"""Files for the tools that analysts use: maps, calendars, STIX, MISP."""
