"""Which column says what: headings as people write them, in Chinese and English."""

import re
import unicodedata
from typing import NamedTuple

# Spellings as `simplified` leaves them: lower case, without spaces, signs, brackets, datum and words of guessing.
# The first spelling of a field that a file has wins, so the surest stand first.
SPELLINGS: dict[str, str] = {
    "name": "名称 驿站名称 站点名称 点位名称 站名 驿站名 服务站名称 服务点名称 工会驿站名称 爱心驿站名称 户外劳动者服务站点名称"
    " 户外劳动者服务站名称 户外职工服务站点名称 服务站点名称 饮水点名称 司机之家名称 书屋名称 母婴室名称 场所名称 设施名称 机构名称"
    " 网点名称 驿站 站点 点位 名字 全称 地点名称 name stationname station sitename placename title poiname 中文名称 中文名 namezh"
    " poi 基地名称 阵地名称 项目名称 服务站 服务站点",
    "name_en": "英文名称 英文名 nameen englishname ename",
    "address": "详细地址 地址 驿站地址 站点地址 站址 具体地址 所在地址 所在地 详细位置 具体位置 地理位置 位置 地点 设置地点 建设地点"
    " 点位地址 服务站地址 通讯地址 坐落 address addr fulladdress street streetaddress 门牌地址 所处位置 场所地址 设置位置 位置描述",
    "county_stated": "区县 所属区 所属区县 行政区 行政区划 区域 所在区 所在区县 县区 县市区 区市县 区县市 区 县 辖区 所属辖区 所属区域"
    " 所在区域 市县 县市 district county adname countystated 所属县区 所在县区 所属县市区 区划 所属行政区 区名 区县名称",
    "hours": "开放时间 营业时间 服务时间 开放时段 服务时段 开门时间 运营时间 工作时间 开放服务时间 对外开放时间 接待时间 使用时间 时间"
    " hours openhours openinghours openhourssource businesshours servicetime opentime opening times 营业时段 运营时段",
    "services": "服务项目 服务内容 服务设施 提供服务 设施 服务 便民设施 便民服务 配套设施 设施设备 配备设施 功能 服务功能 设备 配置"
    " 基础设施 主要设施 设施配置 配套服务 物资设备 硬件设施 services service facilities facility amenities amenity equipment 提供的服务"
    " 服务清单 设备设施 可提供服务 配备物品 物品 设施情况",
    "phone": "联系电话 电话 联系方式 电话号码 服务电话 咨询电话 联系人电话 负责人电话 手机 手机号 手机号码 固定电话 座机 热线"
    " phone tel telephone mobile contact contactmasked phonenumber 联系号码 值班电话",
    "operator": "管理单位 运营单位 建设单位 责任单位 主管单位 所属单位 依托单位 共建单位 承建单位 单位名称 单位 管理方 运营方 所属工会"
    " 所属机构 主办单位 operator manager owner managedby organization organisation unit 管理主体 建站单位 申报单位",
    "entry_mode": "进入方式 进门方式 开门方式 入内方式 门禁方式 准入方式 entrymode entry access",
    "entry_hint": "进入提示 进门提示 怎么进 入口说明 寻找提示 指引 位置说明 entryhint howtoenter directions",
    "capacity": "容量 可容纳人数 容纳人数 接待人数 座位数 可接待人数 人数 接待能力 容纳量 同时容纳人数 最大容纳人数 座位 capacity seatscount"
    " seatcount maxpeople 可容纳 座席数",
    "kind": "类型 类别 种类 站点类型 驿站类型 点位类型 服务站类型 设施类型 分类 场所类型 kind type category stationtype class",
    "status": "状态 运营状态 开放状态 使用状态 营业状态 当前状态 是否开放 是否运营 是否启用 status state active",
    "status_reason": "停用原因 关闭原因 暂停原因 状态说明 statusreason reason",
    "status_until": "恢复时间 恢复日期 预计恢复 预计恢复时间 statusuntil suspendeduntil",
    "observed_on": "采集日期 采集时间 调查日期 统计日期 数据日期 更新时间 更新日期 observedon updated updatedat date lastupdated 数据更新时间",
    "verified_at": "核实日期 核验日期 核实时间 核验时间 验证日期 verifiedat verified checkedat lastchecked",
    "hours_verified_at": "时间核实日期 hoursverifiedat",
    "services_verified_at": "服务核实日期 servicesverifiedat",
    "source_id": "编号 驿站编号 站点编号 点位编号 唯一编号 唯一标识 编码 驿站编码 站点编码 代码 sourceid id code uid uuid stationid"
    " poiid fid objectid 驿站代码 站点id 驿站id 点位编码",
    "lon": "经度 lon lng longitude long 东经 经 坐标经度 经度坐标 位置经度 gislon lngx x坐标 坐标x pointx 横坐标 x",
    "lat": "纬度 lat latitude 北纬 纬 坐标纬度 纬度坐标 位置纬度 gislat laty y坐标 坐标y pointy 纵坐标 y",
    "lonlat": "经纬度 经纬度坐标 经纬 lonlat lnglat lon,lat lng,lat longitude,latitude 经度纬度 经度,纬度 wkt",
    "latlon": "纬度经度 纬经度 纬经 latlon latlng latlong lat,lon lat,lng latitude,longitude 纬度,经度",
    "pair": "坐标 地理坐标 位置坐标 点位坐标 地图坐标 驿站坐标 坐标点 定位 定位坐标 location coordinates coordinate coord coords position"
    " geo point gps geometry geom thegeom",
    "ignore": "序号 行号 no number 备注 说明 备注说明 remark remarks note notes comment 省 省份 市 城市 地市 地级市 province city 街道"
    " 所属街道 乡镇 镇街 社区 village town 邮编 图片 照片 联系人 负责人 姓名 面积 建筑面积 coordsource source licence license countycode liesin placeid",
}
WHY_IGNORED = {
    "序号": "a running number says nothing lasting of a place; if it does here, add --map {column}=source_id",
    "备注": "there is no field for remarks; if it tells how to get in, add --map {column}=entry_hint",
}
GUESSABLE = {"hours", "services", "capacity"}
LON = ("经", "lon", "lng", "东")
LAT = ("纬", "lat", "北")
COORDINATES = ("lon", "lat", "lonlat", "latlon", "pair")

