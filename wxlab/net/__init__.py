"""Floor 3: real transfers over aiohttp's client, on a thread of their own."""
