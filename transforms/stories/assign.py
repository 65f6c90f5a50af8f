"""Articles join stories and claims join threads, in the order of publication.

Everything here is a function of the articles in their order: who came before decides, never the bundle, the worker or
the run that an article came in.
"""

import math
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from storywatch.transforms.claims.difference import exchanged
from storywatch.transforms.learned import learned
from storywatch.transforms.rows import Claim, StoryChange, content_id
from storywatch.transforms.stories.fit import DIGITS, features, fits, lifts, nearest_stories, similarities
from storywatch.transforms.stories.profile import ArticleProfile, Matrix, Prepared, StoryProfile, apart, prepare

JOINS, FOUNDS, UNSURE = "joins", "founds", "unsure"
"""What an article does: it joins a story or founds one, or it does one of both although the other is not unlikely."""


def linking() -> dict[str, Any]:
    """Learned weights and thresholds: config/linking.json."""
    return learned("linking")


class Threads:
    """The threads of a story, each as the sum of its claims' vectors (exact: multiples of 1/2048 in float64)."""

    def __init__(self) -> None:
        self._row: dict[str, int] = {}
        self._totals = np.zeros((0, 0))
        self._lengths = np.zeros(0)

    def add(self, thread_id: str, vector: NDArray[Any]) -> None:
        """Adds a claim to a thread, which may be new."""
        if thread_id not in self._row:
            n = len(self._row)
            if n == len(self._totals):
                grown, lengths = np.zeros((max(16, 2 * n), len(vector))), np.zeros(max(16, 2 * n))
                if n:
                    grown[:n], lengths[:n] = self._totals, self._lengths
                self._totals, self._lengths = grown, lengths
            self._row[thread_id] = n
        row = self._row[thread_id]
        self._totals[row] += vector
        self._lengths[row] = max(float(np.linalg.norm(self._totals[row])), 1e-9)

    def nearest(self, vector: Matrix) -> str | None:
        """The thread whose mean is nearest to a claim, the oldest of equals, or None where none is near."""
        n = len(self._row)
        if not n:
            return None
        similarities = np.round((self._totals[:n] @ vector.astype(np.float64)) / self._lengths[:n], 6)
        best = int(similarities.argmax())
        return next(islice(self._row, best, None)) if similarities[best] > linking()["thread"]["threshold"] else None

    def copy(self) -> "Threads":
        """The same threads, which then go their own way."""
        other = Threads()
        other.absorb(self)
        return other

    def absorb(self, other: "Threads") -> None:
        """Takes in the threads of a story that became one with this."""
        for thread_id, row in other._row.items():
            self.add(thread_id, other._totals[row])


@dataclass
class Linked:
    """An article whose claims have their story and thread; `probability` tells how likely it is that it belongs to `nearest`."""

    profile: ArticleProfile
    claims: tuple[Claim, ...]
    story_id: str
    probability: float
    outcome: str = FOUNDS
    nearest: str | None = None
    """The story that fitted best, which the article joined or not."""
    duplicate_of: str | None = None
    changes: tuple[StoryChange, ...] = ()
    """Stories that became one, or two, by this article."""
    also: Mapping[str, float] = field(default_factory=dict)
    """Other stories that it fits, and how well."""