DATUMS = {
    "gcj02": re.compile(r"gcj[-_ ]?(?:20)?02(?:ll)?|gcj|火星(?:坐标)?系?|高德(?:地图)?|腾讯(?:地图)?|amap|国测局"),
    "bd09": re.compile(r"bd[-_ ]?09(?:ll|mc)?|百度(?:地图)?|baidu"),
    "wgs84": re.compile(r"wgs[-_ ]?(?:19)?84|wgs|cgcs[-_ ]?2000|国家2000|2000坐标系?|天地图"),
}
GUESS = re.compile(r"[-_ ]?(?:inferred|estimated|guess(?:ed)?|predicted)$|[-_ ]?推断|[-_ ]?推测|[((]估(?:计|算)?[))]|预估|估计|估算")
BRACKETS = re.compile(r"[(\[{【〔<《][^)\]}】〕>》]*[)\]}】〕>》]")
SIGNS = re.compile(r"[\s_\-*::.、/\\'\"“”‘’#№]+")


class Heading(NamedTuple):
    """What one heading says: field (`lon`, `pair`, `ignore` … included; None when unknown), datum, guess."""

    field: str | None
    datum: str | None
    guess: bool


_FIELD_OF = {word: field for field, words in SPELLINGS.items() for word in words.split()}
_RANK = {word: rank for words in SPELLINGS.values() for rank, word in enumerate(words.split())}


def simplified(heading: str) -> str:
    """Bring a heading to the form in which spellings are compared."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    return SIGNS.sub("", text)


def understood(heading: str) -> Heading:
    """Tell what a heading says."""
    text = unicodedata.normalize("NFKC", heading).strip().casefold()
    guess = bool(GUESS.search(text))
    text = GUESS.sub("", text)
    datum = None
    for name, pattern in DATUMS.items():
        if pattern.search(text):
            datum, text = name, pattern.sub("", text)
    return Heading(_field(text), datum, guess)


def _field(text: str) -> str | None:
    # 坐标(经度,纬度) tells the order in its brackets, 容量(人) only a unit: so with them first, without them then.
    for form in (text, re.sub(r"[()\[\]【】]", "", text), BRACKETS.sub("", text), *BRACKETS.findall(text)):
        simple = SIGNS.sub("", form).strip("()[]【】,系")
        simple = re.sub(r"^\d+(?=\D)|(?:人|个|㎡|平方米|m2)$", "", simple) if simple not in _FIELD_OF else simple
        if simple in _FIELD_OF:
            return _ordered(_FIELD_OF[simple], text)
    return None


def _ordered(field: str, text: str) -> str:
    """Tell the order of two numbers in one cell where the rest of the heading gives it away."""
    if field != "pair":
        return field
    lon, lat = (min((text.find(word) for word in words if word in text), default=-1) for words in (LON, LAT))
    if -1 in (lon, lat):
        return field
    return "lonlat" if lon < lat else "latlon"


def rank(heading: str) -> int:
    """Tell how sure a spelling is, 0 the surest: it decides between two columns that say the same."""
    return _RANK.get(simplified(BRACKETS.sub("", heading)), 10_000)


def completed(heading: str) -> str | None:
    """Tell the field of a heading that a Shapefile cut to ten bytes, if it can only be one."""
    simple = simplified(heading)
    long = max(len(heading.encode()), len(heading.encode("gb18030", "replace")))
    if long < 8:
        return None
    fields = {field for word, field in _FIELD_OF.items() if word.startswith(simple)}
    return fields.pop() if len(fields) == 1 else None
