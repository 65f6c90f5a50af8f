"""Articles cut into claims by processes of their own, beside what the run does with the claims meanwhile."""

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context, parent_process

from storywatch.transforms.claims.extract import claims_of
from storywatch.transforms.rows import Article, ArticleClaims
from storywatch.transforms.vocabulary import Vocabulary

LEAST = 150
"""Articles that are worth the start of processes, which takes them about four seconds."""
MOST = 512
"""Articles that wait for a process or for being taken."""

Cut = tuple[Article, ArticleClaims | Exception, float]
"""An article, its claims or why it has none, and the seconds that it took."""


def cut(article: Article) -> Cut:
    """Raises only what is the machine's fault, such as a full disk."""
    began = time.perf_counter()
    try:
        return article, claims_of(article), time.perf_counter() - began
    except OSError:
        raise
    except Exception as error:  # a text that no rule foresaw must not end the run
        return article, error, time.perf_counter() - began


def _begin(vocabulary: Vocabulary) -> None:
    """In a process that starts: it leaves the keyboard to the run, ends with it, and takes one core."""
    from threadpoolctl import threadpool_limits

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    vocabulary.use()
    cut(Article("warm-up", "A first sentence loads the models."))
    threadpool_limits(1)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent:
        parent.join()
    os._exit(1)


class Cutters:
    """Cuts articles in `processes` processes, once there are enough articles; by itself before that, or with none.

    `meanwhile` is done while the processes start.
    """

    def __init__(self, vocabulary: Vocabulary, processes: int, meanwhile: Callable[[], object] | None = None) -> None:
        self._vocabulary = vocabulary
        self._processes = processes
        self._meanwhile = meanwhile
        self._pool: ProcessPoolExecutor | None = None
        self._waiting: deque[Article] = deque()
        self._cutting: deque[Future[Cut]] = deque()

    def busy(self) -> int:
        """The cores that are taken by cutting."""
        # what came last is cut last
        return sum(not future.done() for future in islice(reversed(self._cutting), self._processes))

    def put(self, article: Article) -> Iterator[Cut]:
        """Takes an article; gives those that came more than MOST before it, cut, in the order in which they came."""
        if not self._processes:
            yield cut(article)
            return
        self._waiting.append(article)
        starts = self._pool is None
        if starts and len(self._waiting) < LEAST:
            return
        # spawned, as a fork of a process with threads may hang
        self._pool = self._pool or ProcessPoolExecutor(
            self._processes, mp_context=get_context("spawn"), initializer=_begin, initargs=(self._vocabulary,)
        )
        while self._waiting:
            self._cutting.append(self._pool.submit(cut, self._waiting.popleft()))
        if starts and self._meanwhile:
            self._meanwhile()
        # one goes for one that comes, so that the processes have work while what follows is busy with those that went
        while len(self._cutting) > MOST:
            yield self._cutting.popleft().result()

    def rest(self) -> Iterator[Cut]:
        """Those that are left."""
        while self._cutting:
            yield self._cutting.popleft().result()
        while self._waiting:
            yield cut(self._waiting.popleft())

    def close(self) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None
