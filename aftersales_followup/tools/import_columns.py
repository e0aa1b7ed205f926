"""Which column of another system's file is what (F21)."""

import re

from .import_values import line

HEADERS = {
    "job": (
        "工单号 工单编号 维修单号 委托书号 施工单号 派工单号 单号 结算单号 订单号 "
        "ro号 业务单号 维修工单 委托单号 job|job number|job no|job card|order number|"
        "order no|repair order|ro|ro number|ro no|work order|wo number|invoice number"
    ),
    "date": (
        "结算日期 结算时间 交车日期 交车时间 出厂日期 出厂时间 完工日期 完工时间 "
        "日期 结账日期 离厂时间 开单日期 维修日期 settled|settled on|settlement date|"
        "date|closed|closed on|closing date|invoice date|completed|completion date|"
        "delivery time|job date|date closed"
    ),
    "time": "时间 time|settlement time|closing time",
    "plate": (
        "车牌 车牌号 车牌号码 牌照 牌照号 车号 plate|license plate|licence plate|"
        "plate number|plate no|registration|reg no|registration number|license number"
    ),
    "vin": (
        "vin 车架号 车架号码 车辆识别码 vin码 vin号 底盘号 chassis|chassis number|"
        "chassis no|vin number|vin no|vehicle identification number"
    ),
    "brand": "品牌 车辆品牌 厂牌 brand|make|manufacturer",
    "model": "车型 车型名称 车系 型号 车辆型号 model|vehicle model|car model|vehicle",
    "owner": (
        "车主 车主姓名 客户 客户姓名 客户名称 姓名 车主名称 用户姓名 单位名称 owner|"
        "owner name|customer|customer name|client|name|car owner"
    ),
    "phone": (
        "电话 手机 手机号 手机号码 联系电话 车主电话 客户电话 联系方式 车主手机 "
        "phone|mobile|telephone|phone number|mobile phone|mobile number|owner phone|"
        "customer phone|tel|contact number|cell"
    ),
    "sender": (
        "送修人 送修人姓名 送修人名称 联系人 brought by|sender|contact|contact "
        "person|driver"
    ),
    "sender_phone": (
        "送修人电话 送修人手机 送修人联系电话 联系人电话 联系人手机 sender phone|"
        "driver phone|contact phone|brought by phone|phone of who brought it"
    ),
    "category": (
        "客户类别 客户类型 客户分类 客户性质 类别 车辆性质 category|customer "
        "category|customer type|type of customer|segment"
    ),
    "advisor": (
        "服务顾问 接待 接待员 接车员 业务接待 前台 服务顾问姓名 sa 顾问 advisor|"
        "adviser|service advisor|service adviser|receptionist|received by"
    ),
    "technicians": (
        "技师 维修技师 维修工 主修人 主修技师 维修人员 班组成员 施工人 technician|"
        "technicians|mechanic|mechanics|repaired by"
    ),
    "mileage": (
        "里程 里程数 公里数 行驶里程 进厂里程 表里程 km mileage|odometer|kilometers|"
        "kilometres|mileage km|milage|km reading"
    ),
    "amount": (
        "金额 结算金额 总金额 实收金额 应收金额 合计 产值 费用 amount|total|total "
        "amount|invoice amount|settled amount|price"
    ),
    "work": (
        "维修内容 维修项目 作业内容 施工项目 工作内容 项目 维修明细 作业项目 work|"
        "work done|work text|work summary|description|job description|repair|repair "
        "description|operations|work performed"
    ),
    "note": (
        "客户描述 故障描述 报修内容 客户需求 接车备注 备注 complaint text|customer "
        "request|notes|reception notes|remarks|note|customer wish|fault description"
    ),
    "delivery_date": (
        "购车日期 新车交车日期 销售日期 提车日期 purchase date|delivery date|car "
        "delivered on|sales date"
    ),
    "intake": (
        "进厂方式 来店方式 预约方式 是否预约 来厂方式 intake|booking|appointment|"
        "arrival"
    ),
}
"""Names of columns, as exports of workshop systems print them. Single words first."""

REASON = "reason"
REASON_HEADERS = {"reason", "原因", "拒绝原因"}
REQUIRED = ("job", "date")
SEARCHED_ROWS = 30
"""A table has its header within as many rows."""


def header_key(header):
    """Return what two spellings of one column's name share.

    >>> header_key(" 车牌号 (必填) *"), header_key("Plate_No."), header_key("VIN码")
    ('车牌号', 'plate no', 'vin码')
    """
    key = re.sub(r"[（(\[【].*?[)）\]】]", " ", line(header).casefold())
    return " ".join(re.sub(r"[\W_]+", " ", key).split())


def _aliases():
    targets = {}
    for target, names in HEADERS.items():
        for name in names.split("|"):
            # The first part lists Chinese names by blanks; English ones have blanks.
            chinese = re.findall(r"\S*[^\x00-\x7f]\S*", name)
            for alias in chinese or [name]:
                targets.setdefault(header_key(alias), target)
            latin = [word for word in name.split() if word.isascii()] if chinese else []
            if latin:
                targets.setdefault(header_key(" ".join(latin)), target)
    return targets


ALIASES = {**_aliases(), **dict.fromkeys(map(header_key, REASON_HEADERS), REASON)}


def guess(headers, remembered=None):
    """Return what each column is: {index: target}; a target is given once.

    >>> guess(["车牌号", "底盘号", "Job No.", "Colour", "电话", "联系电话"])
    {0: 'plate', 1: 'vin', 2: 'job', 4: 'phone'}

    What a source's columns meant last time wins, also that one means nothing:

    >>> guess(["Nr", "Date", "Phone"], {"nr": "job", "phone": ""})
    {0: 'job', 1: 'date'}

    :param dict remembered: {header key: target or ''}
    """
    remembered = remembered or {}
    keys = [header_key(header) for header in headers]
    chosen = {}
    for source in (remembered, ALIASES):
        for index, key in enumerate(keys):
            target = source.get(key)
            known = index in chosen or (source is ALIASES and key in remembered)
            if target and not known and target not in chosen.values():
                chosen[index] = target
    return dict(sorted(chosen.items()))


def header_row(rows, remembered=None):
    """Return the index of the row that names the columns; titles stand above it.

    >>> header_row([["结算清单", ""], ["", ""], ["车牌", "单号", "日期"], ["沪A1"]])
    2
    >>> header_row([["a", "b"], ["c", "d"]])
    0
    """
    found = [len(guess(row, remembered)) for row in rows[:SEARCHED_ROWS]]
    return found.index(max(found)) if found else 0
