"""The `llm` coder: a language model behind an OpenAI-compatible address, nothing of whose answers is taken unproved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed, wait
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from flows.extract.llm_check import Reject, check, rows_of
from flows.extract.llm_client import CUT_OFF, FILTERED, REFUSED, Answer, Client
from flows.extract.llm_coded import Coded
from flows.extract.llm_currency import Currencies
from flows.extract.llm_endpoint import Endpoint
from flows.extract.llm_prompt import CODEBOOK, Prompt
from flows.extract.llm_windows import Window, halves, windows
from flows.lexicon.actors import load_actors
from flows.parse.document import Document
from schemas.claim import Claim, with_ids
from schemas.ids import fingerprint, sha256_text

_ASKED = 2  # times, where the answer is unusable as a whole
_MOMENT = 0.5  # seconds
_UNENDED = {
    CUT_OFF: "the answer was cut off at the longest length allowed",
    REFUSED: "the model refused to answer",
    FILTERED: "the server's filter stopped the answer",
}


class AbandonedError(KeyboardInterrupt):
    """An interrupt while calls under way were waited for; their threads still run."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What coding a document would take: windows, those answered before, tokens in and out, and the cost.

    `most` is what all calls together may cost, one a window, and `most_call` what the dearest of them may.
    """

    windows: int
    cached: int
    tokens_in: int
    tokens_out: int
    cost: float
    most: float
    most_call: float


class LlmCoder:
    """Codes documents by a model at an endpoint, whose limit on cost is on all documents together.

    `cache` keeps answers. `progress` is called after each window with how many of a document's windows are done, and
    of how many; `say` is told in a line what is waited for after an error or an interrupt.
    """

    name = "llm"

    def __init__(
        self,
        lexicon_folder: Path,
        endpoint: Endpoint,
        cache: Path,
        *,
        codebook: Path = CODEBOOK,
        progress: Callable[[int, int], None] | None = None,
        say: Callable[[str], None] | None = None,
    ) -> None:
        self._prompt = Prompt(lexicon_folder, codebook)
        self._client = Client(endpoint, self._prompt, cache)
        self._lexicon_folder = lexicon_folder
        self._actors = load_actors(lexicon_folder)
        self._currencies = Currencies(lexicon_folder / "currencies.csv")
        self._progress = progress or (lambda done, of: None)
        self._say = say or (lambda line: None)

    @cached_property
    def version(self) -> str:
        """The model, a hash of its instructions, and one of the code, the lexicon and the longest answer."""
        here = Path(__file__).parent
        told_by = (here / f"{name}.py" for name in ("dates", "date_patterns", "money", "money_patterns", "numerals"))
        code = (*here.glob("llm*.py"), *told_by, *(here.parent / "lexicon").glob("*.py"))
        files = fingerprint([*code, *self._lexicon_folder.glob("*.csv")])
        limit = self._client.endpoint.max_tokens
        return f"{self._client.endpoint.model}+{self._prompt.hash}+{sha256_text(f'{files} {limit}')[:8]}"

    def code(self, document: Document) -> list[Claim]:
        """Return the claims of a document, in order of place."""
        return self.read(document).claims

    def read(self, document: Document) -> Coded:
        """Return the claims of a document and what was refused.

        Raises OSError if the server leaves a window unanswered, ValueError if it refuses calls for good or the cost
        allowed is reached, AbandonedError if interrupted a second time; answers that came before that are kept for
        the next run.
        """
        before = self._client.spent
        answers = [(window, answer, _rows(answer)) for window, answer in self._answers(windows(document))]
        judged = [one for answer in answers for one in self._judged(document, *answer)]
        claims = with_ids(one for one in judged if isinstance(one, Claim))
        rejects = [one for one in judged if isinstance(one, Reject)]
        unread = sum(isinstance(rows, str) for *_, rows in answers)
        return Coded(claims, rejects, len(answers), unread, self._client.spent.since(before))

    def estimate(self, document: Document) -> Estimate:
        """Return what coding the document would take, without calling anybody."""
        payloads = [window.payload() for window in windows(document)]
        new = [payload for payload in payloads if self._client.cached(payload) is None]
        counts = [self._client.tokens(payload) for payload in new]
        tokens_in, tokens_out = sum(i for i, _ in counts), sum(o for _, o in counts)
        cost = self._client.endpoint.cost(tokens_in, tokens_out)
        most = [self._client.most(payload) for payload in new]
        kept = len(payloads) - len(new)
        return Estimate(len(payloads), kept, tokens_in, tokens_out, cost, sum(most), max(most, default=0.0))

    def _answers(self, shown: Sequence[Window]) -> list[tuple[Window, Answer]]:
        """Return the answers to all windows in order, each with the window, or half of one, that it is on."""
        self._client.start()
        pool = ThreadPoolExecutor(self._client.endpoint.concurrency)
        futures: list[Future[list[tuple[Window, Answer]]]] = []
        try:
            futures.extend(pool.submit(self._answer, window) for window in shown)
            for done, future in enumerate(as_completed(futures), 1):
                future.result()
                self._progress(done, len(shown))
        except BaseException:
            self._wind_up(pool, futures)
            raise
        pool.shutdown()
        return [pair for future in futures for pair in future.result()]

    def _wind_up(self, pool: ThreadPoolExecutor, futures: Sequence[Future[list[tuple[Window, Answer]]]]) -> None:
        """Begin no new call, and wait for those under way, whose answers are kept, unless interrupted again."""
        self._client.stop()
        pool.shutdown(wait=False, cancel_futures=True)
        try:
            # What only waits for its turn gives up within a moment.
            left = wait([future for future in futures if future.running()], timeout=_MOMENT).not_done
            if left:
                calls = f"{len(left)} call{'s' if len(left) > 1 else ''}"
                self._say(
                    f"waiting for {calls} under way, so that what is paid for is kept; Ctrl-C again to leave at once"
                )
            wait(left)
        except KeyboardInterrupt:
            raise AbandonedError from None

    def _answer(self, window: Window) -> list[tuple[Window, Answer]]:
        """Ask about a window, and about its halves where the answer is too long for one."""
        answer = self._asked(window)
        parts = halves(window) if answer.ended == CUT_OFF else []
        return [(part, self._asked(part)) for part in parts] or [(window, answer)]

    def _asked(self, window: Window) -> Answer:
        """Return the answer kept from an earlier run or a new one; one of no use is asked for again, and not kept."""
        payload = window.payload()
        kept = self._client.cached(payload)
        if kept is not None:
            return kept
        for _ in range(_ASKED):
            answer = self._client.ask(payload)
            # A longer answer than allowed would be as long the next time.
            if answer.ended == CUT_OFF or not isinstance(_rows(answer), str):
                self._client.keep(payload, answer)
                break
        return answer

    def _judged(
        self, document: Document, window: Window, answer: Answer, rows: list[Any] | str
    ) -> Iterator[Claim | Reject]:
        """Tell of each row of an answer what it is, or of the answer why it is unusable as a whole."""
        refused = partial(Reject, document.source_id, self.version, window.span)
        if isinstance(rows, str):
            yield refused(rows, answer.content)
            return
        seen = set()
        for row in rows:
            claim, reason = check(row, window, document, self.version, self._actors, self._currencies)
            if claim is not None and claim in seen:
                claim, reason = None, "the same claim a second time"
            if reason is not None:
                yield refused(reason, row)
            if claim is not None:
                seen.add(claim)
                yield claim


def _rows(answer: Answer) -> list[Any] | str:
    """Return the rows of an answer, or why it is unusable as a whole."""
    return _UNENDED.get(answer.ended) or rows_of(answer.content)
