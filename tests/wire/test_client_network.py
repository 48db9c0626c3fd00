"""TLS and proxies: the connection is checked, and the proxies of the environment are used."""

from __future__ import annotations

import asyncio
import base64
import ssl
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from batch_ocr.address import normal_address
from batch_ocr.aspose.client import AsposeClient, CallKind
from batch_ocr.aspose.connection import parse_base_url
from batch_ocr.aspose.credentials import Secret
from batch_ocr.aspose.origin import origin_of
from batch_ocr.aspose.proxy import environment_proxy
from batch_ocr.aspose.token import StaticToken
from batch_ocr.errors import AccessRefused, BatchOcrError, NotSent, SettingsError
from batch_ocr.log import redacted
from tests.wire.misbehaving import GUID, LARGE, OPTIONS, SMALL, Peer, client_of, serving

PROXY_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "no_proxy")


async def tls_server(certificate: Path) -> asyncio.Server:
    """Answer every request with a task id, over TLS."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            peer = Peer(0, reader, writer)
            while await peer.request():
                await peer.answer()
        finally:
            writer.close()

    return await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls_of(certificate))


def tls_of(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.mark.parametrize("trusted", [True, False])
def test_a_certificate_is_checked(certificate: Path, *, trusted: bool) -> None:
    """A certificate nobody vouches for is refused before a byte of the document is out; `ca_file` makes it trusted."""

    async def scenario() -> None:
        server = await tls_server(certificate)
        url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with server, client_of(url, ca_file=str(certificate) if trusted else None) as client:
            if trusted:
                assert await client.submit(SMALL, OPTIONS) == GUID
                assert await client.submit(LARGE, OPTIONS) == GUID
            else:
                with pytest.raises(NotSent, match="certificate"):
                    await client.submit(SMALL, OPTIONS)

    asyncio.run(scenario())


@pytest.mark.parametrize("tunnel", [False, True])
def test_connecting_may_be_cancelled_at_any_moment(
    monkeypatch: pytest.MonkeyPatch, certificate: Path, *, tunnel: bool
) -> None:
    """Nothing of the attempt stays behind that the next connection could stumble over."""

    async def scenario() -> None:
        service = await tls_server(certificate)
        async with service, serving(partial(tunnel_to, service, [])) as proxy:
            if tunnel:
                proxy_of(monkeypatch, "https://x", https_proxy=proxy.url)
            url = "https://api.example" if tunnel else f"https://127.0.0.1:{service.sockets[0].getsockname()[1]}"
            async with client_of(url, ca_file=str(certificate)) as client:
                for turns in range(30):
                    async with asyncio.TaskGroup() as group:
                        task = group.create_task(client.submit(SMALL, OPTIONS))
                        for _ in range(turns):
                            await asyncio.sleep(0)
                        task.cancel()
                assert await client.submit(SMALL, OPTIONS) == GUID

    asyncio.run(scenario())


def test_a_service_that_speaks_no_tls_is_not_sent_anything() -> None:
    """Talking TLS to a plain server fails in the handshake: surely not sent."""

    async def plain(peer: Peer) -> None:
        await peer.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await peer.until_closed()

    async def scenario() -> None:
        async with serving(plain) as served, client_of(served.url.replace("http:", "https:")) as client:
            with pytest.raises(NotSent):
                await client.submit(SMALL, OPTIONS)

    asyncio.run(scenario())


@pytest.mark.parametrize("content", [None, "not a certificate"])
def test_a_ca_file_that_cannot_be_used_is_an_error_of_the_settings(tmp_path: Path, content: str | None) -> None:
    """A missing file or one without certificates is told at the start, with its name."""
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)
    with pytest.raises(SettingsError, match=r"ca_file = .*ca\.pem"):
        AsposeClient("https://h", StaticToken(Secret("t")), connect_timeout=1, read_timeout=1, ca_file=str(file))


def proxy_of(monkeypatch: pytest.MonkeyPatch, url: str, **variables: str) -> str | None:
    for name in PROXY_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    proxy = environment_proxy(origin_of(urlsplit(url))).origin
    return None if proxy is None else f"{proxy.scheme}://{proxy.address}"


def test_the_proxy_of_the_environment_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the scheme of the service; NO_PROXY and loopback addresses go direct; a name without scheme is HTTP."""
    https, http = "https://api.example", "http://api.example"
    assert proxy_of(monkeypatch, https) is None
    assert proxy_of(monkeypatch, https, HTTPS_PROXY="http://p:3128") == "http://p:3128"
    assert proxy_of(monkeypatch, http, HTTPS_PROXY="http://p:3128") is None
    assert proxy_of(monkeypatch, http, http_proxy="p:3128") == "http://p:3128"
    assert proxy_of(monkeypatch, https, HTTPS_PROXY="http://p:3128", NO_PROXY=".example") is None
    assert proxy_of(monkeypatch, "http://127.0.0.1:8765", HTTP_PROXY="http://p:3128") is None
    assert proxy_of(monkeypatch, "http://localhost", http_proxy="http://p:3128") is None


