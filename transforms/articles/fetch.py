"""Reading addresses politely and safely: feeds and pages over HTTP, many hosts at once, one request at a time per host.

requests does the work, with urllib3's retries (they obey Retry-After), requests-hardened's filter of private addresses
(it looks up a host once, and connects to the address that it checked) and Protego for robots.txt.
"""

import math
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.message import Message
from typing import ClassVar
from urllib.parse import urljoin, urlsplit

import requests
from protego import Protego
from requests.adapters import HTTPAdapter
from requests_hardened.ip_filter import InvalidIPAddress
from requests_hardened.ip_filter_adapter import IPFilterAdapter
from urllib3.util import Retry


@dataclass(frozen=True)
class FetchRules:
    """How addresses are read. Times are in seconds."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    user_agent: str = "storywatch/0.1 (news monitoring; the operator names a contact in fetch.user_agent)"
    connect_timeout: float = 10
    read_timeout: float = 20
    request_seconds: float = 60
    """A request that takes longer, redirects and body included, is given up."""
    run_seconds: float = 900
    """What has not been asked for by then is left for the next run."""
    pause: float = 1.0
    """Between two requests to one host; robots.txt may ask for more, up to `longest_pause`."""
    longest_pause: float = 10
    retries: int = 2
    backoff: float = 1.0
    """Before the second retry; each later one waits twice as long."""
    longest_wait: float = 60
    """The most that a Retry-After is obeyed for."""
    max_bytes: int = 10_000_000
    """Of a body, after decompression."""
    redirects: int = 5
    hosts_at_once: int = 32
    robots: bool = True
    private_hosts: tuple[str, ...] = ()
    """Hosts (or host:port) with private or loopback addresses that links of feeds may lead to."""


class FetchError(Exception):
    """Why an address could not be read, in one line."""


@dataclass(frozen=True)
class Fetched:
    """What an address answered; `body` is None where nothing has changed since the last time (304)."""

    url: str
    body: bytes | None
    etag: str | None = None
    modified: str | None = None
    charset: str | None = None
    """What the answer's header says of its encoding, if it does."""


def charset_of(content_type: str | None) -> str | None:
    """The charset that a Content-Type header names: none is guessed where it names none."""
    told = Message()
    told["Content-Type"] = content_type or ""
    return told.get_content_charset()


GIVE_UP = 2
"""Requests in a row that a host did not answer, after which it is left alone for the rest of the run."""


def host_of(url: str) -> str:
    """host or host:port of an address, in lower case; empty where there is none."""
    try:
        parts = urlsplit(url)
        return (parts.hostname or "") + (f":{parts.port}" if parts.port else "")
    except ValueError:
        return ""


