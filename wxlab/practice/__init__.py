"""A practice server: real HTTP on 127.0.0.1 that shows what really arrives.

with practice.serve() as server:
    print(server.routes)
"""

from wxlab.practice.arrival import Arrival, Arrivals
from wxlab.practice.cloud.account import Cloud
from wxlab.practice.cloud.resource import CloudStatus
from wxlab.practice.faults import Fault
from wxlab.practice.files import file_bytes
from wxlab.practice.link import PRESETS, Link
from wxlab.practice.multipart import Part
from wxlab.practice.route import Route
from wxlab.practice.routes import Routes
from wxlab.practice.server import Server, serve
from wxlab.practice.storage.account import Storage
from wxlab.practice.storage.objects import StoredObject

__all__ = [
    "PRESETS",
    "Arrival",
    "Arrivals",
    "Cloud",
    "CloudStatus",
    "Fault",
    "Link",
    "Part",
    "Route",
    "Routes",
    "Server",
    "Storage",
    "StoredObject",
    "file_bytes",
    "serve",
]