@dataclass
class Assignment:
    """The stories of a group of connected articles, as far as they have come."""

    model: Mapping[str, Any] = field(default_factory=linking)
    """Weights and thresholds, as in config/linking.json."""
    stories: dict[str, StoryProfile] = field(default_factory=dict)
    threads: dict[str, Threads] = field(default_factory=dict)
    story_of: dict[str, set[str]] = field(default_factory=dict)
    """article_id -> the stories that its claims are in"""
    home: dict[str, str] = field(default_factory=dict)
    """article_id -> its own story"""
    merged: dict[str, str] = field(default_factory=dict)
    also: dict[str, dict[str, float]] = field(default_factory=dict)
    """article_id -> stories that it fits beside its own, and how well"""
    compared: dict[str, dict[str, float]] = field(default_factory=dict)
    """article_id -> the log odds of its comparison as texts with others, whoever of the two came first"""
    whole: Set[str] = frozenset()
    """Stories that are not parted, as an analyst said so."""
    apart: Set[frozenset[str]] = frozenset()
    """Pairs of stories that do not become one, as an analyst said so."""

    def current(self, story_id: str) -> str:
        while story_id in self.merged:
            story_id = self.merged[story_id]
        return story_id

    def fit_both(self, one: str, two: str) -> list[float]:
        """How well articles of one of two stories fit the other, of those that do."""
        found = []
        for article, others in sorted(self.also.items()):
            home = self.current(self.home[article]) if article in self.home else None
            if home in (one, two):
                found += [p for s, p in sorted(others.items()) if self.current(s) in (one, two) and self.current(s) != home]
        return found

    def note(self, article_id: str, compared: Mapping[str, float]) -> None:
        """Keeps how an article compares with earlier ones."""
        for other, score in compared.items():
            self.compared.setdefault(article_id, {})[other] = score
            self.compared.setdefault(other, {})[article_id] = score

    def told(self, article_id: str) -> dict[str, list[float]]:
        """story -> the log odds of the comparisons of an article with those of its articles that it was compared with."""
        out: dict[str, list[float]] = {}
        for other, score in sorted(self.compared.get(article_id, {}).items()):
            if other in self.home:
                out.setdefault(self.current(self.home[other]), []).append(score)
        return out

    def merge(self, change: StoryChange) -> None:
        """Makes one story of two."""
        older, younger = self.stories.pop(change.older), self.stories.pop(change.younger)
        self.stories[change.older] = story_of(change.older, [*older.members, *younger.members])
        self.threads.setdefault(change.older, Threads()).absorb(self.threads.pop(change.younger, Threads()))
        self.merged[change.younger] = change.older

    def part(self, change: StoryChange) -> None:
        """Makes two stories of one."""
        whole = self.stories.pop(change.older)
        for story, moved in ((change.older, False), (change.younger, True)):
            self.stories[story] = story_of(story, [m for m in whole.members if (m.profile.article_id in change.moved) == moved])
        # which of the points belong to which of the two nobody knows: both go on with all of them
        self.threads[change.younger] = self.threads.setdefault(change.older, Threads()).copy()
        self.merged.pop(change.younger, None)
        for article in change.moved:
            self.home[article] = change.younger
            self.story_of[article] = {change.younger if self.current(s) == change.older else s for s in self.story_of.get(article, ())}

    def apply(self, change: StoryChange) -> None:
        """Merges or parts, where the assignment has the stories."""
        if change.older in self.stories and (change.kind == "part" or change.younger in self.stories):
            (self.part if change.kind == "part" else self.merge)(change)

    def learn(self, article: Prepared, claims: Iterable[Claim], main: str) -> None:
        """Takes in an article whose claims have their story and thread, new or from the history."""
        self.home[article.profile.article_id] = main
        story = self.stories.setdefault(main, StoryProfile(main))
        story.add(article)
        found = self.story_of.setdefault(article.profile.article_id, set())
        for claim, vector in zip(claims, article.profile.vectors, strict=True):
            if claim.story_id is None or claim.thread_id is None:
                continue
            self.threads.setdefault(self.current(claim.story_id), Threads()).add(claim.thread_id, vector)
            found.add(self.current(claim.story_id))


def _duplicate(article: Prepared, story: StoryProfile, grid: Matrix) -> str | None:
    """The earliest article of the story that this one repeats almost sentence by sentence, or None. `grid`: their `similarities`."""
    limits = linking()["duplicate"]
    lengths = np.array([len(c.text) for c in article.profile.claims], dtype=np.float64)
    members = [m for m in story.members if len(m.profile.vectors)]
    if not len(lengths) or not members:
        return None
    begins = np.cumsum([0, *(len(m.profile.vectors) for m in members[:-1])])
    alike = np.maximum.reduceat(grid, begins, axis=1) >= limits["similarity"]
    for of in np.flatnonzero(lengths @ alike >= limits["share"] * lengths.sum()):
        member, begin = members[of], begins[of]
        nearest, said = grid[:, begin : begin + len(member.profile.vectors)].argmax(axis=1), member.claims
        copied = [
            near and exchanged(claim, said[int(at)]) is None
            for claim, at, near in zip(article.profile.claims, nearest, alike[:, of], strict=True)
        ]
        if float(lengths[np.array(copied)].sum() / lengths.sum()) >= limits["share"]:
            return member.profile.article_id
    return None


def _story_of_claim(claim: Claim, main: str, nearest: Mapping[str, float], cores: Mapping[str, Set[str]]) -> str:
    """The story of one claim: the article's, unless it clearly speaks of another deployment that is known.

    `nearest`: story -> the similarity of its nearest claim; `cores`: other story -> the places that most of its articles name.
    """
    rules = linking()["claim"]
    names = {t for t in claim.terms if t[0] in "cg"}
    best, best_score = main, max(rules["least"], nearest.get(main, 0.0) + rules["margin"])
    for story, core in cores.items():
        if len(core & names) * 2 >= len(core) and nearest[story] > best_score:
            best, best_score = story, nearest[story]
    return best