@pytest.mark.parametrize(
    "address", ["socks5://p:1080", "http://", "://", "http://[::1", "http://u:\udcff@p:1", "http://p\\x"]
)
def test_a_proxy_that_cannot_be_used_is_an_error_of_the_settings(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """Going direct where a proxy is demanded would be wrong, so the variable is named and the run ends."""
    with pytest.raises(SettingsError, match="HTTPS_PROXY"):
        proxy_of(monkeypatch, "https://api.example", HTTPS_PROXY=address)


def test_a_submission_goes_through_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The proxy gets the full address and its own credentials, which no error shows."""

    async def scenario() -> None:
        heads: list[str] = []

        async def proxy(peer: Peer) -> None:
            heads.append(await peer.request())
            await peer.answer()
            heads.append(await peer.request())
            peer.reset()

        async with serving(proxy) as served:
            address = served.url.replace("http://", "http://user:pa%40ss@")
            proxy_of(monkeypatch, "http://x", http_proxy=address)
            async with client_of("http://api.example") as client:
                assert await client.submit(SMALL, OPTIONS) == GUID
                with pytest.raises(Exception, match="no answer") as caught:
                    await client.submit(SMALL, OPTIONS)
        assert heads[0].startswith("POST http://api.example/v5.0/ocr/RecognizeAndParseInvoice HTTP/1.1\r\n")
        assert f"Proxy-Authorization: Basic {base64.b64encode(b'user:pa@ss').decode()}" in heads[0]
        assert "pa@ss" not in repr(caught.value)

    asyncio.run(scenario())


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_echoes_its_password_is_told_without_it(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    """Raw, as it stands in the variable, or as it went over the wire: neither errors nor messages show it."""
    forms = ["hunt!@r2pw", "hunt!%40r2pw", base64.b64encode(b"pu:hunt!@r2pw").decode()]

    async def echo(peer: Peer) -> None:
        await peer.request()
        words = " ".join(forms)
        await peer.answer(f"denied {words}".encode(), f"407 Denied {words}")

    async def scenario() -> None:
        async with serving(echo) as served:
            address = served.url.replace("http://", "http://pu:hunt!%40r2pw@")
            proxy_of(monkeypatch, f"{scheme}://x", **{f"{scheme}_proxy": address})
            async with client_of(f"{scheme}://api.example") as client:
                with pytest.raises(BatchOcrError, match="407") as caught:
                    await client.submit(SMALL, OPTIONS)
        assert not [form for form in forms if form in str(caught.value)]
        assert not [form for form in forms if form in redacted(" ".join(forms))]

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "url",
    [
        "ftp://user:s3cret@h",
        "https://user:s3cret@h",
        "https://:s3cret@h",
        "user:s3cret@h",
        "http://u:s3cret/x@h:p",
        "http://u:s3cret\udcff@h",
    ],
)
def test_a_password_in_the_address_is_not_shown(url: str) -> None:
    """An address that is refused may be a mistake that holds one."""
    with pytest.raises(SettingsError, match="base_url") as caught:
        parse_base_url(url)
    assert "s3cret" not in str(caught.value)


def test_an_address_has_one_spelling() -> None:
    """Tickets are remembered under it: case and slashes at the end make no other service of it."""
    spellings = ["https://host.example/A", "HTTPS://Host.Example/A/", "https://host.example/A//"]
    assert {normal_address(one) for one in spellings} == {parse_base_url(one) for one in spellings} == {spellings[0]}
    assert parse_base_url("http://host//") == normal_address("http://host//") == "http://host"


@pytest.mark.parametrize(
    "address",
    [
        "http://h:99999",
        "http://h:p",
        "http://[::1",
        "http://h\\x",
        "http://a b",
        "http://h\0",
        "http://h/\udcff",
    ],
)
def test_an_address_that_is_none_is_an_error_of_the_settings(address: str) -> None:
    """Also bytes of the command line that are no text, and a host that no resolver could be asked for."""
    with pytest.raises(SettingsError, match="base_url"):
        parse_base_url(address)


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("https://h:443", "https://h"),
        ("http://h:80/a b", "http://h/a%20b"),
        ("http://h/%C3%A9/100%/%zz", "http://h/%C3%A9/100%25/%25zz"),
        ("http://München.example/ö", "http://xn--mnchen-3ya.example/%C3%B6"),
        ("https://straße.example", "https://xn--strae-oqa.example"),
        ("https://[::1]:8443/p", "https://[::1]:8443/p"),
    ],
)
def test_an_address_is_spelled_as_the_wire_has_it(address: str, sent: str) -> None:
    """Names in other scripts are those that a browser asks for; what cannot stand in a path is escaped, once."""
    assert parse_base_url(address) == sent


def test_a_proxy_that_refuses_the_tunnel_has_sent_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A CONNECT that fails is a connection that never came to be; the proxy's credentials were on it."""
    heads: list[str] = []

    async def refuse(peer: Peer) -> None:
        heads.append(await peer.request())
        await peer.answer(b"", "502 Bad Gateway")

    async def scenario() -> None:
        async with serving(refuse) as served:
            proxy_of(monkeypatch, "https://x", https_proxy=served.url.replace("http://", "http://user:pass@"))
            async with client_of("https://api.example") as client:
                with pytest.raises(NotSent, match="502"):
                    await client.submit(SMALL, OPTIONS)
        assert heads[0].startswith("CONNECT api.example:443 HTTP/1.1\r\n")
        assert "Proxy-Authorization: Basic dXNlcjpwYXNz" in heads[0]
        assert "Bearer" not in heads[0]

    asyncio.run(scenario())


def test_a_submission_goes_through_the_tunnel(monkeypatch: pytest.MonkeyPatch, certificate: Path) -> None:
    """Behind CONNECT the service is spoken to in TLS, checked as ever; the proxy sees no token."""
    seen: list[bytes] = []

    async def scenario() -> None:
        service = await tls_server(certificate)
        async with service, serving(partial(tunnel_to, service, seen)) as served:
            proxy_of(monkeypatch, "https://x", https_proxy=served.url)
            async with client_of("https://api.example", ca_file=str(certificate)) as client:
                assert await client.submit(SMALL, OPTIONS) == GUID
                assert await client.submit(LARGE, OPTIONS) == GUID
        assert len(served.peers) == 1
        assert seen[0].startswith(b"CONNECT api.example:443 HTTP/1.1\r\nHost: api.example:443\r\n")
        assert b"token-of-the-tests" not in b"".join(seen)

    asyncio.run(scenario())


def test_a_name_may_end_in_a_dot(monkeypatch: pytest.MonkeyPatch, certificate: Path) -> None:
    """The resolver takes the name for a full one then; certificates have it without."""
    seen: list[bytes] = []

    async def scenario() -> None:
        service = await tls_server(certificate)
        async with service, serving(partial(tunnel_to, service, seen)) as served:
            proxy_of(monkeypatch, "https://x", https_proxy=served.url)
            async with client_of("https://api.example.", ca_file=str(certificate)) as client:
                assert await client.submit(SMALL, OPTIONS) == GUID
        assert seen[0].startswith(b"CONNECT api.example.:443 ")

    asyncio.run(scenario())


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_speaks_tls_is_checked_as_the_service_is(
    monkeypatch: pytest.MonkeyPatch, certificate: Path, scheme: str
) -> None:
    """`ca_file` makes its certificate trusted, too; without, it gets neither the document nor its password."""
    seen: list[bytes] = []

    async def scenario() -> None:
        service = await tls_server(certificate)

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            peer = Peer(0, reader, writer)
            if scheme == "https":
                await tunnel_to(service, seen, peer)
            else:
                seen.append((await peer.request()).encode())
                await peer.answer()
                writer.close()

        proxy = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls_of(certificate))
        address = f"https://user:pass@127.0.0.1:{proxy.sockets[0].getsockname()[1]}"
        proxy_of(monkeypatch, f"{scheme}://x", **{f"{scheme}_proxy": address})
        async with service, proxy:
            async with client_of(f"{scheme}://api.example") as client:
                with pytest.raises(NotSent, match="certificate"):
                    await client.submit(SMALL, OPTIONS)
            assert seen == []
            async with client_of(f"{scheme}://api.example", ca_file=str(certificate)) as client:
                assert await client.submit(SMALL, OPTIONS) == GUID
            assert b"Proxy-Authorization: Basic" in seen[0]

    asyncio.run(scenario())


