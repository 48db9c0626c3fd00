"""Who reads: the cloud service, or the embedded reader behind the same API on a loopback port of this process."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from batch_ocr.address import normal_address
from batch_ocr.aspose.client import AsposeClient, CallKind
from batch_ocr.aspose.connection import parse_base_url
from batch_ocr.aspose.credentials import Secret, load_credentials
from batch_ocr.aspose.token import ClientCredentials, StaticToken, TokenSource
from batch_ocr.aspose.wire import LANGUAGES, RecognitionOptions, language_named
from batch_ocr.convert import ConversionRules
from batch_ocr.errors import ReaderUnavailable, SettingsError
from batch_ocr.log import keep_secret
from batch_ocr.reader.packages import check_packages
from batch_ocr.settings import Settings

OnCall = Callable[[CallKind], None]


def service_name(settings: Settings) -> str:
    """Return the service's name in the ledger: a task id is valid only at the service that issued it."""
    return "local" if settings.engine == "local" else f"aspose {normal_address(settings.base_url)}"


def check_address(settings: Settings) -> None:
    """Raise SettingsError for an invalid `base_url`, before the ledger remembers tickets under it."""
    parse_base_url(settings.base_url)


def check_service(settings: Settings) -> None:
    """Raise what a run with the cloud would before its first call: address, proxy, CA file or credentials are wrong."""
    _client(settings, settings.base_url, _credentials(settings), lambda _: None)


def host_name(settings: Settings) -> str:
    """How messages name a service that cannot be reached."""
    return "the embedded reader" if settings.engine == "local" else settings.base_url


def worker_count(settings: Settings) -> int:
    """Worker processes of the embedded reader: one for each core this process may use, unless set."""
    if settings.workers:
        return settings.workers
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def recognition_options(settings: Settings) -> RecognitionOptions:
    """What is asked of the reader for every document. Raises SettingsError for a language the service does not know."""
    if (language := language_named(settings.language)) is None:
        close = difflib.get_close_matches(settings.language.strip().capitalize(), LANGUAGES, n=1)
        hint = f"; did you mean {close[0]!r}?" if close else " (docs.aspose.cloud/ocr/supported-languages)"
        raise SettingsError(f"language: the service has no {settings.language!r}{hint}")
    return RecognitionOptions(
        language=language,
        skew_correct=settings.skew_correct,
        rotate=settings.rotate,
        binarize=settings.binarize,
        upsample=settings.upsample,
        spell_check=settings.spell_check,
    )


def conversion_rules(settings: Settings) -> ConversionRules:
    """Return what has to be converted before the engine gets it."""
    return ConversionRules(settings.engine == "aspose", settings.max_file_bytes, settings.max_pixels)


@asynccontextmanager
async def opened_client(
    settings: Settings, on_call: OnCall, on_unavailable: Callable[[ReaderUnavailable], object]
) -> AsyncIterator[AsposeClient]:
    """Yield a client of the engine that the settings name; with `local`, the embedded reader's service runs meanwhile.

    Raises AccessRefused without credentials for the cloud, ReaderUnavailable without the embedded reader's packages;
    `on_unavailable` is called when the reader breaks later.
    """
    if settings.engine == "aspose":
        async with _client(settings, settings.base_url, _credentials(settings), on_call) as client:
            yield client
        return
    check_packages()
    from batch_ocr.commands.embedded import embedded_service  # noqa: PLC0415 - the cloud needs none of it

    async with (
        embedded_service(settings, on_unavailable) as (base_url, token),
        _client(settings, base_url, StaticToken(Secret(token)), on_call) as client,
    ):
        yield client


def _credentials(settings: Settings) -> TokenSource:
    credentials = load_credentials(settings.client_id_file, settings.client_secret_file)
    keep_secret(credentials.client_secret.reveal())
    return ClientCredentials(credentials, keep_secret)


def _client(settings: Settings, base_url: str, auth: TokenSource, on_call: OnCall) -> AsposeClient:
    return AsposeClient(
        base_url,
        auth,
        connect_timeout=settings.connect_timeout,
        read_timeout=settings.read_timeout,
        ca_file=settings.ca_file,
        on_call=on_call,
    )
