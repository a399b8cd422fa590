"""Another system that is called, in a process of its own: every call is in a file before its answer.

Arguments: the file, and how many calls ``/good`` answers before a file beside it, ``.go``, is there.
Prints its port. The path chooses how it behaves: ``/good``, ``/flaky`` (fails once for every third
call), ``/busy`` (asks for two seconds at first), ``/gone``, ``/slow`` (never answers).
"""

import asyncio
import base64
import json
import sys
from pathlib import Path
from zlib import crc32

_PAUSE = 0.02
_HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature", "authorization")


class Receiver:
    def __init__(self, ledger, most: int) -> None:
        self._ledger = ledger
        self._go = Path(ledger.name).with_suffix(".go")
        self._places = asyncio.Semaphore(most)
        self._seen: set[str] = set()

    async def serve(self, reader, writer) -> None:
        try:
            while True:
                lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
                path = lines[0].split()[1]
                fields = dict(
                    line.lower().split(": ", 1)[:1] + line.split(": ", 1)[1:]
                    for line in lines[1:-2]
                )
                body = await reader.readexactly(int(fields["content-length"]))
                status, extra = await self._answer(path, fields, body)
                head = f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n{extra}\r\n"
                writer.write(head.encode())
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def _answer(self, path: str, fields: dict, body: bytes) -> tuple[int, str]:
        name = path + fields["webhook-id"]
        first, first_of_path = name not in self._seen, path not in self._seen
        self._seen |= {name, path}
        if path == "/slow":
            await asyncio.sleep(3600)
        if path == "/good" and not self._go.exists():
            await self._places.acquire()
        await asyncio.sleep(_PAUSE)
        status, extra = 200, ""
        if path == "/flaky" and first and crc32(name.encode()) % 3 == 0:
            status = 500
        elif path == "/busy" and first_of_path:
            status, extra = 429, "Retry-After: 2\r\n"
        elif path == "/gone":
            status = 410
        said = {header: fields.get(header) for header in _HEADERS}
        row = {"path": path, "status": status, "body": base64.b64encode(body).decode(), **said}
        self._ledger.write(json.dumps(row) + "\n")
        self._ledger.flush()
        return status, extra


async def main(ledger, most: int) -> None:
    server = await asyncio.start_server(Receiver(ledger, most).serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201 -- for the story
    await server.serve_forever()


if __name__ == "__main__":
    with Path(sys.argv[1]).open("a") as ledger:
        asyncio.run(main(ledger, int(sys.argv[2])))
