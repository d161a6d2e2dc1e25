"""insights-worker: finds what is worth telling in what was loaded, learns what is asked, tells each week in short."""
