"""What operators' commands share: which AWS they look into, and what runs there."""
