"""What a reader must know beside the figures, as codes with numbers, and in two languages."""

from typing import Any, TypedDict


class Note(TypedDict):
    """One of them: its code, the numbers in it, and what it says in Chinese and in English."""

    code: str
    params: dict[str, Any]
    text: dict[str, str]


_SAID = {
    "geodesic": (
        "没有用道路：距离按直线 × {detour:g} 计算{_zh}",
        "No roads were used: distances are straight lines × {detour:g}{_en}.",
    ),
    "unreachable_demand": (
        "{points:,} 个需求点（权重 {weight:,.0f}）到不了任何一处驿站",
        "{points:,} demand points (a weight of {weight:,.0f}) reach no place at all.",
    ),
    "off_roads": (
        "{points:,} 个需求点（权重 {weight:,.0f}）离道路超过 {most_m:g} 米：到不了",
        "{points:,} demand points (a weight of {weight:,.0f}) lie over {most_m:g} m off the roads: they reach none.",
    ),
    "zero_weight": ("{points:,} 个需求点的权重是 0", "{points:,} demand points weigh nothing."),
    "hours_unknown": (
        "{places:,} 处驿站的开放时间不详或不全，不详时按{_zh}计算",
        "The hours of {places:,} places are not known, or not all of them: then they count as {counted}.",
    ),
    "no_capacity": (
        "{places:,} 处驿站没有容量，按 {capacity:g} 计算",
        "{places:,} places have no capacity: they count with {capacity:g}.",
    ),
    "empty_area": ("这些区域里没有需求点：{_zh}", "No demand lies in: {_en}."),
    "outside_areas": (
        "{points:,} 个需求点（权重 {weight:,.0f}）不在任何区域里",
        "{points:,} demand points (a weight of {weight:,.0f}) lie in none of the areas.",
    ),
    "no_places": (
        "没有一处驿站计入：没有人被覆盖",
        "No place counts, so nobody is covered: look at what the places were filtered by.",
    ),
    "none_open": ("这一刻没有一处驿站开放", "No place is open at that moment."),
    "beside_line": (
        "{all:,} 处驿站中 {places:,} 处离线路不超过 {beside_m:g} 米，其余不计",
        "{places:,} of {all:,} places stand within {beside_m:g} m of the line: only these count.",
    ),
    "moved_away": (
        "{all:,} 处驿站可以搬迁，其中 {places:,} 处搬走",
        "{all:,} places might move, and {places:,} of them do.",
    ),
    "rows_left_out": (
        "{_zh}只列出 {shown:,} 个，共 {all:,} 个",
        "Of {_en}, {shown:,} of {all:,} are shown, the heaviest.",
    ),
    "stopped": (
        "计算在 {seconds:.0f} 秒后停下：这是到那时为止最好的方案",
        "It was stopped after {seconds:.0f} s: this is the best plan found by then.",
    ),
    "infeasible": (
        "无论怎样选址都覆盖不了 {share:.1%}：最多 {most:.1%}",
        "No choice of candidates covers {share:.1%} of the demand: the most that any covers is {most:.1%}.",
    ),
    "fewer_sites": (
        "要 {asked} 处，只选出 {sites} 处：再多也不会更好，或没有可选的了",
        "{asked} sites were asked for, and {sites} chosen: more would add nothing, or no more are allowed.",
    ),
    "buildings": (
        "候选点取自需求够得着的 {buildings:,} 处建筑；另有 {no_shelter:,} 处不能容身（废墟、在建、棚顶等），不计",
        "{buildings:,} buildings lie within reach of the demand; {no_shelter:,} more (ruins, roofs …) are no shelter.",
    ),
    "buildings_left_out": (
        "{all:,} 处建筑太多，每个 {resolution} 级 H3 网格只取占地最大的一处，共 {shown:,} 处",
        "Of {all:,} buildings {shown:,} are candidates: of each H3 cell of resolution {resolution} the largest.",
    ),
    "days_of_calendar": (
        "{year} 年还没有放假安排：节假日按不详计算",
        "No table of holidays for {year} is known: days that may be holidays count as not known.",
    ),
}

_LISTS = {
    "demand": ("需求点", "demand points"),
    "gaps": ("空白", "gaps"),
    "close_pairs": ("离得太近的驿站", "places too close to one another"),
}


def note(code: str, **params: Any) -> Note:
    """Say something by its code and its numbers.

    Examples
    --------
    >>> note("zero_weight", points=2)["text"]["en"]
    '2 demand points weigh nothing.'
    """
    zh, en = _SAID[code]
    words_zh, words_en = _words(code, params)
    return Note(
        code=code,
        params=params,
        text={"zh": zh.format(**params, _zh=words_zh), "en": en.format(**params, _en=words_en)},
    )


def _words(code: str, params: dict[str, Any]) -> tuple[str, str]:
    """Give the words of a sentence that are not numbers."""
    if code == "geodesic" and params["speed_kmh"]:
        return f"，每小时 {params['speed_kmh']:g} 公里", f", at {params['speed_kmh']:g} km/h"
    if code == "hours_unknown":
        return ("关闭" if params["counted"] == "closed" else "开放"), ""
    if code == "rows_left_out":
        return _LISTS[params["of"]]
    if code == "empty_area":
        shown = params["areas"][:10]
        more = len(params["areas"]) - len(shown)
        return (
            "、".join(shown) + (f" 等 {len(params['areas'])} 处" if more else ""),
            ", ".join(shown) + (f" and {more} more" if more else ""),
        )
    return "", ""