class Fetcher:
    """Reads addresses under `rules`. One for a whole run: it knows when each host was last asked, and when time is over.

    Hosts in `trusted` may have private addresses, but only for what the operator named (`get(…, named=True)`).
    """

    def __init__(self, rules: FetchRules, trusted: Iterable[str] = ()) -> None:
        self.rules = rules
        self.trusted = set(trusted)
        self.deadline = time.monotonic() + rules.run_seconds
        self._robots: dict[str, Protego | None] = {}
        self._last: dict[str, float] = {}
        self._silent: dict[str, int] = defaultdict(int)

    def _session(self, named: bool) -> requests.Session:
        session = requests.Session()
        # neither proxies nor passwords of the environment: a proxy would connect where the filter cannot see
        session.trust_env = False
        session.max_redirects = self.rules.redirects
        session.headers["User-Agent"] = self.rules.user_agent
        retry = Retry(
            total=self.rules.retries, backoff_factor=self.rules.backoff, status_forcelist=(429, 500, 502, 503, 504), redirect=0,
            allowed_methods=("GET",), raise_on_status=False, retry_after_max=math.ceil(self.rules.longest_wait),
        )  # fmt: skip
        for scheme in ("http", "https"):
            guarded = IPFilterAdapter(is_https_proto=scheme == "https")
            guarded.max_retries = retry
            session.mount(f"{scheme}://", guarded)
            for host in {*self.rules.private_hosts, *(self.trusted if named else ())}:
                session.mount(f"{scheme}://{host}/", HTTPAdapter(max_retries=retry))
        return session

    def each(self, addresses: Iterable[str], read: Callable[["Fetcher", str], None]) -> None:
        """Calls `read` for every address: hosts side by side, the addresses of one host one after the other."""
        of_host: dict[str, list[str]] = defaultdict(list)
        for url in addresses:
            of_host[host_of(url)].append(url)

        def one_host(urls: list[str]) -> None:
            for url in urls:
                read(self, url)

        if of_host:
            with ThreadPoolExecutor(min(self.rules.hosts_at_once, len(of_host))) as pool:
                list(pool.map(one_host, of_host.values()))

    def get(self, url: str, etag: str | None = None, modified: str | None = None, *, named: bool = False) -> Fetched:
        """What stands at `url`; `named` where the operator gave it. Raises FetchError. Not for one host from two threads."""
        host = host_of(url)
        if urlsplit(url).scheme not in ("http", "https") or not host:
            raise FetchError("not an http or https address")
        if time.monotonic() > self.deadline:
            raise FetchError(f"not asked for: the run's {self.rules.run_seconds:g} seconds for fetching are over")
        if self._silent[host] >= GIVE_UP:
            raise FetchError(f"not asked for: {host} did not answer before")
        self._allowed(url, host, named)
        headers = {k: v for k, v in (("If-None-Match", etag), ("If-Modified-Since", modified)) if v}
        return self._request(url, host, headers, named)

    def _allowed(self, url: str, host: str, named: bool) -> None:
        if not self.rules.robots:
            return
        if host not in self._robots:
            address = urljoin(url, "/robots.txt")
            try:
                body = self._request(address, host, {}, named).body or b""
                self._robots[host] = Protego.parse(body.decode("utf-8", "replace"))
            except FetchError as error:
                # no robots.txt (4xx): everything is allowed; no answer or a server in trouble (RFC 9309): nothing is
                if "HTTP 4" not in str(error) or "HTTP 429" in str(error):
                    raise FetchError(f"robots.txt: {error}") from error
                self._robots[host] = None
        rules = self._robots[host]
        if rules and not rules.can_fetch(url, self.rules.user_agent):
            raise FetchError("robots.txt does not allow it")

    def _wait(self, host: str) -> None:
        robots = self._robots.get(host)
        asked = robots.crawl_delay(self.rules.user_agent) if robots else None
        pause = max(self.rules.pause, min(float(asked or 0), self.rules.longest_pause))
        rest = self._last.get(host, -math.inf) + pause - time.monotonic()
        if rest > 0:
            time.sleep(rest)

    def _request(self, url: str, host: str, headers: Mapping[str, str], named: bool) -> Fetched:
        self._wait(host)
        until = min(time.monotonic() + self.rules.request_seconds, self.deadline + self.rules.request_seconds)
        timeout = (self.rules.connect_timeout, self.rules.read_timeout)
        try:
            with self._session(named) as session, session.get(url, headers=dict(headers), timeout=timeout, stream=True) as answer:
                self._silent[host] = 0
                if answer.status_code == 304:
                    return Fetched(url, None, headers.get("If-None-Match"), headers.get("If-Modified-Since"))
                if answer.status_code != 200:
                    raise FetchError(f"HTTP {answer.status_code} {answer.reason or ''}".strip())
                body = bytearray()
                for part in answer.iter_content(65_536):
                    body += part
                    if len(body) > self.rules.max_bytes:
                        raise FetchError(f"more than {self.rules.max_bytes:,} bytes")
                    if time.monotonic() > until:
                        raise FetchError(f"took longer than {self.rules.request_seconds:g} seconds")
                told = answer.headers
                return Fetched(answer.url, bytes(body), told.get("ETag"), told.get("Last-Modified"), charset_of(told.get("Content-Type")))
        except InvalidIPAddress as error:
            raise FetchError(f"a private or loopback address: {error} (fetch.private_hosts allows a host)") from error
        except (requests.ConnectionError, requests.Timeout) as error:
            self._silent[host] += 1
            raise FetchError(f"no answer: {_cause(error)}") from error
        except (requests.RequestException, ValueError, OSError) as error:
            raise FetchError(f"{type(error).__name__}: {_cause(error)}") from error
        finally:
            self._last[host] = time.monotonic()


def _cause(error: BaseException) -> str:
    """What the libraries wrapped, in one line without objects' addresses."""
    while isinstance(getattr(error, "reason", None), BaseException) or (error.args and isinstance(error.args[0], BaseException)):
        inner = getattr(error, "reason", None)
        error = inner if isinstance(inner, BaseException) else error.args[0]
    text = " ".join(str(error).split())
    return text.rpartition("object at 0x")[2].partition(">: ")[2][:200] or text[:200]
