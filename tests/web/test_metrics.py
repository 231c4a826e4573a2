"""What is counted below the web stands on the page."""

from collections import Counter

from frontdesk.memory.learning.model_extraction import Tally
from frontdesk.web.metrics import Metrics


def test_what_a_model_read_for_memories_is_told() -> None:
    page = Metrics(learning=Tally(asked=3, dropped=2, failed=Counter(unreadable=1))).page().decode()
    for line in (
        "frontdesk_memory_readings_total 3.0",
        "frontdesk_memory_readings_dropped_total 2.0",
        'frontdesk_memory_readings_failed_total{reason="unreadable"} 1.0',
    ):
        assert line in page
