"""How an answer was said: pure functions over word times and voice activity."""

from interviewer.delivery.measure import measure_delivery, measure_timing

__all__ = ["measure_delivery", "measure_timing"]