def test_a_proxy_that_says_more_than_it_was_asked_has_sent_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes behind its consent cannot be the service's, who has heard nothing yet; they are not waited out."""

    async def talk(peer: Peer) -> None:
        await peer.head()
        await peer.send(b"HTTP/1.1 200 Connection established\r\n\r\n220 welcome\r\n")
        await peer.until_closed()

    async def scenario() -> None:
        async with serving(talk) as served:
            proxy_of(monkeypatch, "https://x", https_proxy=served.url)
            async with client_of("https://api.example") as client:
                with pytest.raises(NotSent, match="more than it was asked"):
                    await client.submit(SMALL, OPTIONS)

    asyncio.run(scenario())


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_wants_another_password_ends_the_run(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    """Whether for a tunnel or for an answer: no document would fare better. What came no further is not counted."""

    async def refuse(peer: Peer) -> None:
        await peer.request()
        await peer.answer(b"", "407 Proxy Authentication Required")

    async def scenario() -> None:
        calls: list[CallKind] = []
        async with serving(refuse) as served:
            proxy_of(monkeypatch, f"{scheme}://x", **{f"{scheme}_proxy": served.url})
            async with client_of(f"{scheme}://api.example", calls=calls) as client:
                with pytest.raises(AccessRefused, match=r"the proxy refuses us .*HTTP 407.*HTTPS_PROXY"):
                    await client.submit(SMALL, OPTIONS)
        assert calls == ([] if scheme == "https" else ["submit"])

    asyncio.run(scenario())


async def tunnel_to(service: asyncio.Server, seen: list[bytes], peer: Peer) -> None:
    """Be a proxy that connects everybody to the service; `seen` is what it could read."""
    seen.append((await peer.head()).encode())
    reader, writer = await asyncio.open_connection(*service.sockets[0].getsockname())
    await peer.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
    async with asyncio.TaskGroup() as group:
        group.create_task(carried(peer.reader, writer, seen))
        group.create_task(carried(reader, peer.writer, []))


async def carried(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, copy: list[bytes]) -> None:
    """Carry bytes from one connection to another, with a copy of each."""
    try:
        while data := await reader.read(1 << 16):
            copy.append(data)
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    writer.close()
