"""Compiled search of texts for a question typed as characters, pinyin, initials, or any mixture.

A question of P signs is an automaton whose state is how many of its signs are used up; a set of states is the bits of
one integer, after Baeza-Yates and Gonnet (1992), A new approach to text searching. Each character of a text leads from
states to states: by itself, by one of its readings, by the beginning of a reading where the question ends, or by an
initial. What does not depend on the text is put into tables first, so that nearly every start fails at one look.

A character is a code, 1 to K; code 0 stands before and after each text. ``group`` gives the row of a code in the tables
that `rows` makes: characters with the same readings share one, and row 0 is for those without.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from stations.atlas.compiled import compiled

Array = NDArray[Any]

NONE = 255
WHOLE, LITERAL, PINYIN, INITIALS, NO = 0, 1, 2, 3, 4
NEAR = 7  # states after one character that the look ahead tells apart; no reading is longer than six letters
H = 104
BLOCK = 2048
BITS = 4096


@compiled
def rows(
    signs: Array, group_start: Array, group_syllable: Array, syllable_start: Array, letters: Array
) -> Array:
    """Tell where the readings of each group of characters lead from each state of a question.

    Returns
    -------
    rows
        Sets of states as bits, shape (2, groups, P), int64: by full readings (a question may end within one), and by
        those or an initial. zh, ch and sh are initials both with and without their h.
    """
    size = signs.shape[0]
    count = syllable_start.shape[0] - 1
    by = np.zeros((2, count, size), np.int64)
    for one in range(count):
        first, last = syllable_start[one], syllable_start[one + 1]
        for at in range(size):
            same = 0
            while first + same < last and at + same < size and signs[at + same] == letters[first + same]:
                same += 1
            if same == 0:
                continue
            if first + same == last or at + same == size:
                by[0, one, at] = 1 << (at + same)
            by[1, one, at] = by[0, one, at] | 1 << (at + 1)
            if same > 1 and signs[at + 1] == H:
                by[1, one, at] |= 1 << (at + 2)
    made = np.zeros((2, group_start.shape[0] - 1, size), np.int64)
    for group in range(group_start.shape[0] - 1):
        for place in range(group_start[group], group_start[group + 1]):
            for at in range(size):
                made[0, group, at] |= by[0, group_syllable[place], at]
                made[1, group, at] |= by[1, group_syllable[place], at]
    return made


@compiled
def looks(literal: Array, group: Array, loose: Array) -> Array:
    """Put into one number for each code what it can begin and what it can go on with.

    Returns
    -------
    looks
        uint16 by code. Low byte: states reached from the start after this character, bit k-1 for state k < P, bit 7 for
        the end. High byte: states from which this character leads on, and bit 7 always: after the end all may come.
    """
    size = loose.shape[1]
    made = np.zeros(literal.shape[0], np.uint16)
    for code in range(literal.shape[0]):
        row = loose[group[code]]
        reached = row[0] | ((literal[code] & 1) << 1)
        look = 1 << 15
        if reached >> size & 1:
            look |= 1 << 7
        for at in range(1, min(size, NEAR + 1)):
            if reached >> at & 1:
                look |= 1 << (at - 1)
            if row[at] != 0 or literal[code] >> at & 1:
                look |= 1 << (at + 7)
        made[code] = look
    return made


@compiled
def sift(codes: Array, blocks: Array, needed: Array, look: Array) -> Array:
    """Give the positions where a question may begin, by looking at two characters; without a branch, so never slower.

    Parameters
    ----------
    blocks
        Which characters stand in each BLOCK of codes and the 64 that follow: bits by code modulo BITS, as bytes.
    needed
        Codes modulo BITS of the characters that a match must hold; blocks without one of them are passed over.
    """
    kept = np.empty(codes.shape[0] + 1, np.int32)
    count = 0
    for block in range(blocks.shape[0]):
        hopeful = True
        for bit in needed:
            hopeful = hopeful and (blocks[block, bit >> 3] >> (bit & 7)) & 1 == 1
        if not hopeful:
            continue
        first = block * BLOCK
        begun = 0
        # A slice, for the compiler knows of its positions that they do not count from the end: half the time.
        part = codes[first : first + BLOCK + 1]
        for at in range(part.shape[0]):
            seen = look[part[at]]
            kept[count] = first + at - 1
            count += (begun & (seen >> 8)) != 0
            begun = seen & 255
    return kept[:count]


@compiled
def judge(  # noqa: C901, PLR0912 - one loop: a call for each start costs more than the start
    kept: Array,
    codes: Array,
    starts: Array,
    slots: Array,
    literal: Array,
    group: Array,
    made: Array,
    ranks_of: Array,
    ranks: Array,
) -> None:
    """Run a question from each position that was kept, and better the rank of the place whose text it stands in.

    Parameters
    ----------
    codes
        All texts one after the other, a 0 before and after each.
    starts
        Where each text starts; one more at the end.
    slots
        The place of each text; empty where text and place have the same number.
    ranks_of
        Rank by (0 within a text, 1 at its beginning) and how it matched: WHOLE where the question's characters are
        the text or its end, LITERAL where they stand there, PINYIN where full readings help, INITIALS where
        those must help.
    ranks
        Best rank so far by slot, NONE where nothing matched; written.
    """
    end = 1 << made.shape[2]
    written = 0
    for signs in literal:
        written |= signs
    within = ranks_of[0, LITERAL if written == end - 1 else PINYIN]
    text = 0
    done = 0
    for start in kept:
        if start < done:
            continue
        while starts[text + 1] <= start:
            text += 1
        slot = slots[text] if slots.shape[0] else text
        leading = 1 if starts[text] == start else 0
        hoped = (LITERAL if leading == 0 else WHOLE) if literal[codes[start]] & 1 else PINYIN
        if ranks[slot] <= ranks_of[leading, hoped]:
            continue
        same = full = loose = 1
        how = NO
        at = start
        while loose:
            code = codes[at]
            row = group[code]
            signs = literal[code]
            # Each character uses up a sign at least, so that no state is below the number of characters.
            state = at - start
            going = loose >> state if row else 0
            loose = (loose & signs) << 1
            led = (full & signs) << 1
            same = (same & signs) << 1
            while going:
                if going & 1:
                    loose |= made[1, row, state]
                    if full >> state & 1:
                        led |= made[0, row, state]
                state += 1
                going >>= 1
            full = led
            at += 1
            if loose & end:
                if same & end:
                    how = WHOLE if codes[at] == 0 else LITERAL
                    break
                how = min(how, PINYIN if full & end else INITIALS)
                if how == PINYIN and same == 0:
                    break
                loose &= ~end
                full &= ~end
        if ranks_of[leading, how] < ranks[slot]:
            ranks[slot] = ranks_of[leading, how]
            if ranks[slot] <= within:
                done = starts[text + 1]


@compiled
def choose(
    ranks: Array, gone: Array, ids: Array, xyz: Array, here: Array, limit: int
) -> tuple[Array, Array, Array]:
    """Give the best places by rank, then squared distance from a point through the earth, then id.

    Parameters
    ----------
    gone
        1 for places to leave out, by slot; empty when there are none.
    here
        Earth-centred metres, shape (3,); empty when distance does not count and is 0.

    Returns
    -------
    slots, ranks, squares
        At most ``limit`` places, best first; squares in m².
    """
    slots = np.empty(limit, np.int64)
    best = np.empty(limit, np.uint8)
    squares = np.empty(limit, np.float64)
    found = 0
    for slot in range(ranks.shape[0]):
        rank = ranks[slot]
        if rank == NONE or (found == limit and rank > best[limit - 1]):
            continue
        if gone.shape[0] > 0 and gone[slot]:
            continue
        square = 0.0
        for axis in range(here.shape[0]):
            square += (xyz[slot, axis] - here[axis]) ** 2
        at = found
        while at > 0 and (
            rank < best[at - 1]
            or (
                rank == best[at - 1]
                and (
                    square < squares[at - 1] or (square == squares[at - 1] and ids[slot] < ids[slots[at - 1]])
                )
            )
        ):
            at -= 1
        if at == limit:
            continue
        found = min(found + 1, limit)
        for moved in range(found - 1, at, -1):
            slots[moved], best[moved], squares[moved] = slots[moved - 1], best[moved - 1], squares[moved - 1]
        slots[at], best[at], squares[at] = slot, rank, square
    return slots[:found], best[:found], squares[:found]