def candidates(article: Prepared, near: Iterable[str], assignment: Assignment) -> tuple[dict[str, dict[str, float]], dict[str, Matrix]]:
    """(story -> its `features`, story -> its `similarities`) of the nearest of the stories `near` and those it was compared with."""
    told = assignment.told(article.profile.article_id)
    asked = nearest_stories(article, {s: assignment.stories[s] for s in {*near, *told} if s in assignment.stories}, told)
    grids = {s: similarities(article, assignment.stories[s]) for s in asked}
    found = {s: features(article, assignment.stories[s], grid, told) for s, grid in grids.items()}
    return {s: {**values, **lifts(s, found)} for s, values in found.items()}, grids


def link(
    profile: ArticleProfile,
    neighbours: Iterable[str],
    assignment: Assignment,
    stories: Iterable[str] = (),
    compared: Mapping[str, float] | None = None,
) -> Linked:
    """Gives an article its story and its claims their threads, and takes it into the assignment.

    `neighbours` are the earlier articles, `stories` the stories of the history that are near; these stories and those of the
    articles are what it is compared with. `compared`: earlier article -> log odds of the comparison as texts.
    """
    model = assignment.model
    article = prepare(profile)
    assignment.note(profile.article_id, compared or {})
    near = {assignment.current(s) for a in neighbours for s in assignment.story_of.get(a, ())} | {assignment.current(s) for s in stories}
    found, grids = candidates(article, near, assignment)
    scored = sorted(((fits(values, model), s) for s, values in found.items()), key=lambda pair: (-pair[0], pair[1]))
    changes: list[StoryChange] = []
    duplicate = None
    chance, nearest = scored[0] if scored else (0.0, None)
    if nearest is not None and chance >= model["threshold"]:
        main = nearest
        # a later text of an article is near to itself; what it changes must not be lost as a copy's
        duplicate = None if profile.version_of else _duplicate(article, assignment.stories[main], grids[main])
    else:
        main = content_id("s", profile.article_id)
    low, high = model["unsure"]
    outcome = UNSURE if low <= chance < high and not duplicate else JOINS if main == nearest else FOUNDS
    others = [s for p, s in scored if s != main and p >= model["claim"]["article"]]
    cores = {s: core for s in others if (core := assignment.stories[s].core(("c", "g")))}
    nearest_claims = {s: grids[s].max(axis=1).tolist() for s in (main, *cores) if s in grids and len(profile.claims)}
    claims = []
    for i, (claim, vector) in enumerate(zip(profile.claims, profile.vectors, strict=True)):
        story_id = _story_of_claim(claim, main, {s: of_claims[i] for s, of_claims in nearest_claims.items()}, cores)
        threads = assignment.threads.setdefault(story_id, Threads())
        thread_id = threads.nearest(vector) or content_id("t", claim.claim_id)
        threads.add(thread_id, vector)
        claims.append(replace(claim, story_id=story_id, thread_id=thread_id))
    assignment.home[profile.article_id] = main
    assignment.story_of[profile.article_id] = {main} | {c.story_id for c in claims if c.story_id}
    founded = main
    if outcome != FOUNDS and not duplicate:
        changes += merges(main, scored, profile.article_id, profile.published, assignment)
    main = assignment.current(main)
    assignment.stories.setdefault(main, StoryProfile(main)).add(article)
    parting = part_of(main, profile.article_id, profile.published, assignment)
    if parting:
        assignment.part(parting)
        changes.append(parting)
    also = assignment.also.get(profile.article_id, {})
    return Linked(profile, tuple(claims), founded, chance, outcome, nearest, duplicate, tuple(changes), also)


def story_of(story_id: str, members: Iterable[Prepared]) -> StoryProfile:
    """The profile of a story with these articles."""
    profile = StoryProfile(story_id)
    for member in sorted(members, key=lambda m: m.profile.order):
        profile.add(member)
    return profile


