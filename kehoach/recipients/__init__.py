"""Who receives a plan, and on which way: Nơi nhận expanded to addresses."""
