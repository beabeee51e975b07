"""Made-up hours of every kind, for properties."""

from hypothesis import strategies as st

from stations.hours.model import EVERY_WEEKDAY, Edge, Hours, Join, Meaning, Period, Rule, Span, Years

QUARTERS = st.integers(0, 95).map(lambda quarter: quarter * 15)
LONGEST_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@st.composite
def spans(draw: st.DrawFn) -> tuple[Span, ...]:
    """Up to three times, in order; the last may go past midnight or have an open end."""
    starts = sorted(draw(st.lists(QUARTERS, max_size=3, unique=True)))
    found = []
    for start, after in zip(starts, [*starts[1:], 0], strict=False):
        longest = (after or draw(st.sampled_from([1440, 1800, 2880]))) - start
        length = draw(st.integers(1, max(longest // 15, 1))) * 15
        found.append(Span(start, start + length))
    if found and draw(st.integers(0, 9)) == 0:
        found[-1] = found[-1]._replace(open_end=True)
    return tuple(found)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Months or dates, of every year or of one."""
    first_month, last_month = draw(st.integers(1, 12)), draw(st.integers(1, 12))
    if draw(st.booleans()):
        first_day, last_day = 1, LONGEST_MONTH[last_month - 1]
    else:
        first_day = draw(st.integers(1, LONGEST_MONTH[first_month - 1]))
        last_day = draw(st.integers(1, LONGEST_MONTH[last_month - 1]))
    year = draw(st.sampled_from([0, 0, 2026]))
    wraps = (last_month, last_day) < (first_month, first_day)
    return Period(Edge(year, first_month, first_day), Edge(year + (wraps and year > 0), last_month, last_day))


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """One rule of any kind."""
    weekdays = draw(st.one_of(
        st.just(EVERY_WEEKDAY), st.sampled_from([{0, 1, 2, 3, 4}, {5, 6}, {5}, {0}, set()]).map(frozenset),
        st.sets(st.integers(0, 6), min_size=1).map(frozenset),
    ))  # fmt: skip
    holidays = not weekdays or (len(weekdays) < 7 and draw(st.integers(0, 3)) == 0)
    meaning = draw(st.sampled_from([Meaning.OPEN, Meaning.OPEN, Meaning.CLOSED, Meaning.UNKNOWN]))
    times = draw(spans())
    if meaning is Meaning.CLOSED:
        times = tuple(one._replace(open_end=False) for one in times)
    if times == (Span(0, 1440),):
        times = ()
    dates = tuple(draw(st.lists(periods(), max_size=2)))
    if len({one.first.year > 0 for one in dates}) > 1:
        dates = dates[:1]
    years = draw(st.sampled_from([(), (), (), (Years(2026, 2027),), (Years(2027, 9999),)]))
    comment = draw(st.sampled_from(["", "", "二楼", "ring the bell"]))
    return Rule(
        weekdays, holidays, times, meaning, comment, dates, () if dates and dates[0].first.year else years
    )


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    """One to four rules; the first stands by itself."""
    first, *others = draw(st.lists(rules(), min_size=1, max_size=4))
    joins = st.sampled_from([Join.OVERRIDE, Join.OVERRIDE, Join.ADD, Join.FALLBACK])
    joined = [Rule(*(getattr(one, name) for name in one.__slots__[:-1]), draw(joins)) for one in others]
    return Hours((first, *joined))
