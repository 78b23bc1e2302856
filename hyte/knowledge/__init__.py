"""What we know: numbers, the methods behind them, and what is read from them."""
