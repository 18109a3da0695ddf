"""What the bot remembers: accepted commands, intended and done posts, finished reports. SQLite or Postgres by URL."""
