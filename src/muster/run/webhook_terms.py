"""On what terms webhooks are kept: the operator's allow-list, and the keys that seal secrets."""

from muster.base.errors import InvalidError
from muster.base.sealing import Sealer
from muster.base.settings import SettingError, Settings
from muster.features.webhooks import AllowList, Terms
from muster.run.house import House
from muster.run.secrets import ring_of


def allowed_of(settings: Settings) -> AllowList:
    """Return where webhooks may go besides public https addresses.

    Raises:
        SettingError: MUSTER_WEBHOOK_ALLOW has something else than hosts and networks.
    """
    try:
        return AllowList.parse(settings.webhook_allow)
    except InvalidError as error:
        raise SettingError(error.message) from error


def terms_of(house: House) -> Terms:
    """Return the terms for commands and the worker.

    Raises:
        KeyRingMissingError: no key ring is set.
    """
    return Terms(house.clock, Sealer(ring_of(house.settings)), allowed_of(house.settings))
