"""What people decided about which claims report the same act: pairs that must stand together, pairs that must not.

The method of `flows.resolve.identity` proposes facts; `Links.placed` then holds them to what was decided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from schemas.claim import Claim

Pair = tuple[str, str]
_Member = TypeVar("_Member", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Links:
    """Pairs of claim ids that report one act (`together`), and pairs that report two (`apart`)."""

    together: tuple[Pair, ...] = ()
    apart: tuple[Pair, ...] = ()

    def placed(self, groups: Sequence[list[Claim]], source_order: Mapping[str, int]) -> list[tuple[int, list[Claim]]]:
        """Return the groups of claims with every link kept; groups that no link touches stay as they were.

        Each comes with the number of the group whose place it takes.

        A pair that stands together brings its whole groups together. Then each group is shared out: in the order
        of sources and text, a claim goes to the first part that holds none it must not stand with, so that what
        was not told apart stays together. Claims tied to each other, by a link or by the coder's key, move as one.
        Pairs of which one claim is in none of the groups have no say. Raises ValueError if the links contradict each
        other.
        """
        home = {claim.claim_id: n for n, group in enumerate(groups) for claim in group}
        return self._here(home)._placed(groups, home, source_order)

    def _here(self, claim_ids: Collection[str]) -> Links:
        kept = (tuple(p for p in pairs if all(c in claim_ids for c in p)) for pairs in (self.together, self.apart))
        return Links(*kept)

    def _placed(
        self, groups: Sequence[list[Claim]], home: Mapping[str, int], source_order: Mapping[str, int]
    ) -> list[tuple[int, list[Claim]]]:
        if not self.together and not self.apart:
            return list(enumerate(groups))
        self.check()
        heads = _components(range(len(groups)), [(home[a], home[b]) for a, b in self.together])
        merged: dict[int, list[Claim]] = defaultdict(list)
        for n, group in enumerate(groups):
            merged[heads[n]] += group
        touched = {heads[home[c]] for pair in (*self.together, *self.apart) for c in pair}
        found = []
        for head, group in merged.items():
            parts = self._parts(sorted(group, key=_place(source_order))) if head in touched else [group]
            found += [(head, part) for part in parts]
        return found

    def check(self) -> None:
        """Raise ValueError if a pair is to stand apart though other pairs bring it together."""
        linked = _components({c for pair in (*self.together, *self.apart) for c in pair}, self.together)
        for a, b in self.apart:
            if linked[a] == linked[b]:
                raise ValueError(f"decisions contradict each other: claims {a} and {b} are split, yet merged in a row")

    def _parts(self, group: Sequence[Claim]) -> list[list[Claim]]:
        """Share out the claims of a group, given in the order of sources and text."""
        foes = _neighbours(self.apart)
        atom_of = self._atoms(group)
        atoms: dict[str, list[Claim]] = defaultdict(list)
        for claim in group:
            atoms[atom_of[claim.claim_id]].append(claim)
        parts: list[list[Claim]] = []
        for atom in atoms.values():
            enemies = {foe for claim in atom for foe in foes[claim.claim_id]}
            part = next((p for p in parts if not enemies.intersection(c.claim_id for c in p)), None)
            if part is None:
                parts.append(list(atom))
            else:
                part += atom
        # A part may have taken an atom before one whose claims stand earlier in the text.
        rank = {claim.claim_id: n for n, claim in enumerate(group)}
        return [sorted(part, key=lambda c: rank[c.claim_id]) for part in parts]

    def _atoms(self, group: Sequence[Claim]) -> dict[str, str]:
        """Return for each claim the name of the claims that move with it."""
        names = [claim.claim_id for claim in group]
        present = set(names)
        linked = _components(names, [p for p in self.together if present.issuperset(p)])
        by_key = _components(names, [*linked.items(), *_same_key(group)])
        # The coder's key yields to a decision that takes its claims apart.
        torn = {by_key[a] for a, b in self.apart if a in present and b in present and by_key[a] == by_key[b]}
        return {name: linked[name] if by_key[name] in torn else by_key[name] for name in names}


def _same_key(group: Iterable[Claim]) -> list[Pair]:
    first: dict[tuple[str, str, str], str] = {}
    return [
        (first.setdefault((c.source_id, c.coder, c.event_key), c.claim_id), c.claim_id) for c in group if c.event_key
    ]


def _neighbours(pairs: Iterable[Pair]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for a, b in pairs:
        found[a].add(b)
        found[b].add(a)
    return found


def _components(members: Iterable[_Member], pairs: Iterable[tuple[_Member, _Member]]) -> dict[_Member, _Member]:
    """Return for each member the first member of those it hangs together with."""
    order = {member: n for n, member in enumerate(members)}
    head = {member: member for member in order}

    def top(member: _Member) -> _Member:
        while head[member] != member:
            member = head[member]
        return member

    for a, b in pairs:
        low, high = sorted((top(a), top(b)), key=order.__getitem__)
        head[high] = low
    return {member: top(member) for member in order}


def _place(source_order: Mapping[str, int]) -> Callable[[Claim], tuple[int, int, str]]:
    return lambda c: (source_order[c.source_id], c.char_start, c.claim_id)
