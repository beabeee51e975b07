"""The words people use for hours, Chinese and English, simplified and in lower case, as patterns.

The order is that of trial: longer and more particular words come first. A kind in small letters is noise.
Digits are 0 to 9, not those of other scripts, which the short form of a pattern would take as well.
"""

import re

CN_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九十")} | {"〇": 0, "两": 2}
DAY_SIGNS = {sign: number for number, sign in enumerate("一二三四五六日")} | {"天": 6, "七": 6}
EN_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EN_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
TRADITIONAL = str.maketrans(
    "週點時間開節國業營無禮號閉館關門個後來內僅為與補調請電話對務運動應預約總兩從駐專發費週體隨動視況際場準總稱禁備註還則餘狀",
    "周点时间开节国业营无礼号闭馆关门个后来内仅为与补调请电话对务运动应预约总两从驻专发费周体随动视况际场准总称禁备注还则余状",
)
DASHES = "-‐‑‒–—―−~～〜∼﹣至到"

_OPEN = r"(?:正常|照常|照样|均|都|全部|对外|免费|可)*(?:开放|营业|服务|开门|开馆|上班|运营|接待|使用)"
_LABEL = r"(?:对外)?(?:开放|营业|服务|工作|运营|接待|使用|上班|办公)?(?:时间|时段)(?:为|是)?"
_HOLIDAYS = r"(?:国家)?法定(?:节假日|节日|假日|假期|休假日)|国定假日|国定节假日|公众假期|公共假期|节假日"
_EN_HOLIDAYS = r"(?:on )?(?:the )?(?:public|statutory|national|legal) holidays?|(?:on )?holidays?|\bph\b"
_CLOSED = (
    r"休息|公休|轮休|休馆|闭馆|闭站|闭店|(?:不|不对外|暂不)(?:开放|营业|上班|服务|开门)"
    r"|关闭|关门|停业|放假|店休|休业|歇业|休"
)

