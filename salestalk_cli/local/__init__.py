"""The platform on this machine: the embedded AWS, what is deployed to it, and who may sign in."""
