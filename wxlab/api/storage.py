"""The storage calls: small values that outlive a page (rows ``setStorage.object`` and on)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from wxlab.api import reply
from wxlab.api.record import Record
from wxlab.api.reply import Reply, Values
from wxlab.core import javascript, notation
from wxlab.core.failure import Failure
from wxlab.net.storage import Storage
from wxlab.spec.storage import MAX_STORAGE_BYTES

if TYPE_CHECKING:
    from wxlab.api.mini_program import Wx

Options = Mapping[str, Any] | None
_KB = 1024


class StorageCalls:
    """The part of ``Wx`` that keeps values, each as its JSON.

    With ``Wx(root=…)`` they are there again the next time; with a private folder they go with it.
    """

    _storage: Storage

    def setStorage(self, options: Options = None, /, **more: Any) -> Reply | None:
        """Keep a value under a key."""
        return reply.told(self._wx, "setStorage", options, more, self._keep)

    def setStorageSync(self, key: str, data: object) -> None:
        """Keep a value under a key; raises ``WxError``."""
        reply.at_once(self._wx, "setStorage", {"key": key, "data": data}, self._keep)

    def getStorage(self, options: Options = None, /, **more: Any) -> Reply | None:
        """Read what is kept under a key."""
        return reply.told(self._wx, "getStorage", options, more, self._kept)

    def getStorageSync(self, key: str) -> Any:
        """What is kept under a key; ``""`` where there is nothing. Raises ``WxError``."""
        return reply.at_once(self._wx, "getStorage", {"key": key}, self._kept_or_empty)["data"]

    def removeStorage(self, options: Options = None, /, **more: Any) -> Reply | None:
        """Forget a key."""
        return reply.told(self._wx, "removeStorage", options, more, self._removed)

    def removeStorageSync(self, key: str) -> None:
        """Forget a key; raises ``WxError``."""
        reply.at_once(self._wx, "removeStorage", {"key": key}, self._removed)

    def clearStorage(self, options: Options = None, /, **more: Any) -> Reply | None:
        """Forget everything."""
        return reply.told(self._wx, "clearStorage", options, more, self._cleared)

    def clearStorageSync(self) -> None:
        """Forget everything; raises ``WxError``."""
        reply.at_once(self._wx, "clearStorage", {}, self._cleared)

    def getStorageInfo(self, options: Options = None, /, **more: Any) -> Reply | None:
        """Ask for all keys, and for the space in use and at hand, in KB."""
        return reply.told(self._wx, "getStorageInfo", options, more, self._summary)

    def getStorageInfoSync(self) -> Record:
        """All keys, and the space in use and at hand, in KB; raises ``WxError``."""
        return Record(reply.at_once(self._wx, "getStorageInfo", {}, self._summary))

    # -- what they do --------------------------------------------------------------------------

    @property
    def _wx(self) -> "Wx":
        return cast("Wx", self)

    def _keep(self, values: Values) -> Values:
        try:
            text = notation.stringify(values["data"])
        except ValueError as error:
            raise Failure("argument", detail=f"parameter.data cannot be kept: {error};") from None
        self._storage.set(_key(values), text)
        return {}

    def _kept(self, values: Values) -> Values:
        text = self._storage.get(_key(values))
        if text is None:
            raise Failure("no-such-key")
        return {"data": notation.parsed(text)}

    def _kept_or_empty(self, values: Values) -> Values:
        text = self._storage.get(_key(values))
        return {"data": "" if text is None else notation.parsed(text)}

    def _removed(self, values: Values) -> Values:
        self._storage.remove(_key(values))
        return {}

    def _cleared(self, _values: Values) -> Values:
        self._storage.clear()
        return {}

    def _summary(self, _values: Values) -> Values:
        keys, size = self._storage.summary()
        return {
            "keys": keys,
            "currentSize": -(-size // _KB),
            "limitSize": MAX_STORAGE_BYTES // _KB,
        }


def _key(values: Values) -> str:
    return javascript.well_formed(values["key"])