_PATTERNS: list[tuple[str, str]] = [
    ("space", r"[ \t\u3000]+"),
    ("COMMENT", r"\((?:备注|note): ?(?P<remark>[^()]*)\)"),
    ("REMARK", (r"\((?P<remark>[^()0-9]*预约[^()0-9]*|[^()0-9]*免费[^()0-9]*"
                r"|[^()0-9]*(?:by appointment|free of charge))\)")),
    ("NORMAL", r"(?:均|都|也)?(?:正常|照常)(?:开放|营业|服务)"),
    ("OPEN_END", r"结束时间不定|open end"),
    ("UNSURE", r"(?:开放)?时间(?:不定|未注明|未确认|待定)|可能开放|hours not stated|may be open"),
    ("ALL_DAY", (r"24/7|7[x*×]24(?:小时)?|24 ?(?:小时|hours?|hrs?|h\b|h$)(?:制)?|二十四小时|全天候?|全时段|不打烊|昼夜"
                r"|around the clock|all day")),
    ("ALL_YEAR", r"全年(?!无休|不休)(?:365天)?|all year"),
    ("NO_REST", r"全年无休|全年不休|年中无休|从不休息|不休息|无休|不休"),
    ("INSTEAD", r"改为|instead"), ("ALSO", r"另有|also"), ("OTHERWISE", r"上述以外|otherwise"),
    ("EXCEPT_AFTER", r"除外|不在内"),
    ("AFTER_EXCEPT", r"[以之]?外"), ("EXCEPT", r"除(?!夕)了?|except(?: for)?|excluding"),
    ("CLOSED_DAY", r"(?:休息|公休|闭馆|休馆|店休|休)日(?:为|是|:)"),
    ("WORKDAYS", r"(?:法定)?工作日|平日|(?:on )?(?:workdays|working days)"),
    ("WEEKDAYS", r"(?:on )?weekdays"),
    ("OFF_DAYS", r"非工作日"), ("WEEKEND", r"双休日|周末|(?:on )?weekends?"),
    ("HOLIDAYS", rf"{_HOLIDAYS}|{_EN_HOLIDAYS}"),
    ("EVERY_DAY", r"每天|每日|天天|全周|(?:every ?|each )day|daily"),
    ("NEXT_DAY", r"次日|翌日|第二天|隔天|隔日|(?:the )?next day"),
    ("NEXT_YEAR", r"次年|翌年|来年|the next year"), ("EACH_YEAR", r"每年|each year"),
    ("YEAR", r"(?P<year>(?:19|20|21)[0-9][0-9])(?:年|\b(?![:.0-9]))(?P<since>起| on\b)?"),
    ("MONTH", r"(?P<month>[0-9]{1,2}|十[一二]?|[一二三四五六七八九])月份?(?:底)?"),
    ("EN_MONTH", rf"(?P<month>{'|'.join(EN_MONTHS)})(?:uary|ruary|ch|il|e|y|ust|t(?:ember)?|ober|ember)?\b\.?"),
    ("DATE_DAY", r"(?P<day>[0-9]{1,2})(?:[日号]|(?:st|nd|rd|th)\b)"),
    ("SEASON", r"[春夏秋冬](?!节|至)(?:季|天|令时?|时)?(?:作息)?"),
    ("EN_DAY", r"(?P<day>mon|tue|wed|thu|fri|sat|sun)(?:s?day|s|nesday|rs(?:day)?|r|urday)?s?\b\.?"),
    ("EN_DAY", r"(?P<day>mo|tu|we|th|fr|sa|su)\b"),
    ("WEEK_DAY", r"(?:每|逢|每逢)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天七]|[1-7](?![0-9:点时.]))"),
    ("MORE_DAYS", r"(?P<day>[一二三四五六日天](?!月|点|时|个|十|号|刻)|[1-7](?![0-9:点时.月日号]))"),
    ("closing", r"(?:小时)?制"), ("LABEL", rf"{_LABEL}:?|opening hours:?|hours:"),
    ("CLOSED", rf"{_CLOSED}|closed|\boff\b"), ("OPEN", rf"{_OPEN}|\bopen\b"),
    ("MORNING", r"上午|早上|早晨|清晨|早间|早|晨|(?P<small>凌晨|\bearly\b)"), ("NOON", r"中午|正午|午间"),
    ("AFTERNOON", r"下午|午后|傍晚"), ("EVENING", r"晚上|晚间|夜间|夜晚|夜里|晚|夜"),
    ("PAIR", r"(?P<h1>[01][0-9]|2[0-4])(?P<m1>[0-5][0-9]) ?- ?(?P<h2>[01][0-9]|2[0-4])(?P<m2>[0-5][0-9])(?![0-9])"),
    ("TIME", (r"(?P<hour>[0-9]{1,2})(?P<mark>[:.])(?P<minute>[0-5][0-9])(?::00)?(?![0-9])(?:时|点)?"
             r"(?: ?(?P<half>[ap])\.?m\b\.?)?")),
    ("TIME", r"(?P<hour>[0-9]{1,2})(?P<mark>[点时])(?:(?P<part>半|[一三]刻)|(?P<minute>[0-5]?[0-9])分?|[整钟])?"),
    ("TIME", (r"(?P<hour>二?十[一二三四五六七八九]?|[零〇一二两三四五六七八九])(?P<mark>[点时])"
             r"(?:(?P<part>半|[一三]刻)|(?P<minute>[二三四五]?十[一二三四五六七八九]?|零[一二三四五六七八九])分?|[整钟])?")),
    ("TIME", r"(?P<hour>[0-9]{1,2}) ?(?P<half>[ap])\.?m\b\.?"),
    ("NUMBER", r"(?P<hour>[0-9]{1,2})(?![0-9])"),
    ("DASH", r"-|\b(?:to|till|until|through|thru)\b"),
    ("AND", r"[、,&/]|以及|及|和|与|\band\b|\bas well as\b"), ("END", r"[;。\n\r|]+"),
    ("COLON", r":"), ("BRACKET", r"[()\[\]【】]"),
    ("from", r"从|自|于|在|为|是|则|\bfrom\b|\bon\b|\bin\b|\bat\b|\bthe\b|均|都"),
]  # fmt: skip
WORDS = [(kind, re.compile(pattern)) for kind, pattern in _PATTERNS]