def part_of(story_id: str, article_id: str, published: str | None, assignment: Assignment) -> StoryChange | None:
    """What shows that a story is two: articles that tell of one event by their texts, apart from the others, to which they say no.

    Asked only when the newest article says no to one of the story.
    """
    if story_id in assignment.whole:
        return None
    rules = assignment.model["part"]
    members = [m.profile.article_id for m in assignment.stories[story_id].members]
    inside = set(members)

    def of_story(article: str) -> dict[str, float]:
        return {other: score for other, score in assignment.compared.get(article, {}).items() if other in inside}

    if min(of_story(article_id).values(), default=0.0) > rules["no"]:
        return None
    together = {article_id}
    waiting = [article_id]
    while waiting:
        for other, score in of_story(waiting.pop()).items():
            if score > rules["yes"] and other not in together:
                together.add(other)
                waiting.append(other)
    if members[0] in together:
        return None
    moved = tuple(article for article in members if article in together)
    across = [score for article in moved for other, score in of_story(article).items() if other not in together]
    if len(moved) < rules["articles"] or len(inside) - len(moved) < rules["articles"] or len(across) < rules["pairs"]:
        return None
    mean = round(math.fsum(across) / len(across), DIGITS)
    if mean > rules["no"] or _would_join(story_id, together, assignment) >= rules["fits"]:
        return None
    return StoryChange("part", story_id, content_id("s", moved[0]), article_id, mean, moved, published)


def _would_join(story_id: str, together: Set[str], assignment: Assignment) -> float:
    """How well, on average, the articles that may leave a story fit what would be left of it, beside each other."""
    members = assignment.stories[story_id].members
    rest = story_of(story_id, [m for m in members if m.profile.article_id not in together])
    fit = []
    for member in members:
        if member.profile.article_id in together:
            others = story_of("parted", [m for m in members if m.profile.article_id in together and m is not member])
            scores = assignment.compared.get(member.profile.article_id, {})
            told = {
                story.story_id: [scores[m.profile.article_id] for m in story.members if m.profile.article_id in scores]
                for story in (rest, others)
            }
            found = {story.story_id: features(member, story, None, told) for story in (rest, others)}
            fit.append(fits({**found[story_id], **lifts(story_id, found)}, assignment.model))
    return math.fsum(fit) / len(fit)


def _one_deployment(one: StoryProfile, two: StoryProfile) -> bool:
    """Whether most articles of two stories begin with the same countries, at least two, and the same kind of force, by no other name."""
    countries = one.core(("c",), leads=True) & two.core(("c",), leads=True)
    kinds = one.named("kinds") & two.named("kinds")
    forces = [story.core(("f",), leads=True) for story in (one, two)]
    return len(countries) >= 2 and bool(kinds) and not apart(*forces)


def merge_of(main: str, other: str, article_id: str, published: str | None, assignment: Assignment) -> StoryChange | None:
    """What shows that two stories are one: articles that fit both, where the texts of the two do not say no to each other."""
    if any({assignment.current(story) for story in pair} == {main, other} for pair in assignment.apart):
        return None
    older, younger = sorted((main, other), key=lambda s: (assignment.stories[s].members[0].profile.order, s))
    rules = assignment.model["merge"]
    alike = _one_deployment(assignment.stories[older], assignment.stories[younger])
    both = [chance for chance in assignment.fit_both(older, younger) if alike or chance >= rules["article"]]
    inside = {m.profile.article_id for m in assignment.stories[older].members}
    told = [assignment.compared.get(m.profile.article_id, {}) for m in assignment.stories[younger].members]
    across = [score for of in told for other, score in of.items() if other in inside]
    mean = round(math.fsum(across) / len(across), DIGITS) if across else 0.0
    # phases of one deployment are different events: their texts may say no where all names are the same
    if len(both) < rules["articles_alike" if alike else "articles"] or (mean < rules["no"] and not alike):
        return None
    return StoryChange("merge", older, younger, article_id, round(math.fsum(both) / len(both), DIGITS), (), published)


def merges(
    main: str, scored: Iterable[tuple[float, str]], article_id: str, published: str | None, assignment: Assignment
) -> list[StoryChange]:
    """The stories that become one with `main`, which the article joined or founds. `scored`: how well it fits which stories."""
    changes = []
    for chance, other in scored:
        if other == main or other not in assignment.stories or chance < assignment.model["merge"]["least"]:
            continue
        assignment.also.setdefault(article_id, {})[other] = chance
        if main not in assignment.stories:
            # it founds a story, though it might be of this one: later articles tell
            continue
        merge = merge_of(main, other, article_id, published, assignment)
        if merge:
            assignment.merge(merge)
            changes.append(merge)
            main = merge.older
    return changes
