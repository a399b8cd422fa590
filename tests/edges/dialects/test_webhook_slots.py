"""What endpoints of a vendor's style can be about is what its dialect tells of."""

from muster.edges.dialects.micro1 import hooks as micro1
from muster.edges.dialects.xobin import hooks as xobin
from muster.features.webhooks import Style
from muster.features.webhooks.slots import SLOTS


def test_every_slot_is_told_of_and_no_other():
    assert set(SLOTS[Style.XOBIN]) == set(xobin.EVENTS)
    assert set(SLOTS[Style.XOBIN_INTERVIEWS]) == {xobin.START, xobin.SUBMISSION}
    assert set(SLOTS[Style.MICRO1]) == set(micro1.EVENTS)
