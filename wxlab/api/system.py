"""What a mini-program can ask about the app, the device and the network."""

import platform
from base64 import b64encode
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from wxlab.api import reply
from wxlab.api.gate import gated
from wxlab.api.record import Record
from wxlab.api.reply import Reply, Values
from wxlab.core.encoding import from_base64
from wxlab.core.nettype import NetType
from wxlab.spec.platforms import WXLAB
from wxlab.version import __version__

if TYPE_CHECKING:
    from wxlab.api.mini_program import Wx

Options = Mapping[str, Any] | None

_SLOWER = {
    NetType.OFFLINE: "none",
    NetType.SLOW_2G: "2g",
    NetType.TYPE_2G: "2g",
    NetType.TYPE_3G: "3g",
}
"""What the estimate can tell from a fast network; faster ones look alike to it."""


class SystemCalls:
    """The part of ``Wx`` that answers such questions."""

    def getAppBaseInfo(self) -> Record:
        """About the app: ``SDKVersion`` (the base library), ``version`` (wxlab's), ``language``."""
        wx = cast("Wx", self)
        return Record(SDKVersion=wx.base_library, version=__version__, language="zh_CN")

    @gated
    def getDeviceInfo(self) -> Record:
        """About the device: this machine, in the developer tools' words, and the platform."""
        simulated = cast("Wx", self)._platform
        return Record(
            brand="devtools",
            model=platform.machine() or "unknown",
            system=f"{platform.system()} {platform.release()}".strip(),
            platform="devtools" if simulated is WXLAB else simulated.name,
        )

    def getSystemInfoSync(self) -> Record:
        """Both, the older way."""
        return Record(self._system({}))

    def getSystemInfo(self, options: Options = None, /, **more: Any) -> Reply | None:
        """Both, the older way, and told."""
        return reply.told(cast("Wx", self), "getSystemInfo", options, more, self._system)

    def getNetworkType(self, options: Options = None, /, **more: Any) -> Reply | None:
        """Ask what kind of network there is.

        A process cannot see it. So this is ``wifi``, as in the developer tools, unless what the
        transfers have met so far was slower: then ``3g``, ``2g`` or ``none``, from the estimate.
        """
        return reply.told(cast("Wx", self), "getNetworkType", options, more, self._network)

    @gated
    def arrayBufferToBase64(self, buffer: bytes) -> str:
        """Write bytes as Base64."""
        return b64encode(buffer).decode("ascii")

    @gated
    def base64ToArrayBuffer(self, base64: str) -> bytes:
        """Read bytes from Base64; ``ValueError`` for what is none."""
        return from_base64(base64)

    @property
    def _base_library(self) -> str:
        return cast("Wx", self).base_library

    def _system(self, _values: Values) -> Values:
        device = SystemCalls.getDeviceInfo(cast("Wx", self))
        return self.getAppBaseInfo() | device

    def _network(self, _values: Values) -> Values:
        estimates = cast("Wx", self)._engine.observer.estimates
        return {"networkType": _SLOWER.get(NetType(estimates.nettype), "wifi")}
