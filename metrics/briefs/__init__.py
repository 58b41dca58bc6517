"""What goes out: tables as spreadsheets, papers in Word. Layer 4: asks ``metrics.scores`` and computes nothing."""
