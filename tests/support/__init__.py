"""What many tests share: plans, engines, servers on loopback, and time that passes when told to."""
