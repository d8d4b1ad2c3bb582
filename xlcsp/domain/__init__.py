"""What the partnership speaks of: periods, plan, figures. Values that know nothing of files."""
