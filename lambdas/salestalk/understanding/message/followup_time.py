"""The time of a follow-up: named anew, taken over, moved by one, or held against another."""

from typing import Final

from salestalk.calendar import Granularity, Period
from salestalk.contracts.classification import Classification, Comparison, Intent, TimeRange
from salestalk.understanding.pipeline import Reading, Setting
from salestalk.understanding.times.reading import at_grain_of


def merged_time(
    reading: Reading, said: Classification, previous: Classification, intent: Intent, setting: Setting
) -> TimeRange | None:
    """The time of a follow-up as it follows from what it says and from the time of before."""
    old = previous.time_range
    new = reading.time
    if old is None:
        return said.time_range
    if new.shift_of_previous is not None and old.keys and (steps_back(reading) or not (new.said or new.versus)):
        return _a_step_back(old, new.shift_of_previous, setting)
    if new.other_keys and old.keys:
        keys = _in_order({*old.keys, *new.other_keys}, setting)
        return old.model_copy(
            update={"keys": keys, "expression": None, "value": None, "year": None, "comparison": None}
        )
    if new.said:
        time = _with_year_of(reading, said.time_range, old, setting) or said.time_range
        return _keeping_comparison(time, old, intent) if time else old
    time = old
    if new.grain:
        time = at_grain_of(time, new.grain, setting.calendar, setting.as_of)
    code = new.range.comparison
    if code is not None:
        time = time.model_copy(update={"comparison": code})
    elif intent is Intent.TARGET:
        time = time.model_copy(update={"comparison": Comparison.TARGET})
    elif time.comparison is Comparison.TARGET:
        time = time.model_copy(update={"comparison": None})
    if intent is Intent.PREDICTION and previous.intent is not Intent.PREDICTION:
        return said.time_range
    return time


_LEADING: Final = frozenset({"and", "ok", "okay", "what", "how", "about", "then", "also", "now"})


def steps_back(reading: Reading) -> bool:
    """``the year before``, ``and the quarter before that?``: that period itself, not a comparison with it."""
    words = [word for word in reading.sentence.words if word not in _LEADING]
    return len(words) in (3, 4) and words[0] == "the" and words[2] == "before" and words[3:] in ([], ["that"])


def _a_step_back(time: TimeRange, grain: Granularity, setting: Setting) -> TimeRange:
    periods = [Period.parse(key) for key in time.keys]
    if grain is not Granularity.YEAR or periods[0].granularity in (grain, Granularity.DAY, Granularity.WEEK):
        return _shifted(time, -1, setting).model_copy(update={"comparison": None})
    keys = tuple(Period(period.year - 1, period.number, period.granularity).key for period in periods)
    changes = {"keys": keys, "expression": None, "value": None, "year": int(keys[0][:4]), "comparison": None}
    return time.model_copy(update=changes)


def _keeping_comparison(time: TimeRange, old: TimeRange, intent: Intent) -> TimeRange:
    if time.comparison is None and old.comparison is not None and len(time.keys) < 2:
        keeps = old.comparison is not Comparison.TARGET or intent is Intent.TARGET
        return time.model_copy(update={"comparison": old.comparison}) if keeps else time
    return time


def _in_order(keys: set[str], setting: Setting) -> tuple[str, ...]:
    return tuple(sorted(keys, key=lambda key: setting.calendar.interval(Period.parse(key)).start))


def _shifted(time: TimeRange, steps: int, setting: Setting) -> TimeRange:
    keys = tuple(setting.calendar.shift(Period.parse(key), steps * len(time.keys)).key for key in time.keys)
    return time.model_copy(update={"keys": keys, "expression": None, "value": None, "year": int(keys[0][:4])})


def _with_year_of(reading: Reading, time: TimeRange | None, old: TimeRange, setting: Setting) -> TimeRange | None:
    """A bare period takes the year said before: one that the earlier period would not have had by itself."""
    if not reading.time.named_bare or time is None or not old.keys or not time.keys:
        return None
    year = _year_said(old, setting)
    if year is None:
        return None
    keys = []
    for key in time.keys:
        period = Period.parse(key)
        first = Period.parse(time.keys[0])
        keys.append(Period(year + period.year - first.year, period.number, period.granularity).key)
    return time.model_copy(update={"keys": tuple(keys), "year": year})


def _year_said(old: TimeRange, setting: Setting) -> int | None:
    last = Period.parse(old.keys[-1])
    if last.granularity is Granularity.YEAR and (old.expression in (None, "last_year") and len(old.keys) == 1):
        return last.year
    if old.expression is not None or last.granularity in (Granularity.DAY, Granularity.WEEK):
        return None
    following = Period(last.year + 1, last.number, last.granularity)
    latest_is_later = setting.calendar.interval(following).start <= setting.as_of
    return last.year if latest_is_later else None
