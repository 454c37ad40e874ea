"""The calls about files that ``wx`` itself has, and the way to all the others."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from wxlab.api import reply
from wxlab.api.gate import gated
from wxlab.api.reply import Reply, Values

if TYPE_CHECKING:
    from wxlab.api.file_system import FileSystemManager
    from wxlab.api.mini_program import Wx

Options = Mapping[str, Any] | None


class FileCalls:
    """The part of ``Wx`` that is about files."""

    _manager: "FileSystemManager | None" = None

    @gated
    def getFileSystemManager(self) -> "FileSystemManager":
        """The file system manager; there is one."""
        return self._files()

    def saveFile(self, options: Options = None, /, **more: Any) -> Reply | None:
        """Keep a temporary file, which is moved."""
        return self._told_of_file("saveFile", options, more)

    def getSavedFileList(self, options: Options = None, /, **more: Any) -> Reply | None:
        """List the files that ``saveFile`` has kept under names of its own."""
        return self._told_of_file("getSavedFileList", options, more)

    def removeSavedFile(self, options: Options = None, /, **more: Any) -> Reply | None:
        """Remove one of them."""
        return self._told_of_file("removeSavedFile", options, more)

    def getFileInfo(self, options: Options = None, /, **more: Any) -> Reply | None:
        """Ask for the size and digest of a file."""
        return self._told_of_file("getFileInfo", options, more)

    def _told_of_file(self, name: str, options: Options, more: Values) -> Reply | None:
        return reply.told(cast("Wx", self), name, options, more, self._files().work(name))

    def _files(self) -> "FileSystemManager":
        # Loaded when first asked for: most mini-programs only transfer.
        from wxlab.api.file_system import FileSystemManager

        if self._manager is None:
            self._manager = FileSystemManager(cast("Wx", self))
        return self._manager
